/** A thread of a program of ours, heard message by message until it ends or is ended. */
import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { faultAsPassed, type PassedFault } from './passed-fault.ts';

/** What every program may say besides: the failure that ended its work. */
export interface FromThread {
  failed: PassedFault;
}

export interface OwnThread<Said, Told> {
  tell: (message: Told) => void;
  /** The next that it says. Throws what it failed with, why it was stopped, or that it is gone. */
  next: () => Promise<Said>;
  end: () => Promise<unknown>;
}

/** `what` it does stands in the words of an end that nobody expected. */
export function startThread<Said, Told>(
  program: URL,
  workerData: unknown,
  what: string,
  signal?: AbortSignal,
): OwnThread<Said, Told> {
  signal?.throwIfAborted();
  const worker = new Worker(program, { workerData });
  // Told to whoever listens; it must not end the process when nobody does any more.
  worker.on('error', () => undefined);
  const heard = on(worker, 'message', { close: ['exit'], ...(signal && { signal }) });
  return {
    tell: (message) => worker.postMessage(message),
    async next() {
      try {
        const { value, done } = (await heard.next()) as IteratorResult<[Said | FromThread], undefined>;
        if (done === true) throw new Error(`The thread that ${what} ended before its work did.`);
        const [message] = value;
        if (isFailure(message)) throw faultAsPassed(message.failed);
        return message;
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      }
    },
    end: () => worker.terminate(),
  };
}

const isFailure = (message: unknown): message is FromThread =>
  typeof message === 'object' && message !== null && 'failed' in message;
