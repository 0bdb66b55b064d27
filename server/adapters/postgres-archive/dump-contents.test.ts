/**
 * What a backup of a real server reads from its dumps, compared with what `COPY` reads at the source and where the dump
 * was restored: on servers of several versions, with settings that format rows differently from ours.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { contentsVerdict } from '#provider/domain/proof-rules.ts';
import type { BackupSummary, PartContents, TableFacts } from '#provider/ports.ts';
import { HARD_CONTENTS, LATIN1_CONTENTS, ODD_SETTINGS, SQL_ASCII_CONTENTS } from '../../testing/hard-contents.ts';
import { createMemorySink, type MemorySink } from '../../testing/memory-sink.ts';
import { serverVersions, startPostgres, systemMajor, type TestPostgres } from '../../testing/postgres.ts';
import { within } from '../../testing/rich-databases.ts';
import { openEngine } from '../../testing/test-engine.ts';
import { createContentsReader, readContents } from './archive-contents.ts';
import { readArchiveToc, type ArchiveToc } from './archive-toc.ts';
import { archivedTables, type ArchivedTable } from './archived-tables.ts';
import { compareContents } from './compare-contents.ts';
import { prepareReadBack, readLargeObjects, readTable } from './read-back.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });
const run = promisify(execFile);

const systems = await systemMajor();
/** The versions that the system's tools can read. */
const MAJORS = (await serverVersions()).filter((major) => major <= systems);
const DATABASES = { hard: 'UTF8', latin1: 'LATIN1', ascii: 'SQL_ASCII' };
const CONTENTS = { hard: HARD_CONTENTS, latin1: LATIN1_CONTENTS, ascii: SQL_ASCII_CONTENTS };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-contents-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function backUp(postgres: TestPostgres): Promise<{ sink: MemorySink; summary: BackupSummary }> {
  const { engine, sealed } = await openEngine(folder);
  const sink = createMemorySink();
  const { signal } = new AbortController();
  return { sink, summary: await engine.backUp(await sealed(postgres), sink, { signal, onProgress: () => undefined }) };
}

const createDatabase = (postgres: TestPostgres, name: string, encoding: string) =>
  within(postgres, 'postgres', [`CREATE DATABASE ${name} ENCODING '${encoding}' LOCALE 'C' TEMPLATE template0`]);

/** The present contents of an archive's tables in a database. */
async function readBack(postgres: TestPostgres, database: string, toc: ArchiveToc): Promise<PartContents> {
  const { host, port, user, password } = postgres;
  const client = new pg.Client({ host, port, user, password, database });
  await client.connect();
  try {
    await prepareReadBack(client, { lockTimeoutMs: 10_000, statementTimeoutMs: 60_000 });
    const tables: TableFacts[] = [];
    for (const table of archivedTables(toc)) tables.push(await readTable(client, table, { encoding: toc.encoding }));
    return { tables, largeObjects: await readLargeObjects(client) };
  } finally {
    await client.end();
  }
}

const plainOf = (sink: MemorySink, database: string): Buffer =>
  sink.parts.find(({ part }) => part.database === database)?.plain ?? Buffer.alloc(0);

// eslint-disable-next-line @typescript-eslint/require-await
async function* only(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 4097) yield bytes.subarray(at, at + 4097);
}

async function restore(plain: Buffer, target: TestPostgres, database: string): Promise<void> {
  const file = join(folder, `${database}.archive`);
  await writeFile(file, plain);
  await run(join(target.binFolder, 'pg_restore'), ['--dbname', target.url(database), file]);
}

/** The text of a table in its stored order. */
const textOf = async (postgres: TestPostgres, table: string): Promise<string> => {
  const args = [postgres.url('hard'), '-qAtc', `COPY ${table} TO STDOUT`];
  return (await run(join(postgres.binFolder, 'psql'), args, { maxBuffer: 1e9 })).stdout;
};

describe.each(MAJORS)('a backup of PostgreSQL %d', (major) => {
  let source: TestPostgres;
  let target: TestPostgres;
  let sink: MemorySink;
  let summary: BackupSummary;
  const contentsOf = (database: string) => summary.parts.find((part) => part.database === database);
  const tocOf = (database: string) => readArchiveToc(only(plainOf(sink, database)));

  beforeAll(async () => {
    [source, target] = await Promise.all([
      startPostgres({ major, settings: ODD_SETTINGS }),
      startPostgres({ settings: { TimeZone: 'America/St_Johns' } }),
    ]);
    for (const [name, encoding] of Object.entries(DATABASES)) await createDatabase(source, name, encoding);
    for (const [name, statements] of Object.entries(CONTENTS)) await within(source, name, statements);
    ({ sink, summary } = await backUp(source));
    for (const [name, encoding] of Object.entries(DATABASES)) {
      await createDatabase(target, name, encoding);
      await restore(plainOf(sink, name), target, name);
    }
  });
  afterAll(async () => {
    await source.remove();
    await target.remove();
  });

  test('has no warnings, and reports the contents of every database', () => {
    expect(summary.warnings).toEqual([]);
    for (const { contentsNotRead } of summary.parts) expect(contentsNotRead).toBeUndefined();
  });

  test('reports what is read again from the stored dump, as a verification compares it', async () => {
    for (const part of summary.parts.filter(({ kind }) => kind === 'database')) {
      // In pieces of a file's blocks, not in those that the tool wrote.
      const read = await readContents(part, inPieces(plainOf(sink, part.database ?? '')));
      expect(contentsVerdict(part, read)).toEqual({
        tables: part.tables?.length,
        rows: part.tables?.reduce((sum, { rows }) => sum + rows, 0),
        differing: [],
      });
      const [first, ...others] = part.tables ?? [];
      if (!first) continue;
      const forged = { ...part, tables: [{ ...first, rows: first.rows + 1 }, ...others] };
      expect(contentsVerdict(forged, read).differing).toEqual([expect.stringMatching(/rows?, \d+ expected$/)]);
    }
  });

  test('lists every table that has rows of its own, and nothing else, by schema and name', async () => {
    const tables = await within<{ schema: string; name: string }>(source, 'hard', [
      `SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
       ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"`,
    ]);
    expect(contentsOf('hard')?.tables?.map(({ schema, name }) => ({ schema, name }))).toEqual(tables);
    expect(tables.length).toBeGreaterThan(25);
  });

  test('counts rows as the server does', async () => {
    for (const { schema, name, rows } of contentsOf('hard')?.tables ?? []) {
      const [row] = await within<{ n: number }>(source, 'hard', [
        `SELECT count(*)::int AS n FROM ONLY ${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`,
      ]);
      expect({ name, rows }).toEqual({ name, rows: row?.n });
    }
    expect(contentsOf('hard')?.largeObjects).toMatchObject({ count: 303 });
  });

  test.each(Object.keys(DATABASES))('of database %s equals what is read back at the source', async (database) => {
    const toc = await tocOf(database);
    expect(toc.encoding).toBe(DATABASES[database as keyof typeof DATABASES]);
    const read = await readBack(source, database, toc);
    expect(compareContents(contentsOf(database) ?? {}, read)).toEqual([]);
    expect(read.tables).toHaveLength(contentsOf(database)?.tables?.length ?? 0);
  });

  test.each(Object.keys(DATABASES))(
    'of database %s equals what is read back where it was restored',
    async (database) => {
      const toc = await tocOf(database);
      const read = await readBack(target, database, toc);
      expect(compareContents(contentsOf(database) ?? {}, read, archivedTables(toc))).toEqual([]);
    },
  );

  test('does not depend on the order of the rows, which differs where they were restored', async () => {
    const [before, after] = [await textOf(source, 'gaps'), await textOf(target, 'gaps')];
    expect(after).not.toBe(before);
    expect(after.split('\n').toSorted()).toEqual(before.split('\n').toSorted());
  });

  test('takes the partitions that are loaded through their root as one', async () => {
    const toc = await tocOf('hard');
    const through = archivedTables(toc).filter(({ loadedInto }) => loadedInto !== undefined);
    expect(through.map(({ name, loadedInto }) => [name, loadedInto?.name])).toEqual([
      ['by_mood_0', 'by_mood'],
      ['by_mood_1', 'by_mood'],
    ]);
    const one = { schema: 'public', name: 'by_mood_0', rows: 1, bytes: 2, digest: '00000001ffffffff0000000100000001' };
    const two = { ...one, name: 'by_mood_1', digest: '00000001000000020000000100000001' };
    const both = { ...one, rows: 2, bytes: 4, digest: '00000002000000010000000200000002' };
    expect(compareContents({ tables: [one, two] }, { tables: [both] }, archivedTables(toc))).toEqual([]);
    expect(compareContents({ tables: [one, two] }, { tables: [two] }, archivedTables(toc))).toEqual([
      'public.by_mood: 1 row, 2 expected',
    ]);
  });

  test('shows a row that was changed, lost or added, a changed large object, and a table that is gone', async () => {
    const toc = await tocOf('hard');
    const [lost] = await within<{ id: number }>(source, 'hard', [`SELECT min(id) AS id FROM by_hash_1`]);
    // Idempotent.
    await within(target, 'hard', [
      `UPDATE narrow SET n = 77 WHERE id = 77`,
      `DELETE FROM by_hash_1 WHERE id = ${lost?.id}`,
      `TRUNCATE empty`,
      `INSERT INTO empty VALUES (1)`,
      `SELECT lo_put(424242, 1000000, '\\x00')`,
      `TRUNCATE texts`,
    ]);
    const hashed = contentsOf('hard')?.tables?.find(({ name }) => name === 'by_hash_1')?.rows ?? 0;
    const findings = compareContents(
      contentsOf('hard') ?? {},
      await readBack(target, 'hard', toc),
      archivedTables(toc),
    );
    expect(findings).toEqual([
      `public.by_hash_1: ${hashed - 1} rows, ${hashed} expected`,
      'public.empty: 1 row, 0 expected',
      'public.narrow: 20000 rows as expected, but not the same rows',
      'public.texts: 0 rows, 8 expected',
      'large objects: 303 as expected, but not the same ones',
    ]);
  });
});

describe('an archive of pg_dump 18', () => {
  test('yields what the same statements create on another server', async () => {
    const bytes = await readFile(join(import.meta.dirname, '../../testing/archives/pg_dump-18.archive'));
    const reader = createContentsReader();
    for (let at = 0; at < bytes.length; at += 1000) reader.push(bytes.subarray(at, at + 1000));
    const contents = reader.end();
    const toc = await readArchiveToc(only(bytes));
    expect(toc).toMatchObject({ version: '1.16', encoding: 'UTF8', toolVersion: '18.3' });
    const server = await startPostgres();
    try {
      const statements = await readFile(join(import.meta.dirname, '../../testing/archives/pg_dump-18.sql'), 'utf8');
      await within(server, 'postgres', [statements]);
      const read = await readBack(server, 'postgres', toc);
      expect(compareContents(contents, read, archivedTables(toc))).toEqual([]);
      expect(read.tables?.length).toBe(6);
      expect(contents.largeObjects?.count).toBe(3);
    } finally {
      await server.remove();
    }
  });
});

describe('a table of an extension', () => {
  test('is listed with the rows that the extension wants dumped, and read back the same way', async () => {
    const server = await startPostgres();
    try {
      await within(server, 'postgres', [
        `CREATE TABLE settings (id int, value text)`,
        `INSERT INTO settings SELECT i, 'value ' || i FROM generate_series(1, 100) i`,
        `ALTER EXTENSION plpgsql ADD TABLE settings`,
        `UPDATE pg_extension SET extconfig = ARRAY['settings'::regclass::oid], extcondition = ARRAY['WHERE id > 90'] WHERE extname = 'plpgsql'`,
      ]);
      const { sink, summary } = await backUp(server);
      const toc = await readArchiveToc(only(plainOf(sink, 'postgres')));
      const expected: ArchivedTable = {
        schema: 'public',
        name: 'settings',
        columns: ['id', 'value'],
        isOfExtension: true,
      };
      expect(archivedTables(toc)).toEqual([expected]);
      const contents = summary.parts.find(({ database }) => database === 'postgres') ?? {};
      expect(contents).toMatchObject({ tables: [{ name: 'settings', rows: 10 }] });
      expect(compareContents(contents, await readBack(server, 'postgres', toc))).toEqual([]);
    } finally {
      await server.remove();
    }
  });
});
