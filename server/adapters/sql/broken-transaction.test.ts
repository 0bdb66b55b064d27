/** A state database that goes away in the middle of a transaction. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres, type TestPostgres } from '../../testing/postgres.ts';
import { startTcpProxy } from '../../testing/tcp-proxy.ts';
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

describe('a network to the state that falls silent in the middle of a transaction, and closes nothing', () => {
  const patience = { statementMs: 500, idleMs: 500 };

  it('fails it, gives up the connection, and keeps no lock at the database', async () => {
    const network = await startTcpProxy(postgres);
    const url = new URL(postgres.url('postgres'));
    url.port = String(network.port);
    const database = await openPostgresDatabase(url.href, () => undefined, { patience });
    await database.query('CREATE TABLE held (n int)');
    await database.query('INSERT INTO held VALUES (1)');
    const update = 'UPDATE held SET n = n + 1 RETURNING n';
    // All connections that there may be.
    await Promise.all(Array.from({ length: 10 }, () => database.query('SELECT pg_sleep(0.1)')));
    const changes = Array.from({ length: 10 }, () =>
      database.transact(async (sql) => {
        await sql.query(update);
        network.hold();
        return sql.query('SELECT 1');
      }),
    );
    for (const { status } of await Promise.allSettled(changes)) expect(status).toBe('rejected');
    network.forget({ isServerTold: false });

    await expect
      .poll(() => database.transact((sql) => sql.query<{ n: number }>(update)).catch(() => []), { timeout: 10_000 })
      .toEqual([{ n: 2 }]);
    await database.close();
    await network.stop();
  });
});
