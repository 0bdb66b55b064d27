/** Two portals on one state and one folder of vaults: one is paused until the other has taken its backup over. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import pg from 'pg';
import { isRunning } from '#protocol/data-protection.ts';
import { startPortal } from '../testing/portal-process.ts';
import { startPostgres } from '../testing/postgres.ts';
import { within } from '../testing/rich-databases.ts';
import { toolSessions } from '../testing/tool-sessions.ts';
import { foldersOfPoints } from '../testing/vault-files.ts';

it('a portal that lost its claim while it was paused publishes nothing when it continues, and works on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bp-paused-'));
  const postgres = await startPostgres();
  await within(postgres, 'postgres', ['CREATE DATABASE state', 'CREATE TABLE held AS SELECT 1 AS n']);
  const start = () => startPortal(folder, { DATABASE_URL: postgres.url('state') });
  const paused = await start();
  const instance = await paused.arm.protect('pg-paused', postgres);
  const { host, port, user, password } = postgres;
  const holder = new pg.Client({ host, port, user, password, database: 'postgres' });
  await holder.connect();
  await holder.query('BEGIN; LOCK TABLE held IN ACCESS EXCLUSIVE MODE');
  const jobId = await paused.arm.startBackup(instance);
  const dumps = async () => (await toolSessions(postgres)).filter(({ query }) => /LOCK TABLE|COPY/.test(query));
  await expect.poll(dumps, { timeout: 30_000 }).not.toEqual([]);

  paused.child.kill('SIGSTOP');
  const other = await start();
  const ended = await other.arm.jobWhen(jobId, (job) => !isRunning(job));
  expect(ended.properties.errorDetails?.[0]).toMatchObject({ code: 'BackupInterrupted' });
  await expect.poll(() => foldersOfPoints(join(folder, 'vaults')), { timeout: 30_000 }).toEqual([]);
  // The dump, which nobody paused, comes to its end: all that is left to do is to publish it.
  await holder.end();
  await expect.poll(dumps, { timeout: 30_000 }).toEqual([]);
  paused.child.kill('SIGCONT');

  const again = await paused.arm.jobWhen(await paused.arm.startBackup(instance), (job) => !isRunning(job));
  expect(again.properties.status).toBe('Completed');
  await expect.poll(() => foldersOfPoints(join(folder, 'vaults')), { timeout: 30_000 }).toHaveLength(1);
  expect(await other.arm.job(jobId)).toMatchObject({ properties: { status: 'Failed' } });
  expect(await other.arm.recoveryPoints(instance)).toHaveLength(1);
  await Promise.all([paused.kill(), other.kill()]);
  await postgres.remove();
  await rm(folder, { recursive: true, force: true });
}, 180_000);
