/** A portal that is killed in the middle of a drill: the next one repeats it, and nothing of the first is left. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isRunning } from '#protocol/data-protection.ts';
import { proofOutcome } from '#protocol/proof.ts';
import { startPortal, type PortalProcess } from '../testing/portal-process.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { within } from '../testing/rich-databases.ts';

const TIMEOUT_MS = 120_000;
let folder = '';
let postgres: TestPostgres;
let portal: PortalProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-drills-'));
  // The scratch server's user passes through.
  execFileSync('chmod', ['711', folder]);
  postgres = await startPostgres();
  await within(postgres, 'postgres', ['CREATE DATABASE state', 'CREATE DATABASE slow']);
  await within(postgres, 'slow', [
    `CREATE FUNCTION public.takes_time(n int) RETURNS boolean LANGUAGE sql AS 'SELECT pg_catalog.pg_sleep(2) IS NOT NULL'`,
    `CREATE TABLE numbers (n int)`,
    `INSERT INTO numbers VALUES (1)`,
    `ALTER TABLE numbers ADD CHECK (public.takes_time(n)) NOT VALID`,
  ]);
}, TIMEOUT_MS);
afterAll(async () => {
  await portal?.kill();
  await postgres.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Of scratch servers: their processes, and their folders. */
async function tracesIn(scratch: string): Promise<{ folders: string[]; processes: number }> {
  const lines: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name)))
    lines.push(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
  return {
    folders: await readdir(scratch),
    processes: lines.filter((line) => line.includes(scratch) && line.includes('postgres')).length,
  };
}

it(
  'with its state in PostgreSQL',
  async () => {
    const scratch = join(folder, 'scratch');
    execFileSync('mkdir', ['-m', '711', scratch]);
    const start = () =>
      startPortal(join(folder, 'data'), { DATABASE_URL: postgres.url('state'), SCRATCH_DIR: scratch });
    portal = await start();
    const instance = await portal.arm.protect('pg-drill', postgres);
    const backup = await portal.arm.startBackup(instance);
    const { properties: done } = await portal.arm.jobWhen(backup, (job) => !isRunning(job));
    expect(done.status).toBe('Completed');

    const accepted = await portal.arm.send('POST', `${instance}/drill`);
    expect(accepted.status, await accepted.clone().text()).toBe(202);
    const operation = accepted.headers.get('azure-asyncoperation') ?? '';
    const { properties } = await portal.arm.get<{ properties: { jobId: string } }>(operation);
    await expect
      .poll(async () => (await tracesIn(scratch)).processes, { timeout: 30_000, interval: 20 })
      .toBeGreaterThan(0);
    await portal.kill();
    expect((await tracesIn(scratch)).folders).not.toEqual([]);

    portal = await start();
    const ended = await portal.arm.jobWhen(properties.jobId, (job) => !isRunning(job));
    expect(ended.properties).toMatchObject({ status: 'Completed', operation: 'Drill' });
    expect(proofOutcome(ended)).toMatchObject({ tables: expect.any(Number) as number, findings: [] });
    expect((await portal.arm.recoveryPoints(instance))[0]?.properties.proof?.state).toBe('Proven');
    await expect.poll(() => tracesIn(scratch), { timeout: 30_000 }).toEqual({ folders: [], processes: 0 });
    expect(await portal.stop()).toBe(0);
    portal = undefined;
  },
  TIMEOUT_MS,
);
