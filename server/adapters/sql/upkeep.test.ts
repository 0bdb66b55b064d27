/** An embedded state keeps its statistics, and the room of what was deleted is used again. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Kind } from '#provider/ports.ts';
import { openPgliteDatabase } from './pglite-database.ts';
import { STATE_SCHEMA, type SqlDatabase } from './sql-database.ts';
import { createSqlStore } from './sql-store.ts';
import { tidyUp } from './upkeep.ts';

const notes: Kind<{ text: string }> = { name: 'note' };
const TABLE = `${STATE_SCHEMA}.documents`;

let folder = '';
let database: SqlDatabase;

beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'bp-upkeep-')), 'state');
  database = await openPgliteDatabase(folder);
}, 60_000);
afterAll(async () => {
  await database.close();
  await rm(join(folder, '..'), { recursive: true, force: true });
});

const write = (from: number, to: number): Promise<void> =>
  createSqlStore(database, () => Promise.resolve()).transact(async (tx) => {
    for (let number = from; number < to; number += 1) {
      await tx.put(notes, String(number), { text: String(number).repeat(200) });
    }
  });

/** As the planner believes; -1 when nobody has looked. */
const believedRows = async (): Promise<number> => {
  const [row] = await database.query<{ rows: number }>(
    `SELECT reltuples::int AS rows FROM pg_class WHERE oid = '${TABLE}'::regclass`,
  );
  return row?.rows ?? NaN;
};

const pages = async (): Promise<number> => {
  const [row] = await database.query<{ pages: number }>(`SELECT (pg_relation_size('${TABLE}') / 8192)::int AS pages`);
  return row?.pages ?? NaN;
};

it('knows after a start how much it holds', async () => {
  await write(0, 600);
  expect(await believedRows()).toBeLessThanOrEqual(0);
  await database.close();
  database = await openPgliteDatabase(folder);
  expect(await believedRows()).toBe(600);
});

it('uses the room of what was deleted, once it has tidied up', async () => {
  await write(600, 1200);
  await database.query(`DELETE FROM ${TABLE}`);
  const before = await pages();
  await tidyUp(database);
  await write(0, 1200);
  expect(await pages()).toBeLessThanOrEqual(before);
});
