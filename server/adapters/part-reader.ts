/** A thread that reads one part into the ring that it was given; `part-thread.ts` starts it and hears it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FromThread } from './own-thread.ts';
import { SLOT_BYTES, SLOTS, type FromReader, type ThreadOrder, type ToReader } from './part-thread.ts';
import { faultAsPassed, passedFault } from './passed-fault.ts';
import { readPart } from './read-part.ts';

const { ring, skip, ...onDisk } = workerData as ThreadOrder;
const say = (message: FromReader | FromThread): void => parentPort?.postMessage(message);

let free = SLOTS;
let goOn: () => void = () => undefined;
const key = Promise.withResolvers<Uint8Array>();

parentPort?.on('message', (message: ToReader) => {
  if ('key' in message) key.resolve(message.key);
  else if ('noKey' in message) key.reject(faultAsPassed(message.noKey));
  else {
    free += 1;
    goOn();
  }
});

async function fileKeyOf(header: Uint8Array): Promise<Uint8Array> {
  say({ keyOf: header });
  return key.promise;
}

try {
  let slot = 0;
  let left = skip;
  for await (const chunk of readPart(onDisk, fileKeyOf)) {
    const skipped = Math.min(left, chunk.length);
    left -= skipped;
    for (let at = skipped; at < chunk.length; at += SLOT_BYTES) {
      while (free === 0) await new Promise<void>((resolve) => (goOn = resolve));
      const piece = chunk.subarray(at, at + SLOT_BYTES);
      new Uint8Array(ring, slot * SLOT_BYTES, piece.length).set(piece);
      free -= 1;
      slot = (slot + 1) % SLOTS;
      say({ filled: piece.length });
    }
  }
  say({ ended: true });
} catch (error) {
  say({ failed: passedFault(error) });
}
