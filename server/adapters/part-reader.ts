/** A thread that reads one part; `part-thread.ts` starts it and receives its messages. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FromThread } from './own-thread.ts';
import { PIECES, type FromReader, type ThreadOrder, type ToReader } from './part-thread.ts';
import { faultAsPassed, passedFault } from './passed-fault.ts';
import { readPart } from './read-part.ts';
import { openStore } from './stores/open-store.ts';

const { place, skip, ...wanted } = workerData as ThreadOrder;
const say = (message: FromReader | FromThread, given: ArrayBuffer[] = []): void =>
  parentPort?.postMessage(message, given);

let free = PIECES;
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
  let left = skip;
  for await (const chunk of readPart(await openStore(place), wanted, fileKeyOf)) {
    const skipped = Math.min(left, chunk.length);
    left -= skipped;
    if (skipped === chunk.length) continue;
    while (free === 0) await new Promise<void>((resolve) => (goOn = resolve));
    free -= 1;
    const piece = ownBytes(chunk.subarray(skipped));
    say({ piece }, [piece.buffer]);
  }
  say({ ended: true });
} catch (error) {
  say({ failed: passedFault(error) });
}

/** Their memory is transferred: each frame has its own buffer, except a very small one. */
function ownBytes({ buffer, byteOffset, length }: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(buffer as ArrayBuffer, byteOffset, length);
  return buffer.byteLength > Buffer.poolSize ? bytes : bytes.slice();
}
