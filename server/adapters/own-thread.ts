/** A thread that runs one of our programs, read message by message until it ends or is ended. */
import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { faultAsPassed, type PassedFault } from './passed-fault.ts';

/** What every program may also send: the failure that ended its work. */
export interface FromThread {
  failed: PassedFault;
}

export interface OwnThread<Sent, Received> {
  send: (message: Received) => void;
  /**
   * Its next message. Throws the failure of the thread, the reason of an abort, or an error when the thread is gone.
   */
  next: () => Promise<Sent>;
  end: () => Promise<unknown>;
}

/** `what` describes its work in the error for an unexpected end. */
export function startThread<Sent, Received>(
  program: URL,
  workerData: unknown,
  what: string,
  signal?: AbortSignal,
): OwnThread<Sent, Received> {
  signal?.throwIfAborted();
  const worker = new Worker(program, { workerData });
  // Reported to `next`; without this listener an error would end the process.
  worker.on('error', () => undefined);
  const heard = on(worker, 'message', { close: ['exit'], ...(signal && { signal }) });
  return {
    send: (message) => worker.postMessage(message),
    async next() {
      try {
        const { value, done } = (await heard.next()) as IteratorResult<[Sent | FromThread], undefined>;
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
