/**
 * What an idle server costs, and how long its link takes: a new one and one that starts again, with embedded state and
 * the sample server, which sleeps after a minute without requests.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startPortal } from '../server/testing/portal-process.ts';
import { watchMemory } from './measuring.ts';

const START_BUDGET_S = 3;
const MEMORY_BUDGET_MB = 350;
const UNTIL_IDLE_MS = 75_000;

const folder = await mkdtemp(join(tmpdir(), 'bp-bench-'));
let isOver = false;
try {
  for (const which of ['A new server', 'The same, started again']) {
    const started = performance.now();
    const portal = await startPortal(join(folder, 'data'), {}, []);
    const seconds = (performance.now() - started) / 1000;
    await delay(UNTIL_IDLE_MS);
    const memory = watchMemory(portal.child.pid ?? 0);
    const megabytes = memory.now();
    memory.stop();
    await portal.stop();
    console.log(
      `${which}: ${seconds.toFixed(1)} s to the link (at most ${START_BUDGET_S} s), ${megabytes.toFixed(0)} MB when idle (at most ${MEMORY_BUDGET_MB} MB)`,
    );
    isOver ||= seconds > START_BUDGET_S || megabytes > MEMORY_BUDGET_MB;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = isOver ? 1 : 0;
