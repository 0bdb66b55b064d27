/**
 * Which of an instance's recovery points are kept and which are removed, with a reason for each
 * (docs/reference/arm.md#53-retention). The caller removes points in two steps and may plan again at any time: a plan
 * for what is left agrees with the first.
 */
import type { ProtectionState, RecoveryPoint } from './data-protection.ts';

export interface RetainedPoint {
  created: Date;
  /** Undefined when no rule set an end. */
  expires: Date | undefined;
  /** Complete and verified: a person could restore from it. */
  isGood: boolean;
  /** Everything that should be in it is, even if it was damaged later. Defaults to `isGood`. */
  isComplete?: boolean;
}

/** What the state of the instance means for its points. */
export type RetentionSituation =
  /** Backed up: the newest good point is kept until there is a newer one. */
  | 'protected'
  /** Stopped with retain as per policy: points expire, the last one is kept. */
  | 'retainAsPerPolicy'
  /** Stopped with retain forever: nothing expires. */
  | 'retainForever'
  /** Nothing is cleaned up while the instance can be undeleted. */
  | 'softDeleted';

export type KeepReason =
  | { kind: 'withinRetention'; until: Date }
  | { kind: 'noExpiry' }
  /** Its retention has ended, but a protected instance has nothing newer to restore from. */
  | { kind: 'newestGood'; expired: Date }
  /** Its retention has ended, but it is the last point of an instance that is no longer backed up. */
  | { kind: 'last'; expired: Date }
  /**
   * Its retention has ended and it is damaged or incomplete, but the instance has no good one: half a backup is more
   * than none.
   */
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

/**
 * Decides for every point, in the order given. A point is removed when its retention has ended and nothing else holds
 * it.
 */
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
 * What a person would restore from: the newest good point (one, when several are equally new). Without a good one, the
 * newest complete one, whose damage may be a temporary fault of the disk. Otherwise the newest of all.
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
