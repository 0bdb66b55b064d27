/** A server that is killed in the middle of a backup, and the one that starts after it on the same state. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import { isRunning } from '#protocol/data-protection.ts';
import { startPortal } from '../testing/portal-process.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { within } from '../testing/rich-databases.ts';

const TIMEOUT_MS = 180_000;
let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startPostgres();
  await within(postgres, 'postgres', ['CREATE DATABASE state', 'CREATE DATABASE first', 'CREATE DATABASE second']);
  await within(postgres, 'first', ['CREATE TABLE numbers AS SELECT generate_series(1, 100000) AS n']);
  await within(postgres, 'second', ['CREATE TABLE held AS SELECT 1 AS n']);
}, TIMEOUT_MS);
afterAll(() => postgres.remove());

/** A backup reaches the second database, and waits there for the lock until `release`. */
async function holdBackups(): Promise<{ release(): Promise<void> }> {
  const { host, port, user, password } = postgres;
  const client = new pg.Client({ host, port, user, password, database: 'second' });
  await client.connect();
  await client.query('BEGIN; LOCK TABLE held IN ACCESS EXCLUSIVE MODE');
  return { release: () => client.end() };
}

/** Until the dump of the second database waits for the lock; by then the first one is in the vault. */
const isHeld = () =>
  expect.poll(
    () => within(postgres, 'second', [`SELECT FROM pg_locks WHERE relation = 'held'::regclass AND NOT granted`]),
    { timeout: 30_000 },
  );

const sessionsOfTools = () =>
  within(postgres, 'postgres', [`SELECT query FROM pg_stat_activity WHERE application_name = 'backup-portal'`]);

describe.each(['PGlite', 'PostgreSQL'])('a server with its state in %s that is killed during a backup', (kind) => {
  let dataDir = '';
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'bp-crash-'));
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  const filesOfPoints = async (): Promise<string[]> => {
    const vaults = join(dataDir, 'vaults');
    if (!existsSync(vaults)) return [];
    const entries = await readdir(vaults, { recursive: true, withFileTypes: true });
    // The folder of the vaults holds the key that signs manifests, and each vault the key that encrypts it and its catalogue.
    const files = entries
      .filter((entry) => entry.isFile() && entry.parentPath !== vaults && basename(entry.parentPath) !== 'catalogue')
      .map((entry) => entry.name);
    return files.filter((name) => !name.startsWith('vault-key-'));
  };

  it(
    'fails that job with a reason after the next start, keeps nothing of it, and backs up again',
    async () => {
      const more = kind === 'PostgreSQL' ? { DATABASE_URL: postgres.url('state') } : {};
      const first = await startPortal(dataDir, more);
      const instance = await first.arm.protect('pg-crash', postgres);
      const hold = await holdBackups();
      const interrupted = await first.arm.startBackup(instance);
      await isHeld().not.toEqual([]);
      await first.kill();
      // The dump goes with the portal, and the server notices while it keeps the dump waiting.
      await expect.poll(sessionsOfTools, { timeout: 30_000 }).toEqual([]);
      await hold.release();
      expect(await filesOfPoints()).not.toEqual([]);
      expect(await filesOfPoints()).not.toContain('manifest.json');

      const second = await startPortal(dataDir, more);
      const ended = await second.arm.jobWhen(interrupted, (job) => !isRunning(job));
      expect(ended.properties.status).toBe('Failed');
      expect(ended.properties.errorDetails?.[0]).toMatchObject({
        code: 'BackupInterrupted',
        message: expect.stringContaining('stopped before the backup was finished') as string,
      });
      expect(await second.arm.recoveryPoints(instance)).toEqual([]);
      // The job ends with its reason first; what it left is removed after that.
      await expect.poll(filesOfPoints, { timeout: 30_000 }).toEqual([]);

      const again = await second.arm.startBackup(instance);
      const done = await second.arm.jobWhen(again, (job) => !isRunning(job));
      expect(done.properties.status).toBe('Completed');
      expect(await second.arm.recoveryPoints(instance)).toHaveLength(1);
      expect(await filesOfPoints()).toContain('manifest.json');
      expect(await second.stop()).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'finds everything as it was after a regular stop, and fails the work it had to stop',
    async () => {
      const more = kind === 'PostgreSQL' ? { DATABASE_URL: postgres.url('state') } : {};
      const first = await startPortal(dataDir, more);
      const { value: instances } = await first.arm.get<{ value: { id: string }[] }>(
        `${(await first.arm.vault()).id}/backupInstances`,
      );
      const instance = instances[0]?.id ?? '';
      const hold = await holdBackups();
      const stopped = await first.arm.startBackup(instance);
      await isHeld().not.toEqual([]);
      expect(await first.stop()).toBe(0);
      await hold.release();

      const second = await startPortal(dataDir, more);
      expect((await second.arm.job(stopped)).properties.status).toBe('Failed');
      expect(await second.arm.recoveryPoints(instance)).toHaveLength(1);
      expect(await second.stop()).toBe(0);
    },
    TIMEOUT_MS,
  );
});

describe('a data folder that a running server owns', () => {
  it(
    'is refused to a second server, with a message',
    async () => {
      const dataDir = await mkdtemp(join(tmpdir(), 'bp-twice-'));
      const first = await startPortal(dataDir);
      await expect(startPortal(dataDir)).rejects.toThrow(/is in use by another Backup Portal \(process \d+\)/);
      await first.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
    TIMEOUT_MS,
  );
});
