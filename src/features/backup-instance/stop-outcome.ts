/** What stopping backups means for the existing recovery points, in numbers. */
import type { RecoveryPoint } from '#protocol/data-protection.ts';
import type { StopRetention } from '#resources/protection-changes.ts';

export interface StopOutcome {
  /** How many recovery points there are. */
  total: number;
  /** How many are kept until a person deletes them. */
  kept: number;
  /** ISO 8601. When the last of the others expires; undefined when none does. */
  lastExpiry: string | undefined;
}

/** Retain as per policy lets every point expire at its time, except the latest (docs/reference/arm.md#53-retention). */
export function stopOutcome(points: readonly RecoveryPoint[], retention: StopRetention): StopOutcome {
  const total = points.length;
  if (retention === 'forever' || total === 0) return { total, kept: total, lastExpiry: undefined };
  const [, ...others] = points.toSorted((one, other) => timeOf(other) - timeOf(one));
  const expiries = others.flatMap(({ properties }) => properties.expiryTime ?? []).toSorted();
  return { total, kept: total - expiries.length, lastExpiry: expiries.at(-1) };
}

const timeOf = ({ properties }: RecoveryPoint): number => Date.parse(properties.recoveryPointTime);
