/** Reading back in a thread gives the same results as in this thread, over TLS too, and ends in the same way. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TlsMode } from '#protocol/postgres.ts';
import type { TableFacts } from '#provider/ports.ts';
import { selfSigned, serverTakes } from '../../../testing/certificates.ts';
import { startPostgres, type TestPostgres } from '../../../testing/postgres.ts';
import { within } from '../../../testing/rich-databases.ts';
import { accessTo } from '../../../testing/test-engine.ts';
import { digestOfBoth } from '../../postgres-archive/content-digest.ts';
import { readInHalves } from './read-back.ts';
import { readingOf, type Reading } from './reading.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const LARGE = 1024 ** 3;
const DATABASE = 'shop';
let postgres: TestPostgres;
let home = '';

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'bp-reading-'));
  postgres = await startPostgres();
  await within(postgres, 'postgres', [`CREATE DATABASE ${DATABASE}`]);
  await within(postgres, DATABASE, [
    'CREATE TABLE orders (id integer, note text)',
    // Rows of one byte, and rows larger than one read of a socket.
    `INSERT INTO orders SELECT n, CASE WHEN n % 100 = 0 THEN repeat(md5(n::text), 8000) ELSE '' END FROM generate_series(1, 4000) n`,
    'CREATE TABLE nothing (id integer)',
    `SELECT lo_from_bytea(0, decode(repeat('00ff', 300000), 'hex'))`,
  ]);
});
afterAll(async () => {
  await postgres.remove();
  await rm(home, { recursive: true, force: true });
});

async function turnOnTls(): Promise<void> {
  selfSigned(home, 'here');
  await within(postgres, 'postgres', [
    ...(await serverTakes(join(home, 'here.pem'), join(home, 'here.key'))),
    'ALTER SYSTEM SET ssl = on',
    'SELECT pg_reload_conf()',
    'SELECT pg_sleep(0.3)',
  ]);
}

const placeWith = (tlsMode: TlsMode) => ({
  access: accessTo(postgres, { tlsMode }),
  files: { authorities: '', service: '', home },
  database: DATABASE,
  encoding: 'UTF8',
});

const read = (bytes: number, tlsMode: TlsMode) =>
  readingOf(bytes)(placeWith(tlsMode), undefined, async (reading) => [
    await reading.table({ schema: 'public', name: 'orders', columns: ['id', 'note'] }),
    await reading.table({ schema: 'public', name: 'gone', columns: ['id'] }),
    await reading.table({ schema: 'public', name: 'nothing', columns: ['id'] }),
    await reading.largeObjects(),
  ]);

const ALL = [
  expect.objectContaining({ name: 'orders', rows: 4000 }),
  undefined,
  expect.objectContaining({ name: 'nothing', rows: 0, bytes: 0 }),
  expect.objectContaining({ count: 1, bytes: 600_000 }),
];

it('reads the same here and in a thread', async () => {
  const here = await read(0, 'disable');
  expect(here).toEqual(ALL);
  expect(await read(LARGE, 'disable')).toEqual(here);
});

it('reads a table by its pages, in two sessions, as it reads the whole', async () => {
  const orders = { schema: 'public', name: 'orders', columns: ['id', 'note'] };
  const session = <T>(use: (reading: Reading) => Promise<T>) => readingOf(LARGE)(placeWith('disable'), undefined, use);
  const [whole, pages] = await session(async (reading) => [await reading.table(orders), await reading.pagesOf(orders)]);
  expect(pages).toBeGreaterThan(5);
  const half = Math.floor(pages / 2);
  const [lower, upper] = await Promise.all([
    session((reading) => reading.table(orders, { from: 0, to: half })),
    session((reading) => reading.table(orders, { from: half })),
  ]);
  expect(lower?.rows).toBeGreaterThan(0);
  expect(upper?.rows).toBeGreaterThan(0);
  expect((lower?.rows ?? 0) + (upper?.rows ?? 0)).toBe(whole?.rows);
  expect((lower?.bytes ?? 0) + (upper?.bytes ?? 0)).toBe(whole?.bytes);
  expect(digestOfBoth(lower?.digest ?? '', upper?.digest ?? '')).toBe(whole?.digest);
});

describe('a large table that is read in halves', () => {
  const orders = { schema: 'public', name: 'orders', columns: ['id', 'note'] };
  const inHalves = (port: number) =>
    readingOf(0)(placeWith('disable'), undefined, async (reading) => {
      const read = new Map<string, TableFacts>();
      const { access, files, database: name } = placeWith('disable');
      const database = { name, targetName: name, replace: false };
      const { signal } = new AbortController();
      await readInHalves(
        { database, access: { ...access, port }, files, name, toc: undefined, signal },
        reading,
        orders,
        read,
      );
      return { read: [...read.values()], whole: [await reading.table(orders)] };
    });

  it('has the facts of the whole', async () => {
    const { read, whole } = await inHalves(postgres.port);
    expect(read).toEqual(whole);
  });

  it('is read by one session where the server has no connection left for a second', async () => {
    const { read, whole } = await inHalves(1);
    expect(read).toEqual(whole);
  });
});

it('has no pages of views and partitioned tables', async () => {
  await within(postgres, DATABASE, [
    'CREATE VIEW seen AS SELECT * FROM orders',
    'CREATE TABLE parted (id integer) PARTITION BY LIST (id)',
  ]);
  const pages = await readingOf(0)(placeWith('disable'), undefined, async (reading) => [
    await reading.pagesOf({ schema: 'public', name: 'seen', columns: ['id'] }),
    await reading.pagesOf({ schema: 'public', name: 'parted', columns: ['id'] }),
    await reading.pagesOf({ schema: 'public', name: 'gone', columns: ['id'] }),
    await reading.pagesOf({ schema: 'public', name: 'orders', columns: [] }),
    await reading.pagesOf({ schema: 'public', name: 'orders', columns: ['id'], isOfExtension: true }),
  ]);
  expect(pages).toEqual([0, 0, 0, 0, 0]);
});

it('reads the same over TLS', async () => {
  await turnOnTls();
  expect(await read(LARGE, 'require')).toEqual(await read(0, 'require'));
});

describe.each([
  ['here', 0],
  ['in a thread', LARGE],
])('%s', (_, bytes) => {
  const inSession = <T>(use: (reading: Reading) => Promise<T>, signal?: AbortSignal) =>
    readingOf(bytes)(placeWith('disable'), signal, use);
  /** And waits until it is gone: a terminated session may still serve a query before it notices. */
  const sendAway = () =>
    within(postgres, 'postgres', [
      `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '${DATABASE}'`,
    ]);

  it('throws when the session is gone, and says why', async () => {
    await expect(
      inSession(async (reading) => {
        await reading.table({ schema: 'public', name: 'nothing', columns: ['id'] });
        await sendAway();
        return reading.table({ schema: 'public', name: 'orders', columns: ['id', 'note'] });
      }),
    ).rejects.toThrow();
  });

  it('stops on an abort, and leaves no session behind', async () => {
    const stop = new AbortController();
    const reading = inSession(async (session) => {
      await session.table({ schema: 'public', name: 'nothing', columns: ['id'] });
      stop.abort(new Error('Enough'));
      return session.table({ schema: 'public', name: 'orders', columns: ['id', 'note'] });
    }, stop.signal);
    await expect(reading).rejects.toThrow();
    await vi.waitFor(async () => {
      const left = await within(postgres, 'postgres', [
        `SELECT pid FROM pg_stat_activity WHERE datname = '${DATABASE}'`,
      ]);
      expect(left).toEqual([]);
    }, 10_000);
  });
});

it('reports that there is no such database', async () => {
  for (const bytes of [0, LARGE]) {
    await expect(
      readingOf(bytes)({ ...placeWith('disable'), database: 'gone' }, undefined, (reading) => reading.largeObjects()),
    ).rejects.toMatchObject({ code: 'UserErrorDatabaseNotFound' });
  }
});
