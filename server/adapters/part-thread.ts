/**
 * Reads a part in a thread with its own garbage collection: reading allocates as much as is read, and in the request
 * thread each few megabytes would trigger a scan of the server's memory (decision 22). Pieces are transferred without a
 * copy, and freed at once after use (decision 26).
 */
import { startThread } from './own-thread.ts';
import { passedFault, type PassedFault } from './passed-fault.ts';
import type { FileKeyOf, PartToRead } from './read-part.ts';
import type { StorePlace } from './stores/object-store.ts';

/** Pieces, each a frame of the file, that wait or are being used. */
export const PIECES = 8;

export interface ThreadOrder extends PartToRead {
  place: StorePlace;
  /** So many bytes at the head are read and not handed on. */
  skip: number;
}

export type FromReader = { keyOf: Uint8Array } | { piece: Uint8Array<ArrayBuffer> } | { ended: true };

export type ToReader =
  | { key: Uint8Array }
  | { noKey: PassedFault }
  /** Another piece may come. */
  | { used: true };

/** The same as `readPart`, but for the first `skip` bytes. */
export async function* readPartInThread(
  place: StorePlace,
  wanted: PartToRead,
  fileKeyOf: FileKeyOf,
  skip: number,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const order: ThreadOrder = { ...wanted, place, skip };
  const program = new URL('./part-reader.ts', import.meta.url);
  const { send, next, end } = startThread<FromReader, ToReader>(program, order, 'reads the vault', signal);
  try {
    for (;;) {
      const message = await next();
      if ('ended' in message) return;
      if ('keyOf' in message) {
        fileKeyOf(message.keyOf).then(
          (key) => send({ key }),
          (error: unknown) => send({ noKey: passedFault(error) }),
        );
        continue;
      }
      yield message.piece;
      // Its memory goes now, and not when somebody collects garbage.
      message.piece.buffer.transfer(0);
      send({ used: true });
    }
  } finally {
    await end();
  }
}
