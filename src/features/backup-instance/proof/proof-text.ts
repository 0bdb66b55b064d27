/** The verified state of a restore point, in words. Pure. */
import type { PointProof, RecoveryPoint } from '#protocol/data-protection.ts';
import { durationMs } from '#protocol/durations.ts';
import { formatDuration } from '#ui/text/format.ts';
import type { StatusKind } from '#ui/text/StatusText.tsx';

export interface ProofView {
  kind: StatusKind;
  text: string;
  /** When it was found out; undefined when nothing was. */
  time: string | undefined;
}

const VIEWS: Readonly<Record<string, (proof: PointProof) => ProofView>> = {
  damaged: ({ damage }) => ({ kind: 'error', text: 'Damaged', time: damage?.foundTime }),
  proven: ({ drill }) => ({ kind: 'success', text: 'Proven', time: drill?.time }),
  verified: ({ verifiedTime, drill }) =>
    drill && !drill.isProven
      ? { kind: 'warning', text: 'Drill found problems', time: drill.time }
      : { kind: 'info', text: 'Verified', time: verifiedTime },
};

/** A state that the service added later is shown as it is; a back end without proofs has none. */
export function proofView({ properties }: RecoveryPoint): ProofView | undefined {
  const { proof, recoveryPointState } = properties;
  if (!proof) return undefined;
  const view = VIEWS[proof.state.toLowerCase()]?.(proof);
  // Damage comes before incompleteness, and incompleteness before success.
  if (proof.state !== 'Damaged' && recoveryPointState?.toLowerCase() === 'partial') {
    return { kind: 'warning', text: 'Incomplete', time: undefined };
  }
  if (view) return view;
  const isUnknown = proof.state !== 'NotVerified';
  return { kind: 'neutral', text: isUnknown ? proof.state : 'Not verified', time: undefined };
}

/** Such as `12 minutes`; undefined for text that is not a duration. */
export function timeToRestoreText(duration: string | undefined): string | undefined {
  const ms = duration === undefined ? undefined : durationMs(duration);
  return ms === undefined ? undefined : formatDuration(ms);
}
