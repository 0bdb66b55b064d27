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

/** Reports progress from time to time. */
function progressReporter(): (bytes: number) => void {
  let total = 0;
  let sentAt = 0;
  return (bytes) => {
    total += bytes;
    if (Date.now() - sentAt < SEND_EVERY_MS) return;
    send({ plainBytes: total });
    sentAt = Date.now();
  };
}

// Reading without events and with one buffer for everything: a dump is a lot of small pieces.
async function* standardInput(): AsyncGenerator<Uint8Array, void, undefined> {
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  const report = progressReporter();
  for (;;) {
    const size = readSync(0, buffer);
    if (size === 0) return;
    report(size);
    yield await Promise.resolve(buffer.subarray(0, size));
  }
}

// With events: a blocking read would hold up transfers over the network while the tool is slow.
async function* eventfulInput(): AsyncGenerator<Uint8Array, void, undefined> {
  const report = progressReporter();
  for await (const piece of process.stdin as AsyncIterable<Uint8Array>) {
    report(piece.length);
    yield piece;
  }
}

try {
  const { place, ...order } = readOrder(readFileSync(ORDER_DESCRIPTOR, 'utf8'));
  const input = place.kind === 'folder' ? standardInput() : eventfulInput();
  send({ written: await writePart(await openStore(place), order, input) });
} catch (error) {
  send({ failed: passedFault(error) });
  process.exitCode = 1;
}
