/**
 * Reads rows and large objects in a database, and returns the same facts that `archive-contents.ts` reads from a dump:
 * equal contents give equal facts, in any order of the rows. Runs no code of the tables' owners, except the output
 * functions of their types.
 *
 * await prepareReadBack(client, { lockTimeoutMs: 60_000, statementTimeoutMs: 0 }); for (const table of
 * archivedTables(toc)) tables.push(await readTable(client, table, { encoding: toc.encoding, signal })); const findings
 * = compareContents(part, { tables, largeObjects: await readLargeObjects(client, { signal }) }, archivedTables(toc));
 *
 * The client must not be used for anything else meanwhile. An abort destroys its connection.
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

/** Sets up the session of a client, as `readTable` and `readLargeObjects` need it. */
export async function prepareReadBack(client: Client, limits: ReadBackLimits): Promise<void> {
  const settings: Record<string, string> = {
    ...PINNED_SETTINGS,
    search_path: '',
    // A policy must not hide rows silently.
    row_security: 'off',
    // A table is read from its beginning, also while another session reads it.
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

/** A range of pages of a table: from the first one, to before the second one or to the end. */
export interface Pages {
  from: number;
  to?: number;
}

/** Reads the rows of the table itself, or of some of its pages, without its partitions and children. */
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

/**
 * The number of pages of a table that can be read by pages; 0 for any other. Before 14, a server scans the whole table
 * to find some.
 */
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

/** The condition for the rows that an extension wants dumped, as pg_dump reads it. The extension's author wrote it. */
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
 * The limits for reading large objects: how many together, how much of each, and how much of the rest of one. Bytes
 * arrive as twice as many digits, and a result must stay below the limit of a session (answer-limits.ts).
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

/** Runs a `COPY … TO STDOUT` and passes on the bytes, which are valid only during the call. */
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
    // The driver's event for each row would take a third of a restore's time.
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

/** The methods that the driver calls on a query, as far as a COPY needs them; its types declare only `submit`. */
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
