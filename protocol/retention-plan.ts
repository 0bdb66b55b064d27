/**
 * What is kept of an instance's recovery points and what goes, with a reason for each (`portal-ux.md` E.1). Who carries
 * the plan out removes what goes in two steps, and may ask again at any time: a plan for what is left agrees with it.
 */
import type { ProtectionState, RecoveryPoint } from './data-protection.ts';

export interface RetainedPoint {
  created: Date;
  /** Undefined when no rule gave it an end. */
  expires: Date | undefined;
  /** Complete and verified: a person could restore from it. */
  isGood: boolean;
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
  const newest = newestGood(points);
  for (const point of points) {
    const reason = reasonToKeep(point, point === newest, now, situation);
    if (reason.kind === 'expired') plan.remove.push({ point, reason });
    else plan.keep.push({ point, reason });
  }
  return plan;
}

function reasonToKeep(
  { expires }: RetainedPoint,
  isNewestGood: boolean,
  now: Date,
  situation: RetentionSituation,
): KeepReason | RemoveReason {
  if (situation === 'retainForever' || situation === 'softDeleted') return { kind: situation };
  if (!expires) return { kind: 'noExpiry' };
  if (expires > now) return { kind: 'withinRetention', until: expires };
  if (!isNewestGood) return { kind: 'expired', at: expires };
  return { kind: situation === 'protected' ? 'newestGood' : 'last', expired: expires };
}

/** The good point that was made last; of several made at once, one. */
function newestGood<Point extends RetainedPoint>(points: readonly Point[]): Point | undefined {
  let newest: Point | undefined;
  for (const point of points) {
    if (point.isGood && (!newest || point.created > newest.created)) newest = point;
  }
  return newest;
}

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
export const retained = ({ properties }: RecoveryPoint): RetainedPoint => ({
  created: new Date(properties.recoveryPointTime),
  expires: properties.expiryTime === null ? undefined : new Date(properties.expiryTime),
  isGood: properties.recoveryPointState?.toLowerCase() === 'completed' && properties.proof?.state !== 'Damaged',
});
