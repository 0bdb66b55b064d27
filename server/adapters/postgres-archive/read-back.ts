/**
 * Reads rows and large objects where they are, and answers the same facts that `archive-contents.ts` reads off a dump:
 * equal contents give equal facts, in whatever order the rows lie. Runs no code of whoever owns the tables, but for the
 * output functions of their types.
 *
 *     await prepareReadBack(client, { lockTimeoutMs: 60_000, statementTimeoutMs: 0 });
 *     for (const table of archivedTables(toc)) tables.push(await readTable(client, table, { encoding: toc.encoding, signal }));
 *     const findings = compareContents(part, { tables, largeObjects: await readLargeObjects(client, { signal }) }, archivedTables(toc));
 *
 * The client serves nobody else meanwhile. An abort destroys its connection.
 */
import type { Client, Connection, Submittable } from 'pg';
import type { LargeObjectFacts, TableFacts } from '#provider/ports.ts';
import { factsOf } from './archive-contents.ts';
import type { TableSource } from './archived-tables.ts';
import { ContentDigest } from './content-digest.ts';
import { copiedBytes, type CopiedBytes } from './copied-bytes.ts';
import { PINNED_SETTINGS } from './pinned-settings.ts';
import { quoted } from '../quoted.ts';

export interface ReadBackLimits {
  /** How long to wait for a lock. 0 is for ever. */
  lockTimeoutMs: number;
  /** How long a single table may take. 0 is for ever. */
  statementTimeoutMs: number;
}

/** Of the whole session of a client, which `readTable` and `readLargeObjects` rely on. */
export async function prepareReadBack(client: Client, limits: ReadBackLimits): Promise<void> {
  const settings: Record<string, string> = {
    ...PINNED_SETTINGS,
    search_path: '',
    // A policy must not leave rows out in silence.
    row_security: 'off',
    // A table is read from its beginning, beside whoever reads it already, too.
    synchronize_seqscans: 'off',
    lock_timeout: String(limits.lockTimeoutMs),
    statement_timeout: String(limits.statementTimeoutMs),
    idle_in_transaction_session_timeout: '0',
  };
  await client.query(
    Object.entries(settings)
      .map(([name, value]) => `SET ${name} = '${value}'`)
      .join('; '),
  );
}

/** Some of the pages of a table: from the first of them, up to and without the other, or to the end. */
export interface Pages {
  from: number;
  to?: number;
}

/** The rows of the table itself, or of some of its pages: none of its partitions' or children's. */
export async function readTable(
  client: Client,
  table: TableSource,
  options: { encoding: string; pages?: Pages | undefined; signal?: AbortSignal },
): Promise<Required<TableFacts>> {
  const digest = ContentDigest.ofRows();
  const { encoding, pages, signal } = options;
  const statement = await copyStatementOf(client, table, encoding, pages);
  await copyOut(client, statement, signal, (view, from, to) => {
    digest.update(view, from, to);
  });
  return { schema: table.schema, name: table.name, rows: digest.count, bytes: digest.bytes, digest: digest.hex() };
}

/** How many pages a table has that can be read by them; 0 for any other. Before 14, a server reads all to find some. */
export async function pagesOf(client: Client, table: TableSource): Promise<number> {
  if (table.isOfExtension === true || table.columns.length === 0) return 0;
  const { rows } = await client.query<{ pages: number }>(
    `SELECT pg_catalog.float8(pg_catalog.pg_relation_size(c.oid)
              OPERATOR(pg_catalog./) pg_catalog.int8(pg_catalog.current_setting('block_size'))) AS pages
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_am a ON a.oid OPERATOR(pg_catalog.=) c.relam
       JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
     WHERE n.nspname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND c.relname OPERATOR(pg_catalog.=) $2::pg_catalog.name
       AND c.relkind OPERATOR(pg_catalog.=) 'r' AND a.amname OPERATOR(pg_catalog.=) 'heap'
       AND pg_catalog.int4(pg_catalog.current_setting('server_version_num')) OPERATOR(pg_catalog.>=) 140000`,
    [table.schema, table.name],
  );
  return rows[0]?.pages ?? 0;
}

async function copyStatementOf(
  client: Client,
  table: TableSource,
  encoding: string,
  pages: Pages | undefined,
): Promise<string> {
  const from = `${quoted(table.schema)}.${quoted(table.name)}`;
  const columns = table.columns.map(quoted).join(', ');
  const options = `(FORMAT text, ENCODING '${encoding.replace(/\W/g, '')}')`;
  if (pages) return `COPY (SELECT ${columns} FROM ONLY ${from} WHERE ${within(pages)}) TO STDOUT ${options}`;
  const condition = table.isOfExtension === true ? await conditionOf(client, from) : '';
  if (condition !== '') return `COPY (SELECT ${columns} FROM ${from} ${condition}) TO STDOUT ${options}`;
  return `COPY ${from} ${columns === '' ? '' : `(${columns}) `}TO STDOUT ${options}`;
}

const within = ({ from, to }: Pages): string =>
  [
    `ctid OPERATOR(pg_catalog.>=) '(${String(from)},0)'`,
    to !== undefined && `ctid OPERATOR(pg_catalog.<) '(${String(to)},0)'`,
  ]
    .filter((condition) => condition !== false)
    .join(' AND ');

/** Which of its rows an extension wants dumped, as pg_dump asks for it. It was written by the extension's author. */
async function conditionOf(client: Client, table: string): Promise<string> {
  const { rows } = await client.query<{ condition: string }>(
    `SELECT e.extcondition[i] AS condition
     FROM pg_catalog.pg_extension e CROSS JOIN LATERAL pg_catalog.generate_subscripts(e.extconfig, 1) i
     WHERE e.extconfig[i] OPERATOR(pg_catalog.=) $1::pg_catalog.regclass`,
    [table],
  );
  return rows[0]?.condition ?? '';
}

/**
 * Objects that are read together, how much of each, and of what is left of one. Bytes come as twice as many digits, and no
 * answer is larger than a session takes (answer-limits.ts).
 */
const OBJECTS_AT_ONCE = 64;
const FIRST_BYTES = 64 * 1024;
const PIECE_BYTES = 1024 * 1024;

/** Every large object of the database. */
export async function readLargeObjects(
  client: Client,
  { signal }: { signal?: AbortSignal } = {},
): Promise<LargeObjectFacts> {
  const digest = ContentDigest.ofObjects();
  const add = (piece: Buffer) =>
    digest.update(new DataView(piece.buffer, piece.byteOffset, piece.byteLength), 0, piece.length);
  for (let last = 0, isMore = true; isMore;) {
    const objects = await rowsOf<{ oid: number; piece: Buffer }>(
      client,
      `SELECT o.oid, pg_catalog.lo_get(o.oid, 0, $2) AS piece FROM pg_catalog.pg_largeobject_metadata o
       WHERE o.oid OPERATOR(pg_catalog.>) $1 ORDER BY o.oid LIMIT $3`,
      [last, FIRST_BYTES, OBJECTS_AT_ONCE],
      signal,
    );
    for (const { oid, piece } of objects) {
      digest.begin(oid | 0);
      add(piece);
      for (let at = FIRST_BYTES, hasMore = piece.length === FIRST_BYTES; hasMore; at += PIECE_BYTES) {
        const [next] = await rowsOf<{ piece: Buffer }>(
          client,
          'SELECT pg_catalog.lo_get($1, $2, $3) AS piece',
          [oid, at, PIECE_BYTES],
          signal,
        );
        const more = next?.piece ?? Buffer.alloc(0);
        add(more);
        hasMore = more.length === PIECE_BYTES;
      }
      digest.end();
      last = oid;
    }
    isMore = objects.length === OBJECTS_AT_ONCE;
  }
  return factsOf(digest);
}

async function rowsOf<Row>(
  client: Client,
  text: string,
  values: unknown[],
  signal: AbortSignal | undefined,
): Promise<Row[]> {
  return untilAborted(client, signal, async () => (await client.query({ text, values })).rows as Row[]);
}

/** Runs a `COPY … TO STDOUT` and hands on what comes, which is only there during the call. */
async function copyOut(
  client: Client,
  statement: string,
  signal: AbortSignal | undefined,
  take: CopiedBytes['take'],
): Promise<void> {
  await untilAborted(client, signal, async () => {
    const { stream } = client.connection;
    const readers = stream.listeners('data') as ((chunk: Buffer) => void)[];
    const filter = copiedBytes({ take, pass: (bytes) => readers.forEach((read) => read.call(stream, bytes)) });
    // Whoever waits for the driver to tell of each row waits for a third of the time that a restore takes.
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const copy: CopyOut = {
      submit: (connection) => {
        stream.removeAllListeners('data').on('data', filter);
        connection.query(statement);
      },
      handleCommandComplete: () => undefined,
      handleReadyForQuery: () => resolve(undefined),
      handleError: reject,
    };
    client.query(copy);
    try {
      await promise;
    } finally {
      stream.removeListener('data', filter);
      for (const read of readers) stream.on('data', read);
    }
  });
}

/** What the driver calls on a query, as far as a COPY needs it; its types tell only of `submit`. */
interface CopyOut extends Submittable {
  handleCommandComplete(): void;
  handleReadyForQuery(): void;
  handleError(error: Error, connection: Connection): void;
}

async function untilAborted<T>(client: Client, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  signal?.throwIfAborted();
  const abort = () => client.connection.stream.destroy();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}
