/** How the tables of the state come to be and are upgraded: by several processes at once, and never backwards. */
import { cpSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { getRollbackPlans } from 'pg-boss';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { formerState } from '../../testing/former-states.ts';
import { startPostgres, type TestPostgres } from '../../testing/postgres.ts';
import { within } from '../../testing/rich-databases.ts';
import { createBossWork } from '../boss-work.ts';
import { newestOf, STEPS, versionOf } from './migrations.ts';
import { clusterIn, openPgliteDatabase } from './pglite-database.ts';
import { openPostgresDatabase } from './postgres-database.ts';
import { QUEUE_SCHEMA } from './sql-database.ts';
import { copiesOf, keepCopy } from './state-copies.ts';

const COUNT = 'SELECT count(*)::int AS n FROM backup_portal.documents';
const ONE_MORE = [
  ...STEPS,
  ['CREATE TABLE backup_portal.later (n integer)', 'INSERT INTO backup_portal.later VALUES (7)'],
];
const AND_ANOTHER = [...ONE_MORE, ['ALTER TABLE backup_portal.later ADD COLUMN m integer']];
const IN_VAIN = [...ONE_MORE, ['ALTER TABLE backup_portal.later ADD COLUMN k integer', 'SELECT 1 / 0']];

describe('in PostgreSQL', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 120_000);
  afterAll(() => postgres.remove());

  let last = 0;
  const create = async (): Promise<string> => {
    const name = `state_${String((last += 1))}`;
    await within(postgres, 'postgres', [`CREATE DATABASE ${name}`]);
    return name;
  };
  const open = (name: string) => openPostgresDatabase(postgres.url(name), () => undefined);

  it('makes them once when many processes start at the same time', async () => {
    const name = await create();
    const opened = await Promise.all(Array.from({ length: 8 }, () => open(name)));
    expect(await opened[0]?.query('SELECT step FROM backup_portal.migrations ORDER BY 1')).toEqual(
      STEPS.map((_, at) => ({ step: at + 1 })),
    );
    for (const database of opened) await database.close();
  }, 60_000);

  it.each([
    [
      'tables',
      'INSERT INTO backup_portal.migrations VALUES (99)',
      /newer version of Backup Portal \(tables 99, queue \d+;/,
    ],
    [
      'queue',
      `UPDATE ${QUEUE_SCHEMA}.version SET version = 999`,
      /newer version of Backup Portal \(tables \d+, queue 999;/,
    ],
  ])('refuses a state whose %s a newer version has made', async (_what, newer, words) => {
    const name = await create();
    await within(postgres, name, [formerState('0.1.0'), newer]);
    await expect(open(name)).rejects.toThrow(words);
  });

  it('takes a state of 0.1.0 as it is', async () => {
    const name = await create();
    await within(postgres, name, [formerState('0.1.0')]);
    const [before] = await within(postgres, name, [COUNT]);
    const database = await open(name);
    const work = await createBossWork(database, () => undefined);
    expect(await versionOf(database)).toEqual(newestOf(STEPS));
    expect(await database.query(COUNT)).toEqual([before]);
    await work.close();
    await database.close();
  }, 60_000);
});

describe('in a folder', () => {
  let former = '';
  beforeAll(async () => {
    former = await mkdtemp(join(tmpdir(), 'bp-former-'));
    await changing(former, formerState('0.1.0'));
  }, 60_000);
  afterAll(() => rm(former, { recursive: true, force: true }));

  async function changing(folder: string, sql: string): Promise<void> {
    const pglite = await PGlite.create(clusterIn(folder));
    await pglite.exec(sql);
    await pglite.close();
  }
  /** A folder of its own with the state that 0.1.0 has left, and what else has happened to it. */
  async function formerFolder(more?: string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'bp-former-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    cpSync(former, folder, { recursive: true });
    if (more !== undefined) await changing(folder, more);
    return folder;
  }
  const copies = (folder: string) => readdir(copiesOf(clusterIn(folder))).catch(() => []);
  const readingCopy = async <T>(folder: string, name: string, read: (copy: PGlite) => Promise<T>): Promise<T> => {
    const copy = await PGlite.create(join(copiesOf(clusterIn(folder)), name));
    return read(copy).finally(() => copy.close());
  };

  it('needs no copy when nothing changes', async () => {
    const folder = await formerFolder();
    const database = await openPgliteDatabase(folder, STEPS.slice(0, 1));
    await database.close();
    expect(await copies(folder)).toEqual([]);
  }, 60_000);

  it('is copied before each upgrade, and the newest two copies are kept', async () => {
    const folder = await formerFolder();
    const upgraded = await openPgliteDatabase(folder, ONE_MORE);
    expect(await upgraded.query('SELECT n FROM backup_portal.later')).toEqual([{ n: 7 }]);
    await upgraded.close();
    const [first = ''] = await copies(folder);
    await readingCopy(folder, first, async (copy) => {
      expect((await versionOf({ query: async (...given) => (await copy.query<never>(...given)).rows })).step).toBe(1);
      expect((await copy.query<{ n: number }>(COUNT)).rows[0]?.n).toBeGreaterThan(10);
    });

    await (await openPgliteDatabase(folder, AND_ANOTHER)).close();
    await keepCopy(clusterIn(folder));
    const left = await copies(folder);
    expect(left).toHaveLength(2);
    expect(left).not.toContain(first);
  }, 120_000);

  it('stays as it was when a step fails', async () => {
    const folder = await formerFolder();
    await expect(openPgliteDatabase(folder, IN_VAIN)).rejects.toThrow('division by zero');
    const again = await openPgliteDatabase(folder, STEPS);
    expect(await versionOf(again)).toEqual(newestOf(STEPS));
    await again.close();
  }, 120_000);

  it('is not upgraded without room for the copy', async () => {
    const folder = await formerFolder();
    const noRoom = keepCopy(clusterIn(folder), () => Promise.resolve(1024 ** 2));
    await expect(noRoom).rejects.toThrow(
      /a copy of it is made before\. That takes \d+ MB in .+, and the disk has 1 MB left/,
    );
    expect(await copies(folder)).toEqual([]);
  }, 60_000);

  it('is copied before the queue upgrades its own tables', async () => {
    const { queue } = newestOf(STEPS);
    const folder = await formerFolder(getRollbackPlans(QUEUE_SCHEMA, queue));
    const database = await openPgliteDatabase(folder);
    expect((await versionOf(database)).queue).toBe(queue - 1);
    expect(await copies(folder)).toHaveLength(1);
    const work = await createBossWork(database, () => undefined);
    expect(await versionOf(database)).toEqual(newestOf(STEPS));
    await work.close();
    await database.close();
  }, 120_000);
});
