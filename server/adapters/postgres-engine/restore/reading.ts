/** A session that reads tables and large objects of a new database back, here or in a thread of its own. */
import type { LargeObjectFacts, ServerAccess, TableFacts } from '#provider/ports.ts';
import { startThread } from '../../own-thread.ts';
import type { TableSource } from '../../postgres-archive/archived-tables.ts';
import { pagesOf, prepareReadBack, readLargeObjects, readTable, type Pages } from '../../postgres-archive/read-back.ts';
import type { AccessFiles } from '../access.ts';
import { withClient } from '../connection.ts';

export interface ReadingPlace {
  access: ServerAccess;
  files: AccessFiles;
  database: string;
  /** Of the archive. */
  encoding: string;
}

export interface Reading {
  /** Undefined when it cannot be read, most often because it is not there. Throws when the session is gone. */
  table(table: TableSource, pages?: Pages): Promise<Required<TableFacts> | undefined>;
  /** How many pages the table has; 0 where it cannot be read by them. */
  pagesOf(table: TableSource): Promise<number>;
  largeObjects(): Promise<LargeObjectFacts>;
}

type WithReading = <T>(
  place: ReadingPlace,
  signal: AbortSignal | undefined,
  use: (reading: Reading) => Promise<T>,
) => Promise<T>;

/** From here on, reading in this thread would take its time from requests, and collect garbage among all that it keeps. */
const LARGE_BYTES = 16 * 1024 ** 2;

/** `bytes` are those that will be read. An abort ends the session. */
export const readingOf = (bytes: number): WithReading => (bytes < LARGE_BYTES ? withReading : withReadingThread);

export const withReading: WithReading = ({ access, files, database, encoding }, signal, use) =>
  withClient({ access, files, signal, readsMuch: true }, database, async (client) => {
    // What is restored beside it holds its locks for as long as an index takes.
    await prepareReadBack(client, { lockTimeoutMs: 0, statementTimeoutMs: 0 });
    const options = { encoding, ...(signal && { signal }) };
    return use({
      pagesOf: (table) => pagesOf(client, table),
      async table(table, pages) {
        try {
          return await readTable(client, table, { ...options, pages });
        } catch (error) {
          signal?.throwIfAborted();
          if (client.connection.stream.destroyed) throw error;
          return undefined;
        }
      },
      largeObjects: () => readLargeObjects(client, options),
    });
  });

export type ToReading =
  { table: TableSource; pages: Pages | undefined } | { pagesOf: TableSource } | { largeObjects: true };

export interface FromReading {
  answer: Required<TableFacts> | LargeObjectFacts | number | undefined;
}

const withReadingThread: WithReading = async (place, signal, use) => {
  const program = new URL('./reading-thread.ts', import.meta.url);
  const { tell, next, end } = startThread<FromReading, ToReading>(program, place, 'reads rows back', signal);
  const ask = async <Answer>(question: ToReading): Promise<Answer> => {
    tell(question);
    return (await next()).answer as Answer;
  };
  try {
    return await use({
      table: (table, pages) => ask({ table, pages }),
      pagesOf: (table) => ask({ pagesOf: table }),
      largeObjects: () => ask({ largeObjects: true }),
    });
  } finally {
    await end();
  }
};
