/** A store in a bucket or container of an object service, below a prefix. */
import { basename } from 'node:path/posix';
import { EngineFault } from '#provider/ports.ts';
import { damaged, overQuota } from '../vault-faults.ts';
import { SMALLEST_SHARE, CHECK_EVERY_BYTES } from '../vault-room.ts';
import type { Bucket } from './bucket.ts';
import { sendInPieces } from './in-pieces.ts';
import type { ObjectStore, StorePlace } from './object-store.ts';
import { resumedRead } from './resumed-read.ts';
import { storeMissing, type RemotePlace } from './store-faults.ts';

/** An object that shows other processes that a point is being written here: there are no empty folders. */
const WRITING = 'being-written';

export function createBucketStore(place: RemotePlace & StorePlace, bucket: Bucket): ObjectStore {
  const at = (key: string) => `${place.prefix}${key}`;
  const below = (folder: string) => at(folder === '' ? '' : `${folder}/`);

  /** Errors of the service as faults. */
  async function explained<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw bucket.faultOf(error);
    }
  }

  async function held(vault: string): Promise<number> {
    let sum = 0;
    for await (const { bytes } of bucket.list(below(vault))) sum += bytes;
    return sum;
  }

  async function checkQuota(vault: string, more: number): Promise<void> {
    if (place.quotaBytes === undefined) return;
    const bytes = (await held(vault)) + more;
    if (bytes > place.quotaBytes) throw overQuota(bytes, place.quotaBytes);
  }

  /** Checks the quota before the first block, and again after every few. */
  async function* withinQuota(vault: string, blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let written = 0;
    let checkAt = 0;
    for await (const block of blocks) {
      written += block.length;
      if (written >= checkAt) {
        await explained(() => checkQuota(vault, written));
        checkAt = written + CHECK_EVERY_BYTES;
      }
      yield block;
    }
  }

  async function get(key: string, maxBytes: number): Promise<Buffer | undefined> {
    const first = await bucket.get(at(key), 0, undefined);
    if (first === undefined) return undefined;
    const file = basename(key);
    const chunks: Uint8Array[] = [];
    // A file that is too large is not read.
    if (first.bytes > maxBytes) {
      const pieces = first.body[Symbol.asyncIterator]();
      await pieces.next();
      await pieces.return?.();
      throw damaged(`The file ${file} is larger than any that was written.`);
    }
    try {
      for await (const chunk of first.body) chunks.push(Buffer.from(chunk));
      const whole = Buffer.concat(chunks);
      if (whole.length === first.bytes) return whole;
    } catch (error) {
      if (!bucket.isTransient(error)) throw error;
    }
    chunks.length = 0;
    for await (const chunk of resumedRead(bucket, { key: at(key), file, bytes: first.bytes })) {
      chunks.push(Buffer.from(chunk));
    }
    return Buffer.concat(chunks);
  }

  return {
    place,
    names: (folder) =>
      explained(async () => {
        const names: string[] = [];
        for await (const name of bucket.names(below(folder))) names.push(name);
        return names.sort();
      }),
    get: (key, maxBytes) => explained(() => get(key, maxBytes)),
    put: (key, bytes) =>
      explained(async () => {
        await bucket.put(at(key), bytes, false);
        // A document is written anew with each change. What cannot be removed now goes with the next.
        await bucket.removeEarlier(at(key)).catch(() => undefined);
      }),
    create: (key, bytes) =>
      explained(
        async () =>
          (await bucket.put(at(key), bytes, true)) ||
          // The response to an earlier try may have been lost.
          Buffer.from(bytes).equals((await get(key, bytes.length).catch(() => undefined)) ?? Buffer.alloc(0)),
      ),
    rename: (from, to) =>
      explained(async () => {
        const bytes = await get(from, MAX_RENAMED_BYTES);
        if (from === to || bytes === undefined) return;
        await bucket.put(at(to), bytes, false);
        await bucket.remove(at(from));
      }),
    remove: (key) => explained(() => bucket.remove(at(key))),
    removeFolder: (folder) => explained(() => bucket.removeAll(below(folder))),
    removeEmpty: () => Promise.resolve(),
    begin: (folder, vault, expectedBytes) =>
      explained(async () => {
        await checkQuota(vault, expectedBytes * SMALLEST_SHARE);
        await bucket.put(at(`${folder}/${WRITING}`), Buffer.from(`${new Date().toISOString()}\n`), false);
      }),
    // A bucket with a default retention keeps this object too, which does no harm.
    finish: (folder) => bucket.remove(at(`${folder}/${WRITING}`)).catch(() => undefined),
    write: (key, vault, blocks) =>
      explained(async () => {
        await sendInPieces(bucket, at(key), withinQuota(vault, blocks));
        try {
          // Unfinished uploads are in no list. Two that exceed the quota together both notice it now.
          await checkQuota(vault, 0);
        } catch (error) {
          await bucket.remove(at(key));
          throw error;
        }
      }),
    async *read(key, bytes, signal) {
      try {
        yield* resumedRead(bucket, { key: at(key), file: basename(key), bytes }, signal);
      } catch (error) {
        signal?.throwIfAborted();
        throw error instanceof EngineFault ? error : bucket.faultOf(error);
      }
    },
    canHold: () => explained(() => bucket.canHold()),
    hold: (start, until) => explained(() => bucket.hold(at(start), wholeSeconds(until))),
    room: (vault) =>
      explained(async () => {
        const used = await held(vault);
        const { quotaBytes } = place;
        return { used, ...(quotaBytes !== undefined && { free: Math.max(0, quotaBytes - used) }) };
      }),
    missing: () => storeMissing(place),
  };
}

/** Services count in seconds. */
const wholeSeconds = (time: Date): Date => new Date(Math.ceil(time.getTime() / 1000) * 1000);

/** Keys and public keys. */
const MAX_RENAMED_BYTES = 64 * 1024;
