/**
 * What is kept of an instance's recovery points and what goes, with a reason for each
 * (docs/reference/arm.md#53-retention). Who carries the plan out removes what goes in two steps, and may ask again at
 * any time: a plan for what is left agrees with it.
 */
import type { ProtectionState, RecoveryPoint } from './data-protection.ts';

export interface RetainedPoint {
  created: Date;
  /** Undefined when no rule gave it an end. */
  expires: Date | undefined;
  /** Complete and verified: a person could restore from it. */
  isGood: boolean;
  /** Everything that was to be in it is, whatever has become of it since. As `isGood` when absent. */
  isComplete?: boolean;
}

/** What the state of the instance means for its points. */
export type RetentionSituation =
  /** Backed up: the newest good point stays until there is a newer one. */
  | 'protected'
  /** Stopped with retain as per policy: points expire, the last one stays. */
  | 'retainAsPerPolicy'
  /** Stopped with retain forever: nothing expires. */
  | 'retainForever'
  /** Nothing is cleaned up while the instance can be undeleted. */
  | 'softDeleted';

export type KeepReason =
  | { kind: 'withinRetention'; until: Date }
  | { kind: 'noExpiry' }
  /** Its time is over, but a protected instance has nothing newer to restore from. */
  | { kind: 'newestGood'; expired: Date }
  /** Its time is over, but it is the last of an instance that is backed up no more. */
  | { kind: 'last'; expired: Date }
  /** Its time is over and it is damaged or incomplete, but none of the instance is good: half a backup is more than none. */
  | { kind: 'nothingBetter'; expired: Date }
  | { kind: 'retainForever' }
  | { kind: 'softDeleted' };

export interface RemoveReason {
  kind: 'expired';
  at: Date;
}

export interface RetentionPlan<Point> {
  keep: { point: Point; reason: KeepReason }[];
  remove: { point: Point; reason: RemoveReason }[];
}

/** Decides for every point, in the order given. A point goes when its time is over and nothing else holds it. */
export function retentionPlan<Point extends RetainedPoint>(
  points: readonly Point[],
  now: Date,
  situation: RetentionSituation,
): RetentionPlan<Point> {
  const plan: RetentionPlan<Point> = { keep: [], remove: [] };
  const best = bestOf(points);
  for (const point of points) {
    const reason = reasonToKeep(point, point === best, now, situation);
    if (reason.kind === 'expired') plan.remove.push({ point, reason });
    else plan.keep.push({ point, reason });
  }
  return plan;
}

function reasonToKeep(
  { expires, isGood }: RetainedPoint,
  isBest: boolean,
  now: Date,
  situation: RetentionSituation,
): KeepReason | RemoveReason {
  if (situation === 'retainForever' || situation === 'softDeleted') return { kind: situation };
  if (!expires) return { kind: 'noExpiry' };
  if (expires > now) return { kind: 'withinRetention', until: expires };
  if (!isBest) return { kind: 'expired', at: expires };
  if (!isGood) return { kind: 'nothingBetter', expired: expires };
  return { kind: situation === 'protected' ? 'newestGood' : 'last', expired: expires };
}

/**
 * What a person would restore from: the good point that was made last; of several made at once, one. Without a good one, the
 * newest complete one, whose damage may be the disk's and be taken back; else the newest of all.
 */
function bestOf<Point extends RetainedPoint>(points: readonly Point[]): Point | undefined {
  let best: Point | undefined;
  for (const point of points) {
    const ahead = best ? worthOf(point) - worthOf(best) : 1;
    if (!best || ahead > 0 || (ahead === 0 && point.created > best.created)) best = point;
  }
  return best;
}

const worthOf = ({ isGood, isComplete = isGood }: RetainedPoint): number => (isGood ? 2 : isComplete ? 1 : 0);

const SITUATIONS: ReadonlyMap<string, RetentionSituation> = new Map([
  ['configuringprotection', 'protected'],
  ['protectionconfigured', 'protected'],
  ['updatingprotection', 'protected'],
  ['protectionerror', 'protected'],
  ['backupssuspended', 'retainAsPerPolicy'],
  ['backupschedulessuspended', 'retainAsPerPolicy'],
  ['softdeleting', 'softDeleted'],
  ['softdeleted', 'softDeleted'],
]);

/** What a state means for retention. A state that we do not know keeps everything: what is kept can still be removed. */
export const retentionSituation = (state: ProtectionState): RetentionSituation =>
  SITUATIONS.get(state.toLowerCase()) ?? 'retainForever';

/** A recovery point as the plan reads it. Only one that says Completed, and is not known to be damaged, is good. */
export const retained = ({ properties }: RecoveryPoint): RetainedPoint => {
  const isComplete = properties.recoveryPointState?.toLowerCase() === 'completed';
  return {
    created: new Date(properties.recoveryPointTime),
    expires: properties.expiryTime === null ? undefined : new Date(properties.expiryTime),
    isGood: isComplete && properties.proof?.state !== 'Damaged',
    isComplete,
  };
};
