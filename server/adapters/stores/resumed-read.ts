/** Reads an object to its end over connections that break: the rest of the same object is requested again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { damaged } from '../vault-faults.ts';
import type { Bucket } from './bucket.ts';

/** Without a byte between them. */
const TRIES = 6;
const FIRST_WAIT_MS = 100;

/** Throws `RecoveryPointDamaged` when the object is missing, is another one by now, or has not `bytes`. */
export async function* resumedRead(
  bucket: Bucket,
  { key, file, bytes }: { key: string; file: string; bytes: number },
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  let at = 0;
  let tag: string | undefined;
  for (let tries = 1; ; tries += 1) {
    // The client has retried this several times by itself.
    const found = await bucket.get(key, at, tag, signal);
    if (found === undefined) throw damaged(`The file ${file} is missing.`);
    if (found.bytes !== bytes) throw otherSize(file);
    tag = found.tag;
    try {
      for await (const piece of found.body) {
        if (piece.length === 0) continue;
        at += piece.length;
        tries = 1;
        yield piece;
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (at < bytes && (tries >= TRIES || !bucket.isTransient(error))) throw error;
    }
    if (at > bytes) throw otherSize(file);
    if (at === bytes) return;
    if (tries >= TRIES) throw Object.assign(new Error(`${file} ends too early`), { code: 'ECONNRESET' });
    await sleep(FIRST_WAIT_MS * 2 ** (tries - 1), undefined, { ...(signal && { signal }) });
  }
}

const otherSize = (file: string) => damaged(`The file ${file} does not have the size it was written with.`);
