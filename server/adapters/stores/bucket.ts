/**
 * What object services have in common: named objects that appear whole, long ones sent in pieces, lists by prefix. `bucket-store.ts` makes a store of one; `s3-bucket.ts` and `azure-blob-container.ts` are two. Keys are whole
 * names of objects. Each client retries by itself what failed for a passing reason.
 */
export interface Bucket {
  /** Every object whose name begins so. */
  list(prefix: string): AsyncIterable<{ key: string; bytes: number }>;
  /** The parts of names between the prefix and the next `/`, once each. */
  names(prefix: string): AsyncIterable<string>;
  /** From a byte on; undefined when there is no such object. Throws when it is no longer the one with that tag. */
  get(key: string, from: number, tag: string | undefined, signal?: AbortSignal): Promise<ReadObject | undefined>;
  /** With a checksum that the service compares. Returns false when `ifAbsent` is set and the object exists. */
  put(key: string, bytes: Uint8Array, ifAbsent: boolean): Promise<boolean>;
  beginUpload(key: string): Promise<Upload>;
  /** With all its versions and unfinished uploads; safe to repeat. */
  remove(key: string): Promise<void>;
  /** What the object was before, where the service keeps versions; what is held may stay. */
  removeEarlier(key: string): Promise<void>;
  /** `remove` for every object whose name begins so. */
  removeAll(prefix: string): Promise<void>;
  /** Whether it is set up to hold on to objects until a time. */
  canHold(): Promise<boolean>;
  /** Holds on to every version of every object whose name begins so. */
  hold(prefix: string, until: Date): Promise<void>;
  /** How long a piece may be, after so many others. */
  pieceBytes(number: number): number;
  /** Whether the same request may go well the next time. */
  isTransient(error: unknown): boolean;
  /** The error as an `EngineFault` for the operator; errors of other kinds unchanged. */
  faultOf(error: unknown): unknown;
}

export interface ReadObject {
  /** Of the whole object. */
  bytes: number;
  tag: string | undefined;
  body: AsyncIterable<Uint8Array>;
}

/** An object that is invisible until it is complete. Pieces may be sent in any order; numbers begin with 1. */
export interface Upload {
  send(number: number, bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  complete(): Promise<void>;
  /** Leaves nothing behind, where it can; safe to repeat. */
  abort(): Promise<void>;
}
