/**
 * How much may still be written: a reserve of the disk is kept for the portal itself, whose state often shares it with the
 * vaults, and a vault may hold no more than its quota. What one server dumps never takes the disk from all others.
 */
import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { VaultRoom } from '#provider/ports.ts';
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
  /** The folder of the vault, with all that it holds. */
  vault: string;
}

/** A file that is being written. */
interface Growing {
  /** Gives it that length. */
  truncate(bytes: number): Promise<void>;
}

/**
 * Compressed dumps against what the databases take on their server, when they are small for it: some have a tenth. Whatever
 * has more is stopped while it is written, so that nobody is refused who would have fitted.
 */
export const SMALLEST_SHARE = 0.1;
export const CHECK_EVERY_BYTES = 32 * 1024 * 1024;

/** Throws `UserErrorVaultStorageFull` or `…QuotaReached` when a backup of databases of `expectedBytes` cannot fit. */
export async function checkRoom(room: Room, expectedBytes: number): Promise<void> {
  const needed = expectedBytes * SMALLEST_SHARE;
  const free = await freeBytes(room.folder);
  if (free - needed < room.reserveBytes) throw noRoom(free, room.reserveBytes, needed);
  // What the vault holds is only counted where there is a quota.
  if (room.quotaBytes === undefined) return;
  const held = await bytesIn(room.vault);
  if (held + needed > room.quotaBytes) throw overQuota(held, room.quotaBytes);
}

/** What the vault holds and may still hold. Asks for the size of each of its files. */
export async function roomIn({ folder, vault, reserveBytes, quotaBytes = Infinity }: Room): Promise<VaultRoom> {
  const [used, onDisk] = await Promise.all([bytesIn(vault), freeBytes(folder)]);
  return { used, free: Math.max(0, Math.min(onDisk - reserveBytes, quotaBytes - used)) };
}

/** Passes on bytes for the file, and throws when they exceed the limit. */
export async function* withinRoom(
  stored: AsyncIterable<Uint8Array>,
  room: Room,
  file: Growing,
): AsyncGenerator<Uint8Array, void, undefined> {
  let written = 0;
  let reserved = 0;
  let checkAt = 0;
  for await (const block of stored) {
    written += block.length;
    if (written > reserved) reserved = await reserve(room, file, written);
    if (written >= checkAt) {
      const free = await freeBytes(room.folder);
      if (free - block.length < room.reserveBytes) throw noRoom(free, room.reserveBytes);
      checkAt = written + CHECK_EVERY_BYTES;
    }
    yield block;
  }
  // The last block is on its way; its place is behind the ones before it.
  if (reserved !== Infinity) await file.truncate(written);
}

/**
 * Takes room of the quota before it is written into: the file gets its length first, which takes no disk, and then all
 * that the vault holds is counted. All other writers of the vault do the same, in this process or another, so two that
 * together exceed the quota both see it. Returns the offset up to which the file may be written.
 */
async function reserve({ vault, quotaBytes }: Room, file: Growing, needed: number): Promise<number> {
  if (quotaBytes === undefined) return Infinity;
  let held = 0;
  // Far ahead while there is room, because counting a large vault takes a while; block by block at the end.
  for (const ahead of [Math.max(CHECK_EVERY_BYTES, quotaBytes / QUOTA_STEPS), CHECK_EVERY_BYTES, 0]) {
    const length = Math.ceil(needed + ahead);
    await file.truncate(length);
    held = await bytesIn(vault);
    if (held <= quotaBytes) return length;
  }
  throw overQuota(held, quotaBytes);
}

/** The number of steps in which a vault is filled. */
const QUOTA_STEPS = 256;

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
