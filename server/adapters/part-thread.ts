/**
 * Reads a part in a thread of its own, which has its own garbage to collect: reading allocates as much as is read, and in
 * the thread that answers requests each few megabytes of that cost a look at all that the server keeps (decision 22).
 * What is read comes back in a ring of shared memory.
 */
import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { faultAsPassed, passedFault, type PassedFault } from './passed-fault.ts';
import type { FileKeyOf, PartOnDisk } from './read-part.ts';

/** One piece of a dump, of which the ring has a few. */
export const SLOT_BYTES = 512 * 1024;
export const SLOTS = 8;

export interface ThreadOrder extends PartOnDisk {
  ring: SharedArrayBuffer;
  /** So many bytes at the head are read and not handed on. */
  skip: number;
}

export type FromReader =
  | { keyOf: Uint8Array }
  /** The next slot holds so many bytes. */
  | { filled: number }
  | { failed: PassedFault }
  | { ended: true };

export type ToReader =
  | { key: Uint8Array }
  | { noKey: PassedFault }
  /** Another slot may be filled again. */
  | { freed: true };

/** The same as `readPart`, but for the first `skip` bytes. */
export async function* readPartInThread(
  onDisk: PartOnDisk,
  fileKeyOf: FileKeyOf,
  skip: number,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  signal?.throwIfAborted();
  const ring = new SharedArrayBuffer(SLOTS * SLOT_BYTES);
  const worker = new Worker(new URL('./part-reader.ts', import.meta.url), {
    workerData: { ...onDisk, ring, skip } satisfies ThreadOrder,
  });
  const say = (message: ToReader): void => worker.postMessage(message);
  // Told to whoever reads; it must not end the process when nobody does any more.
  worker.on('error', () => undefined);
  const heard = on(worker, 'message', { close: ['exit'], ...(signal && { signal }) });
  try {
    let slot = 0;
    for await (const [message] of heard as AsyncIterable<[FromReader]>) {
      if ('ended' in message) return;
      if ('failed' in message) throw faultAsPassed(message.failed);
      if ('keyOf' in message) {
        fileKeyOf(message.keyOf).then(
          (key) => say({ key }),
          (error: unknown) => say({ noKey: passedFault(error) }),
        );
        continue;
      }
      yield new Uint8Array(ring, slot * SLOT_BYTES, message.filled);
      slot = (slot + 1) % SLOTS;
      say({ freed: true });
    }
    throw new Error('The thread that reads the vault ended before its work did.');
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    await worker.terminate();
  }
}
