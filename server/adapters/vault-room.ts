/**
 * How much may still be written: a reserve of the disk is kept for the portal itself, whose state often shares it with the
 * vaults, and a vault may hold no more than its quota. What one server dumps never takes the disk from all others.
 */
import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { isNotFound } from './file-errors.ts';
import { noRoom, overQuota } from './vault-faults.ts';

export interface RoomLimits {
  /** Free bytes of the disk that no backup takes. */
  reserveBytes: number;
  /** Bytes that a vault may hold. */
  quotaBytes?: number | undefined;
}

/** Where and how far a part may be written; the process that writes it gets it as JSON. */
export interface Room extends RoomLimits {
  /** On the disk that is watched. */
  folder: string;
  /** What the vault held when the part was begun. */
  usedBytes: number;
}

/**
 * Compressed dumps against what the databases take on their server, when they are small for it: some have a tenth. Whatever
 * has more is stopped while it is written, so that nobody is refused who would have fitted.
 */
const SMALLEST_SHARE = 0.1;
const CHECK_EVERY_BYTES = 32 * 1024 * 1024;

/** Throws `UserErrorVaultStorageFull` or `…QuotaReached` when a backup of databases of `expectedBytes` cannot fit. */
export async function checkRoom(room: Room, expectedBytes: number): Promise<void> {
  const needed = expectedBytes * SMALLEST_SHARE;
  const free = await freeBytes(room.folder);
  if (free - needed < room.reserveBytes) throw noRoom(free, room.reserveBytes, needed);
  if (room.quotaBytes !== undefined && room.usedBytes + needed > room.quotaBytes) {
    throw overQuota(room.usedBytes, room.quotaBytes);
  }
}

/** What the vault holds by now is only counted where there is a quota. */
export async function roomIn(folder: string, vault: string, limits: RoomLimits): Promise<Room> {
  return { ...limits, folder, usedBytes: limits.quotaBytes === undefined ? 0 : await bytesIn(vault) };
}

/** Passes bytes on that are about to be written, and throws when they would be too many. */
export async function* withinRoom(
  stored: AsyncIterable<Uint8Array>,
  room: Room,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { quotaBytes, usedBytes } = room;
  let written = 0;
  let checkAt = 0;
  for await (const block of stored) {
    written += block.length;
    if (quotaBytes !== undefined && usedBytes + written > quotaBytes) throw overQuota(usedBytes + written, quotaBytes);
    if (written >= checkAt) {
      const free = await freeBytes(room.folder);
      if (free - block.length < room.reserveBytes) throw noRoom(free, room.reserveBytes);
      checkAt = written + CHECK_EVERY_BYTES;
    }
    yield block;
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await bytesIn(path);
    // What was removed meanwhile takes no room.
    else if (entry.isFile())
      bytes += await stat(path).then(
        ({ size }) => size,
        () => 0,
      );
  }
  return bytes;
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}
