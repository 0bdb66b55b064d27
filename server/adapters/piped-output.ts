/** Bytes that another process can read directly from the one that makes them. */
import type { Writable } from 'node:stream';

export interface PipedOutput extends AsyncIterable<Uint8Array> {
  /**
   * Makes `target` the output of the process, instead of iterating over the bytes. Resolves when the process has
   * succeeded and throws when it has not; `signal` stops it.
   */
  pipeInto(target: Writable, signal: AbortSignal): Promise<void>;
  /** For a direct reader: reports how many bytes it has read so far. */
  reportBytes(total: number): void;
  /** Aborted when nobody wants the bytes any more. */
  signal: AbortSignal;
}

/** Windows cannot pass the end of a pipe to another process. */
export const isPiped = (plain: AsyncIterable<Uint8Array>): plain is PipedOutput =>
  'pipeInto' in plain && process.platform !== 'win32';
