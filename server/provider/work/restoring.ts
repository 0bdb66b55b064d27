/** What every way of restoring has to do; `restore.ts` does it in order. */
import type { UserFacingError } from '#protocol/errors.ts';
import type { Restored } from '../domain/restore-job.ts';
import type { Manifest, PointAddress } from '../ports.ts';

/** What is restored from. */
export interface Source {
  point: PointAddress;
  manifest: Manifest;
}

export type Outcome = Omit<Restored, 'bytes'>;

export interface RestoreProgress {
  onBytes: (count: number) => void;
  onReady: (outcome: Outcome) => Promise<void>;
}

/** One way of restoring. What goes wrong is thrown as a `WorkFault` or an `EngineFault`. */
export interface Restoring {
  /** Whether the target can be restored into at all. */
  checkTarget: () => Promise<void>;
  /** Whether what is in the point fits there. */
  checkContents: (source: Source) => Promise<void>;
  /** What the target lacks of what is in the point, as far as it can be known before anything is restored. */
  foresee: (source: Source) => Promise<UserFacingError[]>;
  /**
   * Restores everything, and reports each piece of the dumps that was read. Where names change at the end, it first
   * calls and awaits `onReady`.
   */
  copy: (source: Source, progress: RestoreProgress) => Promise<Outcome>;
  /** Whether an interrupted restore was completed nevertheless. */
  stands: () => Promise<boolean>;
  /** Bytes that `copy` will read. */
  bytesOf: (manifest: Manifest) => number;
  /** Removes what was restored; safe to repeat. */
  discard: () => Promise<void>;
  /** What was restored stays for good; safe to repeat. */
  settle: () => Promise<void>;
}
