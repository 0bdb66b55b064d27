/** A session that reads tables and large objects of a new database back, here or in a thread of its own. */
import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { LargeObjectFacts, ServerAccess, TableFacts } from '#provider/ports.ts';
import { faultAsPassed, type PassedFault } from '../../passed-fault.ts';
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

export type FromReading =
  | { answer: Required<TableFacts> | LargeObjectFacts | number | undefined }
  /** The session is gone, and the thread ends. */
  | { failed: PassedFault };

const withReadingThread: WithReading = async (place, signal, use) => {
  signal?.throwIfAborted();
  const worker = new Worker(new URL('./reading-thread.ts', import.meta.url), {
    workerData: place,
  });
  // Told to whoever asks; it must not end the process when nobody does.
  worker.on('error', () => undefined);
  const answers = on(worker, 'message', { close: ['exit'], ...(signal && { signal }) });
  const ask = async <Answer>(question: ToReading): Promise<Answer> => {
    worker.postMessage(question);
    try {
      const { value, done } = (await answers.next()) as IteratorResult<[FromReading], undefined>;
      if (done === true) throw new Error('The thread that reads rows back ended before its work did.');
      const [message] = value;
      if ('failed' in message) throw faultAsPassed(message.failed);
      return message.answer as Answer;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  };
  try {
    return await use({
      table: (table, pages) => ask({ table, pages }),
      pagesOf: (table) => ask({ pagesOf: table }),
      largeObjects: () => ask({ largeObjects: true }),
    });
  } finally {
    await worker.terminate();
  }
};
