/** A store in a folder of this machine: files that only the server's own user can read, and no links in place of them. */
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, rename, rm, rmdir, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode, isNotFound } from '../file-errors.ts';
import { openPlainFile, readPlainFile } from '../plain-file.ts';
import { syncFolder } from '../sync-folder.ts';
import { damaged, storageFault, vaultsMissing } from '../vault-faults.ts';
import { checkRoom, withinRoom, type Room, type RoomLimits } from '../vault-room.ts';
import { writeSafely } from '../write-safely.ts';
import type { FolderPlace } from './folder-place.ts';
import type { ObjectStore } from './object-store.ts';

/** Of a file that is read at once. */
const BLOCK_BYTES = 1024 * 1024;

/** Without `limits` no space is kept free and there are no quotas. */
export const createFolderStore = (root: string, limits: RoomLimits = { reserveBytes: 0 }): ObjectStore =>
  openFolderStore({ kind: 'folder', root, limits });

export function openFolderStore(place: FolderPlace): ObjectStore {
  const { root, limits } = place;
  const at = (key: string) => join(root, key);
  const roomOf = (folder: string, vault: string): Room => ({ ...limits, folder: at(folder), vault: at(vault) });

  /** Writes beside the file, and has `publish` give it its name. */
  async function drafted(key: string, bytes: Uint8Array, publish: (draft: string) => Promise<void>): Promise<void> {
    const folder = dirname(at(key));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = join(folder, `.${randomUUID()}.draft`);
    try {
      await writeSafely(draft, bytes);
      await publish(draft);
    } finally {
      await rm(draft, { force: true });
    }
    // The names of new folders are no safer than those of files.
    for (let parent = folder; parent.startsWith(root); parent = dirname(parent)) await syncFolder(parent);
  }

  return {
    place,
    names: async (folder) => (await readdir(at(folder)).catch(ignoringMissing)).sort(),
    get: (key, maxBytes) => readPlainFile(at(key), basename(key), maxBytes),
    put: (key, bytes) => drafted(key, bytes, (draft) => rename(draft, at(key))),
    async create(key, bytes) {
      let isNew = true;
      await drafted(key, bytes, async (draft) => {
        try {
          await link(draft, at(key));
        } catch (error) {
          if (errorCode(error) !== 'EEXIST') throw error;
          isNew = false;
        }
      });
      return isNew;
    },
    async rename(from, to) {
      await rename(at(from), at(to));
      await syncFolder(dirname(at(to)));
    },
    remove: (key) => rm(at(key), { force: true }),
    removeFolder: (folder) => rm(at(folder), { recursive: true, force: true }),
    async removeEmpty(folder) {
      const entries = await readdir(at(folder), { withFileTypes: true }).catch(ignoringMissing);
      for (const entry of entries) if (entry.isDirectory()) await removeIfEmpty(join(at(folder), entry.name));
      await syncFolder(at(folder)).catch(() => undefined);
      await removeIfEmpty(at(folder));
    },
    async begin(folder, vault, expectedBytes) {
      await mkdir(at(folder), { recursive: true, mode: 0o700 });
      await checkRoom(roomOf(folder, vault), expectedBytes);
    },
    finish: () => Promise.resolve(),
    async write(key, vault, blocks) {
      const handle = await open(at(key), 'wx', 0o600);
      try {
        try {
          await writeBlocks(handle, withinRoom(blocks, roomOf(dirname(key), vault), handle));
          await handle.sync();
        } finally {
          await handle.close();
        }
      } catch (error) {
        await rm(at(key), { force: true }).catch(() => undefined);
        throw error;
      }
    },
    async *read(key, bytes, signal) {
      const file = basename(key);
      const handle = await openPlainFile(at(key), file);
      if (handle === undefined) throw damaged(`The file ${file} is missing.`);
      try {
        if ((await handle.stat()).size !== bytes)
          throw damaged(`The file ${file} does not have the size it was written with.`);
        yield* blocksOf(handle, signal);
      } catch (error) {
        throw storageFault(error);
      } finally {
        await handle.close();
      }
    },
    canHold: () => Promise.resolve(false),
    hold: () => Promise.resolve(),
    missing: vaultsMissing,
  };
}

/** One block is on its way to the disk while the next is being made. */
async function writeBlocks(handle: FileHandle, blocks: AsyncIterable<Uint8Array>): Promise<void> {
  let writing = Promise.resolve();
  for await (const block of blocks) {
    await writing;
    writing = writeAll(handle, block);
    writing.catch(() => undefined);
  }
  await writing;
}

async function writeAll(handle: FileHandle, block: Uint8Array): Promise<void> {
  for (let at = 0; at < block.length;) at += (await handle.write(block, at)).bytesWritten;
}

/** While one block is being used, the next is being read. */
async function* blocksOf(
  handle: FileHandle,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const buffers = [Buffer.allocUnsafeSlow(BLOCK_BYTES), Buffer.allocUnsafeSlow(BLOCK_BYTES)];
  const read = (turn: number) => {
    const reading = handle.read(buffers[turn % buffers.length] as Buffer, 0, BLOCK_BYTES);
    // A reader that leaves early does not wait for it.
    reading.catch(() => undefined);
    return reading;
  };
  let next = read(0);
  try {
    for (let turn = 1; ; turn += 1) {
      const { buffer, bytesRead } = await next;
      signal?.throwIfAborted();
      if (bytesRead === 0) return;
      next = read(turn);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    // Wait for the read: after a close its file descriptor may belong to another file.
    await next.catch(() => undefined);
  }
}

const removeIfEmpty = (folder: string): Promise<void> =>
  rmdir(folder).catch((error: unknown) => {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errorCode(error) ?? '')) throw error;
  });

function ignoringMissing(error: unknown): [] {
  if (isNotFound(error)) return [];
  throw error;
}
