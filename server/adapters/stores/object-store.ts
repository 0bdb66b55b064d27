/**
 * The one thing that differs between a folder, a bucket and a container: where named bytes go. What a recovery point is,
 * how it is compressed, encrypted, signed and checked, is `vault-storage.ts` over any of them (decision 40).
 *
 * Keys are paths with `/`, relative to where the vaults of the store lie; a folder is a key that others begin with. What is
 * thrown is an `EngineFault` where a person can do something about it.
 */
import type { EngineFault } from '#provider/ports.ts';
import type { FolderPlace } from './folder-store.ts';

/**
 * All that another process or thread needs to open the same store, as it goes through JSON. Holds secrets: it is handed over
 * by a pipe or as data of a thread, and never logged.
 */
export type StorePlace = FolderPlace;

export interface ObjectStore {
  readonly place: StorePlace;
  /** Names directly below a folder, `''` for all, in order: of files and of folders. None where there is no folder. */
  names(folder: string): Promise<string[]>;
  /** A small file; undefined when there is none. Throws `RecoveryPointDamaged` for one that is larger, or no file. */
  get(key: string, maxBytes: number): Promise<Buffer | undefined>;
  /** Writes a small file so that it appears whole or not at all, in place of any other, and stays. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** The same, unless there is one already: answers false then, where the store can tell. */
  create(key: string, bytes: Uint8Array): Promise<boolean>;
  /** Where both names hold the file for a moment, that is the same file. */
  rename(from: string, to: string): Promise<void>;
  /** Safe to repeat. */
  remove(key: string): Promise<void>;
  /** Removes all that is below the folder, unfinished uploads too; safe to repeat. */
  removeFolder(folder: string): Promise<void>;
  /** Removes folders directly below this one that hold nothing, and this one when it holds nothing then. */
  removeEmpty(folder: string): Promise<void>;
  /**
   * Begins the folder of a point in the folder of its vault; others see from here on that something is written there.
   * Throws when `expectedBytes` have no room.
   */
  begin(folder: string, vault: string, expectedBytes: number): Promise<void>;
  /** What `begin` has left for others to see is no longer needed: the point is published. */
  finish(folder: string): Promise<void>;
  /**
   * Writes a large file from a stream, in bounded memory. Answers when it is safely stored; nothing of it stays when it throws.
   * Throws when there is no room for it. A block may be used again once the second one after it was asked for.
   */
  write(key: string, vault: string, blocks: AsyncIterable<Uint8Array>): Promise<void>;
  /**
   * Reads a file that has to have `bytes`, in pieces that are only there until the next is asked for. Throws
   * `RecoveryPointDamaged` when it is missing or of another size.
   */
  read(key: string, bytes: number, signal: AbortSignal | undefined): AsyncIterable<Uint8Array>;
  /** What a person is told when the store does not hold the vaults that it held before. */
  missing(): EngineFault;
}
