/**
 * A program that writes its standard input as a part of a recovery point, into the file that its argument names. It says
 * on standard output, in lines of JSON, how far it is and what it has written (`part-process.ts` reads them).
 */
import { readSync, writeSync } from 'node:fs';
import type { PartWriterLine } from './part-process.ts';
import { writePart } from './write-part.ts';

const READ_BYTES = 256 * 1024;
const TELL_EVERY_MS = 200;

/** Throws when nobody listens any more: a server that was killed leaves no orphans at work. */
const tell = (line: PartWriterLine): number => writeSync(1, `${JSON.stringify(line)}\n`);

// Reading without events and with one buffer for everything: a dump is a lot of small pieces.
async function* standardInput(): AsyncGenerator<Uint8Array, void, undefined> {
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  let total = 0;
  let toldAt = 0;
  for (;;) {
    const size = readSync(0, buffer);
    if (size === 0) return;
    total += size;
    if (Date.now() - toldAt >= TELL_EVERY_MS) {
      tell({ plainBytes: total });
      toldAt = Date.now();
    }
    yield await Promise.resolve(buffer.subarray(0, size));
  }
}

try {
  tell({ written: await writePart(process.argv[2] ?? '', standardInput()) });
} catch (error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  tell({ failed: { code, message: String(error) } });
  process.exitCode = 1;
}
