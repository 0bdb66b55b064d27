/**
 * A program that writes its standard input as a part of a recovery point, as the order on descriptor 3 says. It reports
 * progress and result on standard output, in lines of JSON (`part-process.ts` reads them).
 */
import { readFileSync, readSync, writeSync } from 'node:fs';
import type { PartWriterLine } from './part-process.ts';
import { ORDER_DESCRIPTOR, readOrder } from './part-order.ts';
import { passedFault } from './passed-fault.ts';
import { openStore } from './stores/open-store.ts';
import { writePart } from './write-part.ts';

const READ_BYTES = 256 * 1024;
const SEND_EVERY_MS = 200;

/** Throws when nobody reads any more, so that a killed server leaves no orphans. */
function send(line: PartWriterLine): void {
  // A line for a hundred thousand tables is long, and a pipe may accept only a part of it at once.
  const text = Buffer.from(`${JSON.stringify(line)}\n`);
  for (let at = 0; at < text.length;) at += writeSync(1, text, at);
}

// Reading without events and with one buffer for everything: a dump is a lot of small pieces.
async function* standardInput(): AsyncGenerator<Uint8Array, void, undefined> {
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  let total = 0;
  let sentAt = 0;
  for (;;) {
    const size = readSync(0, buffer);
    if (size === 0) return;
    total += size;
    if (Date.now() - sentAt >= SEND_EVERY_MS) {
      send({ plainBytes: total });
      sentAt = Date.now();
    }
    yield await Promise.resolve(buffer.subarray(0, size));
  }
}

try {
  const { place, ...order } = readOrder(readFileSync(ORDER_DESCRIPTOR, 'utf8'));
  tell({ written: await writePart(await openStore(place), order, standardInput()) });
} catch (error) {
  send({ failed: passedFault(error) });
  process.exitCode = 1;
}
