/** What every way of proving has to do; `proof.ts` does it in order. */
import type { RecoveryPoint } from '#protocol/data-protection.ts';
import type { ProofStage, Proven } from '../domain/proof-job.ts';
import type { ProblemInput } from '../fault.ts';
import type { Manifest, PointAddress } from '../ports.ts';

/** The findings of a proof: what the job shows, the state of the point, and whether that is a failure. */
export interface Finding extends Omit<Proven, 'warnings'> {
  warnings: ProblemInput[];
  /** The point as it is known from now on. */
  point: (point: RecoveryPoint) => RecoveryPoint;
  failure?: ProblemInput;
}

/** The point that is proven. */
export interface ProofSource {
  address: PointAddress;
  manifest: Manifest;
}

/** One way of proving. What goes wrong is thrown as a `WorkFault` or an `EngineFault`. */
export interface Proving {
  run: (source: ProofSource, reached: (stage: ProofStage) => void) => Promise<Finding>;
  /** Removes what an earlier attempt has left; safe to repeat. */
  clear: () => Promise<void>;
}
