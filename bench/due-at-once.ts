/**
 * How long it takes until 1,000 backups are done that are due at the same minute, and how the server answers meanwhile. The
 * servers are imagined, and their dumps take no time: what is measured is what the portal itself needs for each.
 *
 * `node bench/due-at-once.ts [instances] [PGlite|PostgreSQL]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { jobs, recoveryPoints } from '#provider/records.ts';
import { createArmClient } from '../server/testing/portal-process.ts';
import { startPostgres, type TestPostgres } from '../server/testing/postgres.ts';
import { percentile } from './figures.ts';
import { fill, startSimulated } from './large-state.ts';

const BUDGET_MS_EACH = 100;
const LIST_BUDGET_MS = 150;
const ASK_EVERY_MS = 500;

const instances = Number(process.argv[2] ?? 1000);
const stores = process.argv[3] === undefined ? ['PGlite', 'PostgreSQL'] : [process.argv[3]];

let isOver = false;
for (const store of stores) isOver = (await benchDue(store)) || isOver;
process.exitCode = isOver ? 1 : 0;

async function benchDue(store: string): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'bp-bench-'));
  let postgres: TestPostgres | undefined;
  let portal: Awaited<ReturnType<typeof startSimulated>> | undefined;
  try {
    if (store === 'PostgreSQL') postgres = await startPostgres();
    const settings = postgres ? { DATABASE_URL: postgres.url('postgres') } : {};
    const dataDir = join(folder, 'data');
    const { vaults } = await fill({ dataDir, settings, instances, jobsEach: 0, pointsEach: 0, isDue: true });

    const began = performance.now();
    portal = await startSimulated(dataDir, settings);
    const { real, url } = portal;
    const code = await real.signIn.codes.issue(real.signIn.people.operator);
    const arm = createArmClient(url, await tokenFor(url, code));
    const times: number[] = [];
    for (;;) {
      const asked = performance.now();
      await (await arm.send('GET', `${vaults[0]}/backupJobs`)).text();
      times.push(performance.now() - asked);
      const points = await real.ports.store.transact((tx) => tx.count(recoveryPoints));
      if (points >= instances) break;
      const [newest] = await real.ports.store.transact((tx) => tx.list(jobs, { limit: 1 }));
      const { errorDetails } = newest?.value.resource.properties ?? {};
      if (errorDetails) throw new Error(JSON.stringify(errorDetails));
      await delay(ASK_EVERY_MS);
    }
    const seconds = (performance.now() - began) / 1000;
    const begun = await real.ports.store.transact((tx) => tx.count(jobs));
    const perBackup = (seconds * 1000) / instances;
    const p95 = percentile(times, 0.95);
    console.log(
      `${store}: ${String(instances)} backups due at once, done after ${seconds.toFixed(0)} s: ${perBackup.toFixed(0)} ms each ` +
        `(at most ${String(BUDGET_MS_EACH)} ms), ${String(begun)} jobs; a list of jobs meanwhile: p95 ${p95.toFixed(0)} ms ` +
        `(at most ${String(LIST_BUDGET_MS)} ms)`,
    );
    return perBackup > BUDGET_MS_EACH || p95 > LIST_BUDGET_MS;
  } finally {
    await portal?.stop();
    await postgres?.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

async function tokenFor(url: string, code: string): Promise<string> {
  const response = await fetch(`${url}/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}
