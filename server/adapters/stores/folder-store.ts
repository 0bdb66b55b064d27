/** A store in a folder of this machine: files that only the server's own user can read, and no links in place of them. */
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, rename, rm, rmdir, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode, isNotFound } from '../file-errors.ts';
import { isNoFolder, ownFolder } from '../own-folders.ts';
import { openPlainFile, readPlainFile } from '../plain-file.ts';
import { syncFolder } from '../sync-folder.ts';
import { damaged, storageFault, vaultsMissing } from '../vault-faults.ts';
import { checkRoom, roomIn, withinRoom, type Room, type RoomLimits } from '../vault-room.ts';
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
  const folderIn = (key: string): string => key.split('/').slice(0, -1).join('/');
  const roomOf = (folder: string, vault: string): Room => ({
    ...limits,
    folder: join(root, folder),
    vault: join(root, vault),
  });

  /** Checked each time: hours lie between the parts of a point. */
  async function pathOf(key: string): Promise<string> {
    return join(await ownFolder(root, folderIn(key)), basename(key));
  }

  /** For reading and removing: something else in place of the file's own folder means that the file is not there. */
  async function pathIfOurs(key: string): Promise<string | undefined> {
    const folder = await pathOf(folderIn(key));
    return folderIn(key) !== '' && (await isNoFolder(folder)) ? undefined : join(folder, basename(key));
  }

  async function pathToRead(key: string): Promise<string> {
    const path = await pathIfOurs(key);
    if (path === undefined)
      throw damaged('The folder of the recovery point is a link or something else than a folder.');
    return path;
  }

  /** Writes beside the file, and has `publish` give it its name. */
  async function drafted(path: string, bytes: Uint8Array, publish: (draft: string) => Promise<void>): Promise<void> {
    const folder = dirname(path);
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

  const entriesOf = async (folder: string) =>
    readdir(await ownFolder(root, folder), { withFileTypes: true }).catch(ignoringMissing);

  return {
    place,
    async names(folder, only) {
      const entries = (await entriesOf(folder)).filter((entry) => only !== 'folders' || entry.isDirectory());
      return entries.map(({ name }) => name).sort();
    },
    get: async (key, maxBytes) => readPlainFile(await pathToRead(key), basename(key), maxBytes),
    async put(key, bytes) {
      const path = await pathOf(key);
      // Folders of points are made by `begin` alone: one that is gone is not made again.
      await mkdir(root, { recursive: true, mode: 0o700 });
      await drafted(path, bytes, (draft) => rename(draft, path));
    },
    async create(key, bytes) {
      const path = await pathOf(key);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      let isNew = true;
      await drafted(path, bytes, async (draft) => {
        try {
          await link(draft, path);
        } catch (error) {
          if (errorCode(error) !== 'EEXIST') throw error;
          isNew = false;
        }
      });
      return isNew;
    },
    async rename(from, to) {
      const target = await pathOf(to);
      await rename(await pathOf(from), target);
      await syncFolder(dirname(target));
    },
    async remove(key) {
      const path = await pathIfOurs(key);
      if (path !== undefined) await rm(path, { force: true });
    },
    // A link in the place of the folder goes, and what it leads to stays.
    removeFolder: async (folder) => rm(await pathOf(folder), { recursive: true, force: true }),
    async removeEmpty(folder) {
      const path = await ownFolder(root, folder);
      for (const entry of await entriesOf(folder)) if (entry.isDirectory()) await removeIfEmpty(join(path, entry.name));
      await syncFolder(path).catch(() => undefined);
      await removeIfEmpty(path);
    },
    async begin(folder, vault, expectedBytes) {
      await mkdir(await ownFolder(root, folder), { recursive: true, mode: 0o700 });
      await checkRoom(roomOf(folder, vault), expectedBytes);
    },
    finish: () => Promise.resolve(),
    async write(key, vault, blocks) {
      const path = await pathOf(key);
      const handle = await open(path, 'wx', 0o600);
      try {
        try {
          await writeBlocks(handle, withinRoom(blocks, roomOf(folderIn(key), vault), handle));
          await handle.sync();
        } finally {
          await handle.close();
        }
      } catch (error) {
        await pathOf(key)
          .then(() => rm(path, { force: true }))
          .catch(() => undefined);
        throw error;
      }
    },
    async *read(key, bytes, signal) {
      const file = basename(key);
      try {
        const handle = await openPlainFile(await pathToRead(key), file);
        if (handle === undefined) throw damaged(`The file ${file} is missing.`);
        try {
          if ((await handle.stat()).size !== bytes)
            throw damaged(`The file ${file} does not have the size it was written with.`);
          yield* blocksOf(handle, signal);
        } finally {
          await handle.close();
        }
      } catch (error) {
        throw storageFault(error);
      }
    },
    canHold: () => Promise.resolve(false),
    hold: () => Promise.resolve(),
    async checkWritable() {
      // A name of its own, because several servers may share the folder.
      const path = join(root, `.writable-${randomUUID()}`);
      try {
        await writeSafely(path, new Uint8Array(1));
      } finally {
        await rm(path, { force: true });
      }
    },
    room: async (vault) => roomIn({ ...limits, folder: root, vault: await ownFolder(root, vault) }),
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
