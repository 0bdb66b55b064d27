/** Bytes that one process makes and another can take directly, without passing through this one. */
import type { Writable } from 'node:stream';

export interface PipedOutput extends AsyncIterable<Uint8Array> {
  /**
   * Makes `target` the output of the process, instead of handing the bytes to whoever iterates. Answers when the process
   * has ended well and throws when it has not; `signal` stops it.
   */
  pipeInto(target: Writable, signal: AbortSignal): Promise<void>;
  /** For whoever takes the bytes directly: tells how many have come so far. */
  reportBytes(total: number): void;
}

/** Windows cannot hand the one's end of a pipe to the other. */
export const isPiped = (plain: AsyncIterable<Uint8Array>): plain is PipedOutput =>
  'pipeInto' in plain && process.platform !== 'win32';
