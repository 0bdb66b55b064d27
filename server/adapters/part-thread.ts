/**
 * Reads a part in a thread of its own, which has its own garbage to collect: reading allocates as much as is read, and in
 * the thread that answers requests each few megabytes of that cost a look at all that the server keeps (decision 22).
 * What is read comes back in a ring of shared memory.
 */
import { startThread } from './own-thread.ts';
import { passedFault, type PassedFault } from './passed-fault.ts';
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
  const ring = new SharedArrayBuffer(SLOTS * SLOT_BYTES);
  const order: ThreadOrder = { ...onDisk, ring, skip };
  const program = new URL('./part-reader.ts', import.meta.url);
  const { tell, next, end } = startThread<FromReader, ToReader>(program, order, 'reads the vault', signal);
  try {
    for (let slot = 0; ;) {
      const message = await next();
      if ('ended' in message) return;
      if ('keyOf' in message) {
        fileKeyOf(message.keyOf).then(
          (key) => tell({ key }),
          (error: unknown) => tell({ noKey: passedFault(error) }),
        );
        continue;
      }
      yield new Uint8Array(ring, slot * SLOT_BYTES, message.filled);
      slot = (slot + 1) % SLOTS;
      tell({ freed: true });
    }
  } finally {
    await end();
  }
}
