/** A login for which the server has few places: a restore does with fewer sessions what it does with more. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { archiveOf, prepareRestoring, tracesOn, type Archive, type Restoring } from '../testing/restoring.ts';
import { fingerprint, within } from '../testing/rich-databases.ts';

const TIMEOUT_MS = 180_000;
const DATABASE = 'orders';
const LOGIN = { user: 'portal', password: 'portal' };

let server: TestPostgres;
let restoring: Restoring;
let archive: Archive;

beforeAll(async () => {
  server = await startPostgres();
  restoring = await prepareRestoring();
  await within(server, 'postgres', [
    `CREATE ROLE ${LOGIN.user} LOGIN CREATEDB CREATEROLE PASSWORD '${LOGIN.password}'`,
    `CREATE DATABASE ${DATABASE} TEMPLATE template0`,
  ]);
  await within(server, DATABASE, [
    // Each is large enough to be loaded apart from pg_restore.
    ...['a', 'b'].map(
      (name) => `CREATE TABLE ${name} AS SELECT i, repeat(md5(i::text), 3) AS note FROM generate_series(1, 50000) i`,
    ),
    'CREATE TABLE c AS SELECT 1 AS i',
  ]);
  archive = await archiveOf(server, DATABASE);
}, TIMEOUT_MS);
afterAll(async () => {
  await server.remove();
  await restoring.remove();
});

const limitTo = (sessions: number) =>
  within(server, 'postgres', [`ALTER ROLE ${LOGIN.user} CONNECTION LIMIT ${sessions}`]);

it.each([1, 2, 3, 4])(
  'a restore brings everything back with %i',
  async (sessions) => {
    await limitTo(sessions);
    const targetName = `of_${sessions}`;
    const { warnings, databases } = await restoring.restore(server, archive, { targetName, login: LOGIN });
    expect(warnings).toEqual([]);
    expect(databases).toMatchObject([{ tablesCompared: 3, rowsCompared: 100_001, differing: [], notMade: [] }]);
    await limitTo(-1);
    expect(await tracesOn(server)).toEqual([]);
    expect(await fingerprint(server, targetName)).toEqual(await fingerprint(server, DATABASE));
  },
  TIMEOUT_MS,
);
