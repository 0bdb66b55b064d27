/** Sends a stream as an upload in pieces, a few at a time, in memory that does not grow with it. */
import type { Bucket } from './bucket.ts';

/** Pieces on their way at once; one more is being filled. */
const AT_ONCE = 2;

/** When it throws, the upload is aborted and nothing of it stays. */
export async function sendInPieces(bucket: Bucket, key: string, blocks: AsyncIterable<Uint8Array>): Promise<void> {
  const upload = await bucket.beginUpload(key);
  const stop = new AbortController();
  const sending = new Set<Promise<void>>();
  const free: Buffer[] = [];
  let failed: { error: unknown } | undefined;
  let number = 0;

  const send = (buffer: Buffer, length: number): void => {
    number += 1;
    const sent = upload
      .send(number, buffer.subarray(0, length), stop.signal)
      .catch((error: unknown) => {
        failed ??= { error };
        stop.abort();
      })
      .finally(() => {
        sending.delete(sent);
        free.push(buffer);
      });
    sending.add(sent);
  };
  const checked = (): void => {
    if (failed) throw failed.error;
  };

  try {
    let buffer: Buffer = Buffer.alloc(0);
    let filled = 0;
    for await (const block of blocks) {
      for (let at = 0; at < block.length;) {
        if (filled === buffer.length) {
          if (filled > 0) send(buffer, filled);
          while (sending.size >= AT_ONCE) await Promise.race(sending);
          checked();
          buffer = bufferOf(bucket.pieceBytes(number), free);
          filled = 0;
        }
        const taken = block.subarray(at, at + buffer.length - filled);
        buffer.set(taken, filled);
        filled += taken.length;
        at += taken.length;
      }
    }
    // An upload has at least one piece.
    send(buffer, filled);
    await Promise.all(sending);
    checked();
    await upload.complete();
  } catch (error) {
    stop.abort();
    await Promise.all(sending);
    await upload.abort().catch(() => undefined);
    throw error;
  }
}

function bufferOf(bytes: number, free: Buffer[]): Buffer {
  const kept = free.pop();
  return kept?.length === bytes ? kept : Buffer.allocUnsafeSlow(bytes);
}
