/** A state database that goes away in the middle of a transaction. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPostgres, type TestPostgres } from '../../testing/postgres.ts';
import { openPostgresDatabase } from './postgres-database.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.remove());

it('fails the transaction between two of its statements, and nothing else', async () => {
  const database = await openPostgresDatabase(postgres.url('postgres'), () => undefined);
  const change = database.transact(async (sql) => {
    await sql.query('SELECT 1');
    await postgres.crash();
    // The connection says that it is gone while nobody asks it anything.
    await delay(200);
    return sql.query('SELECT 1');
  });
  await expect(change).rejects.toThrow();
  await postgres.start();
  expect(await database.transact((sql) => sql.query('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
  await database.close();
});
