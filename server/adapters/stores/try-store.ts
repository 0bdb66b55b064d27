/** Tries everything that the portal does with a store, in a folder of its own that is removed afterwards. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { ObjectStore } from './object-store.ts';

export interface Trial {
  what: string;
  /** Undefined when it went well. */
  error?: unknown;
  ms: number;
}

/** More than one piece of any store. */
const LARGE_BYTES = 6 * 1024 * 1024;

/** Yields each trial as it ends. The first failure ends them: the rest would fail for the same reason. */
export async function* tryStore(store: ObjectStore): AsyncGenerator<Trial, void, undefined> {
  const folder = `backup-portal-test-${randomUUID()}`;
  const [small, large] = [`${folder}/small`, `${folder}/large`];
  const bytes = randomBytes(LARGE_BYTES);
  const trials: [what: string, run: () => Promise<void>][] = [
    ['list what is there', async () => void (await store.names(''))],
    ['write a small object', () => store.put(small, bytes.subarray(0, 1000))],
    ['read it back', async () => same(await store.get(small, 1000), bytes.subarray(0, 1000))],
    ['write a large object', () => store.write(large, folder, inBlocks(bytes))],
    ['read it back, byte for byte', async () => same(await whole(store, large), bytes)],
    ['break off an upload, and leave nothing', () => brokenOff(store, `${folder}/broken`, folder, bytes)],
    ['list it', async () => assert((await store.names(folder)).join() === 'large,small', 'Other names were listed.')],
    ['remove all of it', () => store.removeFolder(folder)],
    ['find nothing of it', async () => assert((await store.names(folder)).length === 0, 'Something is still there.')],
  ];
  for (const [what, run] of trials) {
    const began = Date.now();
    try {
      await run();
      yield { what, ms: Date.now() - began };
    } catch (error) {
      yield { what, error, ms: Date.now() - began };
      await store.removeFolder(folder).catch(() => undefined);
      return;
    }
  }
}

async function* inBlocks(bytes: Uint8Array) {
  for (let at = 0; at < bytes.length; at += 500_000) yield await Promise.resolve(bytes.subarray(at, at + 500_000));
}

async function whole(store: ObjectStore, key: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of store.read(key, LARGE_BYTES, undefined)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

async function brokenOff(store: ObjectStore, key: string, folder: string, bytes: Uint8Array): Promise<void> {
  const why = new Error('Broken off on purpose.');
  const broken = async function* () {
    yield* inBlocks(bytes);
    throw why;
  };
  await store.write(key, folder, broken()).catch((error: unknown) => {
    if (error !== why) throw error;
  });
  assert((await store.get(key, LARGE_BYTES)) === undefined, 'An object that was broken off is there.');
}

const same = (found: Uint8Array | undefined, wanted: Uint8Array): void =>
  assert(found !== undefined && Buffer.from(found).equals(wanted), 'Other bytes came back than were written.');

function assert(isRight: boolean, message: string): void {
  if (!isRight) throw new Error(message);
}
