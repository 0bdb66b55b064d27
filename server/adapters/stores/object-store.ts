/**
 * The one thing that differs between a folder, a bucket and a container: where named bytes go. What a recovery point is,
 * how it is compressed, encrypted, signed and checked, is `vault-storage.ts` over any of them (decision 40).
 *
 * Keys are paths with `/`, relative to where the vaults of the store lie; a folder is a key that others begin with. What is
 * thrown is an `EngineFault` where the operator can act on it.
 */
import type { EngineFault, VaultRoom } from '#provider/ports.ts';
import type { AzureBlobPlace } from './azure-blob-place.ts';
import type { FolderPlace } from './folder-place.ts';
import type { S3Place } from './s3-place.ts';

/**
 * All that another process or thread needs to open the same store, as it goes through JSON. Holds secrets: it is handed over
 * by a pipe or as data of a thread, and never logged.
 */
export type StorePlace = FolderPlace | S3Place | AzureBlobPlace;

export interface ObjectStore {
  readonly place: StorePlace;
  /** Names directly below a folder, `''` for all, in order: of files and folders, or of folders. None where there is no folder. */
  names(folder: string, only?: 'folders'): Promise<string[]>;
  /** A small file; undefined when there is none. Throws `RecoveryPointDamaged` for one that is larger, or no file. */
  get(key: string, maxBytes: number): Promise<Buffer | undefined>;
  /** Writes a small file so that it appears whole or not at all, in place of any other, and stays. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** The same, unless there is one already: returns false then, where the store can detect it. */
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
   * Begins the folder of a point in the folder of its vault; from here on other processes see that it is being written.
   * Throws when `expectedBytes` have no room.
   */
  begin(folder: string, vault: string, expectedBytes: number): Promise<void>;
  /** Removes the mark of `begin`: the point is published. */
  finish(folder: string): Promise<void>;
  /**
   * Writes a large file from a stream, in bounded memory. Returns when it is safely stored; nothing of it stays when it throws.
   * Throws when there is no room for it. A block may be reused once the second one after it was requested.
   */
  write(key: string, vault: string, blocks: AsyncIterable<Uint8Array>): Promise<void>;
  /**
   * Reads a file that has to have `bytes`, in pieces that are valid until the next is requested. Throws
   * `RecoveryPointDamaged` when it is missing or of another size.
   */
  read(key: string, bytes: number, signal: AbortSignal | undefined): AsyncIterable<Uint8Array>;
  /** Whether the service supports `hold` and is set up for it. */
  canHold(): Promise<boolean>;
  /**
   * Until then nobody can remove or replace the objects whose keys begin so. The time is never shortened. Only where
   * `canHold` is true.
   */
  hold(start: string, until: Date): Promise<void>;
  /** Throws when nothing can be written now. Not checked where absent. */
  checkWritable?(): Promise<void>;
  /** What the folder of a vault holds and may still hold. Not reported where absent. May take minutes for many points. */
  room?(vault: string): Promise<VaultRoom>;
  /** The fault of a store that does not hold the vaults that it held before. */
  missing(): EngineFault;
}
