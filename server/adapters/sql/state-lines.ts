/**
 * A state as lines of JSON, in one order for every database that it may be in: what `npm run export-state` writes. First what it is
 * (`Opening`), then all documents, then the work that has not been done, and last how much there was and a digest (`Ending`).
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { SetupError } from '../setup-error.ts';
import { QUEUE_SCHEMA, STATE_SCHEMA, type Sql } from './sql-database.ts';

const FORMAT = 'backup-portal-state';
/** What a line looks like. Another version of the program writes the same lines, as long as this stays. */
const VERSION = 1;

export const opening = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  /** The step of the tables that the documents were in (`migrations.ts`). */
  step: z.int().min(1),
  exported: z.string(),
  /** Of the program. */
  release: z.string(),
});
const documentLine = z.object({
  document: z.object({
    kind: z.string(),
    key: z.string(),
    order: z.string(),
    words: z.array(z.string()),
    etag: z.string(),
    body: z.unknown(),
  }),
});
const workLine = z.object({
  /** An item as it was enqueued; how often it was begun, and since when it has been in the queue (ISO 8601). */
  work: z.object({ item: z.looseObject({ id: z.string(), kind: z.string() }), attempts: z.int(), since: z.string() }),
});
const ending = z.object({
  end: z.object({ documents: z.int(), work: z.int(), sha256: z.string() }),
});
export const contentLine = z.union([documentLine, workLine]);
export const lastLine = ending;

export type Opening = z.infer<typeof opening>;
export type Ending = z.infer<typeof ending>['end'];
export type DocumentLine = z.infer<typeof documentLine>['document'];
export type WorkLine = z.infer<typeof workLine>['work'];

/**
 * One-time links do not move: whoever has the file of an export must not find any that works, and the next start prints a new one.
 */
const LEFT_BEHIND = ['sign-in-code'];

export const openingOf = (step: number, release: string): Opening => ({
  ...{ format: FORMAT, version: VERSION, step, release },
  exported: new Date().toISOString(),
});

/** Counts lines and digests them. */
export function createTally(): { add: (line: string) => void; ending: () => Ending } {
  const counts = { documents: 0, work: 0 };
  const digest = createHash('sha256');
  return {
    add(line) {
      counts[line.startsWith('{"document"') ? 'documents' : 'work'] += 1;
      digest.update(line).update('\n');
    },
    ending: () => ({ ...counts, sha256: digest.copy().digest('hex') }),
  };
}

/** All that moves, in order. Read within one transaction. Holds some rows at a time, of a few megabytes together at most. */
export async function* contentLines(sql: Sql): AsyncGenerator<string> {
  yield* documentLines(sql);
  yield* workLines(sql);
}

const MOST_ROWS = 500;
const MOST_BYTES = 2 * 1024 ** 2;

interface DocumentRow {
  kind: string;
  key: string;
  ord: string;
  words: string[];
  etag: string;
  body: unknown;
}

async function* documentLines(sql: Sql): AsyncGenerator<string> {
  for await (const { first, last } of batches(sql)) {
    const rows = await sql.query<DocumentRow>(
      `SELECT kind, key, ord, words, etag, body FROM ${STATE_SCHEMA}.documents
       WHERE (kind, key) >= ($1, $2) AND (kind, key) <= ($3, $4) AND NOT kind = ANY($5) ORDER BY kind, key`,
      [first.kind, first.key, last.kind, last.key, LEFT_BEHIND],
    );
    for (const { kind, key, ord, words, etag, body } of rows) {
      const line: z.infer<typeof documentLine> = { document: { kind, key, order: ord, words, etag, body } };
      yield JSON.stringify(line);
    }
  }
}

interface Measured {
  kind: string;
  key: string;
  bytes: number;
}

/** From which document to which may be read at once. One that is larger than all that may be is alone. */
async function* batches(sql: Sql): AsyncGenerator<{ first: Measured; last: Measured }> {
  let after: Measured | undefined;
  for (;;) {
    const page: Measured[] = await sql.query<Measured>(
      `SELECT kind, key, octet_length(body::text) AS bytes FROM ${STATE_SCHEMA}.documents
       WHERE ($1 OR (kind, key) > ($2, $3)) AND NOT kind = ANY($4) ORDER BY kind, key LIMIT $5`,
      [after === undefined, after?.kind ?? '', after?.key ?? '', LEFT_BEHIND, MOST_ROWS],
    );
    after = page.at(-1);
    if (after === undefined) return;
    let first = page[0] ?? after;
    let last = first;
    let bytes = 0;
    for (const one of page) {
      if (bytes > 0 && bytes + one.bytes > MOST_BYTES) {
        yield { first, last };
        [first, bytes] = [one, 0];
      }
      [last, bytes] = [one, bytes + one.bytes];
    }
    yield { first, last };
  }
}

interface WorkRow extends Omit<WorkLine, 'item'> {
  id: string;
  data: WorkLine['item'];
}

async function* workLines(sql: Sql): AsyncGenerator<string> {
  const [queue] = await sql.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [
    `${QUEUE_SCHEMA}.job`,
  ]);
  if (!queue?.found) return;
  let after: { since: string; id: string } | undefined;
  for (;;) {
    // What is done stays behind: nobody asks for it again, and what is due is found from the documents.
    const rows: WorkRow[] = await sql.query<WorkRow>(
      `SELECT * FROM (
         SELECT DISTINCT ON (id) id::text AS id, data,
                retry_count + (CASE WHEN started_on IS NULL THEN 0 ELSE 1 END) AS attempts,
                to_char(created_on AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') COLLATE "C" AS since
         FROM ${QUEUE_SCHEMA}.job WHERE state < 'completed' ORDER BY id, name
       ) AS waiting
       WHERE $1 OR (since, id COLLATE "C") > ($2, $3)
       ORDER BY since, id COLLATE "C" LIMIT $4`,
      [after === undefined, after?.since ?? '', after?.id ?? '', MOST_ROWS],
    );
    after = rows.at(-1);
    if (after === undefined) return;
    for (const { data, attempts, since } of rows) {
      yield JSON.stringify({ work: { item: data, attempts, since } } satisfies z.infer<typeof workLine>);
    }
  }
}

/** What a line of an export says, when it is one. `line` is where it is, for the error. */
export function parsedLine<T>(shape: z.ZodType<T>, text: string, line: number): T {
  const parsed = shape.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new SetupError(
    `Line ${String(line)} of the file is no line of an exported state. Nothing was imported; export the state again.`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
