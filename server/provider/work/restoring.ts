/** What every way of restoring has to do; `restore.ts` does it in order. */
import type { Restored } from '../domain/restore-job.ts';
import type { Manifest, PointAddress } from '../ports.ts';

/** What is restored from. */
export interface Source {
  point: PointAddress;
  manifest: Manifest;
}

/** One way of restoring. What goes wrong is thrown as a `WorkFault` or an `EngineFault`. */
export interface Restoring {
  /** Whether the target can be restored into at all. */
  checkTarget: () => Promise<void>;
  /** Whether what is in the point fits there. */
  checkContents: (source: Source) => Promise<void>;
  /** Restores everything, and tells of each piece of the dumps that was read. */
  copy: (source: Source, onBytes: (count: number) => void) => Promise<Omit<Restored, 'bytes'>>;
  /** Bytes that `copy` will read. */
  bytesOf: (manifest: Manifest) => number;
  /** Removes what was restored; safe to repeat. */
  discard: () => Promise<void>;
  /** What was restored stays for good; safe to repeat. */
  settle: () => Promise<void>;
}
