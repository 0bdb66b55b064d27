/** What is known of a recovery point, and how it changes with what is found; and what that makes of its instance. */
import type { DrillOutcome, InstanceProof, PointProof, RecoveryPoint } from '#protocol/data-protection.ts';

type Facts = Omit<PointProof, 'state'>;

const factsOf = ({ properties }: RecoveryPoint): Facts => properties.proof ?? {};

/** Of a damaged point nothing else counts. */
function proofFrom(facts: Facts): PointProof {
  if (facts.damage) return { ...facts, state: 'Damaged' };
  if (facts.drill?.isProven === true) return { ...facts, state: 'Proven' };
  return { ...facts, state: facts.verifiedTime === undefined ? 'NotVerified' : 'Verified' };
}

const withProof = (point: RecoveryPoint, facts: Facts): RecoveryPoint => ({
  ...point,
  properties: { ...point.properties, proof: proofFrom(facts) },
});

/** Bytes that read back right are right: what an earlier reader met was the disk's, or is mended. */
function withoutDamage(point: RecoveryPoint): Facts {
  const { damage: _, ...facts } = factsOf(point);
  return facts;
}

/** The point after every byte of it was read back, and what is in it compared. */
export const verifiedPoint = (
  point: RecoveryPoint,
  { verifiedTime, compared }: Required<Pick<PointProof, 'verifiedTime' | 'compared'>>,
): RecoveryPoint => withProof(point, { ...withoutDamage(point), verifiedTime, compared });

/** The point after a drill, which reads every byte too. */
export const drilledPoint = (point: RecoveryPoint, drill: DrillOutcome): RecoveryPoint =>
  withProof(point, { ...withoutDamage(point), verifiedTime: drill.time, drill });

/** The same where somebody met damage while the bytes were read back: what was read before it does not speak against it. */
export function stillDamaged(proven: RecoveryPoint, before: RecoveryPoint): RecoveryPoint {
  const { damage } = factsOf(before);
  return damage ? withProof(proven, { ...factsOf(proven), damage }) : proven;
}

/** The point after it was found to be damaged; since when stays with the first finding. */
export function damagedPoint(point: RecoveryPoint, time: string, message: string): RecoveryPoint {
  const foundTime = factsOf(point).damage?.foundTime ?? time;
  return withProof(point, { ...factsOf(point), damage: { foundTime, message } });
}

/** A point as it is shown: one that nobody has looked at says so. */
export const shownPoint = (point: RecoveryPoint): RecoveryPoint => withProof(point, factsOf(point));

/** What an instance shows of its points, which come newest first; undefined when there is nothing to show. */
export function instanceProof(points: readonly RecoveryPoint[], drillUnavailable?: string): InstanceProof | undefined {
  const proven = points.find(({ properties }) => properties.proof?.state === 'Proven');
  const verified = points.find(({ properties }) => ['Proven', 'Verified'].includes(properties.proof?.state ?? ''));
  const damaged = points.filter(({ properties }) => properties.proof?.state === 'Damaged');
  const latest = damaged.toSorted((one, other) => foundTimeOf(one).localeCompare(foundTimeOf(other))).at(-1);
  const proof: InstanceProof = {
    ...(proven?.properties.proof?.drill && {
      newestProvenTime: proven.properties.recoveryPointTime,
      timeToRestore: proven.properties.proof.drill.timeToRestore,
    }),
    ...(verified && { newestVerifiedTime: verified.properties.recoveryPointTime }),
    ...(latest?.properties.proof?.damage && {
      damaged: { count: damaged.length, recoveryPointId: latest.name, ...latest.properties.proof.damage },
    }),
    ...(drillUnavailable !== undefined && { drillUnavailable }),
  };
  return Object.keys(proof).length === 0 ? undefined : proof;
}

const foundTimeOf = ({ properties }: RecoveryPoint): string => properties.proof?.damage?.foundTime ?? '';
