/** A recovery point in words. Pure. */
import type { RecoveryPoint } from '#protocol/data-protection.ts';
import { DAY_MS } from '#protocol/time-units.ts';

/** The service writes `default` in lower case where the policy says `Default` (docs/reference/arm.md#quirk-9). */
export const retentionRuleText = (tagName: string): string => tagName.charAt(0).toUpperCase() + tagName.slice(1);

/** What kind of backup it is, or the dump that it was imported from. */
export const typeOf = ({ properties: { imported, recoveryPointType } }: RecoveryPoint): string =>
  imported === undefined ? recoveryPointType : `Imported from ${imported.file}`;

export const ruleOf = ({ properties }: RecoveryPoint): string => retentionRuleText(properties.retentionTagName);

/**
 * When it expires, from the point or its data store; null right after an on-demand backup
 * (docs/reference/arm.md#101-points).
 */
export const expiryOf = ({ properties }: RecoveryPoint): string | null =>
  properties.expiryTime ?? properties.recoveryPointDataStoresDetails[0]?.expiryTime ?? null;

export function dataStoreOf({ properties }: RecoveryPoint): string {
  const type = properties.recoveryPointDataStoresDetails[0]?.type ?? '';
  return type.toLowerCase() === 'vaultstore' ? 'Backup data store' : type;
}

const timeOf = ({ properties }: RecoveryPoint): number => Date.parse(properties.recoveryPointTime);

/** The newest first. */
export const newestFirst = (points: readonly RecoveryPoint[]): RecoveryPoint[] =>
  points.toSorted((one, other) => timeOf(other) - timeOf(one));

/** Whether the point was made in so many days before `now`. */
export const takenWithin = (point: RecoveryPoint, days: number, now: number): boolean =>
  timeOf(point) >= now - days * DAY_MS;
