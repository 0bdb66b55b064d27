/** A session that reads tables and large objects of a new database back, in this thread or in another. */
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

/** From this size on, reading in this thread would delay requests and make its garbage collection slow. */
const LARGE_BYTES = 16 * 1024 ** 2;

/** `bytes` are those that will be read. An abort ends the session. */
export const readingOf = (bytes: number): WithReading => (bytes < LARGE_BYTES ? withReading : withReadingThread);

export const withReading: WithReading = ({ access, files, database, encoding }, signal, use) =>
  withClient({ access, files, signal, readsMuch: true }, database, async (client) => {
    // The restore that runs at the same time holds its locks while an index is built.
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
  result: Required<TableFacts> | LargeObjectFacts | number | undefined;
}

const withReadingThread: WithReading = async (place, signal, use) => {
  const program = new URL('./reading-thread.ts', import.meta.url);
  const { send, next, end } = startThread<FromReading, ToReading>(program, place, 'reads rows back', signal);
  const request = async <Result>(order: ToReading): Promise<Result> => {
    send(order);
    return (await next()).result as Result;
  };
  try {
    return await use({
      table: (table, pages) => request({ table, pages }),
      pagesOf: (table) => request({ pagesOf: table }),
      largeObjects: () => request({ largeObjects: true }),
    });
  } finally {
    await end();
  }
};
