/** A thread that reads tables and large objects back, one question after the other; `reading.ts` starts it and asks it. */
import { on } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import type { FromThread } from '../../own-thread.ts';
import { passedFault } from '../../passed-fault.ts';
import { withReading, type FromReading, type ReadingPlace, type ToReading } from './reading.ts';

const say = (message: FromReading | FromThread): void => parentPort?.postMessage(message);

if (parentPort) {
  const questions = on(parentPort, 'message') as AsyncIterable<[ToReading]>;
  await withReading(workerData as ReadingPlace, undefined, async (reading) => {
    for await (const [question] of questions) {
      if ('table' in question) say({ answer: await reading.table(question.table, question.pages) });
      else if ('pagesOf' in question) say({ answer: await reading.pagesOf(question.pagesOf) });
      else say({ answer: await reading.largeObjects() });
    }
  }).catch((error: unknown) => say({ failed: passedFault(error) }));
}
