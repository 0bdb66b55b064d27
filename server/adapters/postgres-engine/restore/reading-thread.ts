/**
 * A thread that reads tables and large objects back, one request after the other; `reading.ts` starts it and sends the
 * requests.
 */
import { on } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import type { FromThread } from '../../own-thread.ts';
import { passedFault } from '../../passed-fault.ts';
import { withReading, type FromReading, type ReadingPlace, type ToReading } from './reading.ts';

const say = (message: FromReading | FromThread): void => parentPort?.postMessage(message);

if (parentPort) {
  const questions = on(parentPort, 'message') as AsyncIterable<[ToReading]>;
  await withReading(workerData as ReadingPlace, undefined, async (reading) => {
    for await (const [order] of questions) {
      if ('table' in order) say({ result: await reading.table(order.table, order.pages) });
      else if ('pagesOf' in order) say({ result: await reading.pagesOf(order.pagesOf) });
      else say({ result: await reading.largeObjects() });
    }
  }).catch((error: unknown) => say({ failed: passedFault(error) }));
}
