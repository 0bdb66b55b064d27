/**
 * Recovery points: how one is made from a finished backup, and how they are filtered
 * (docs/reference/arm.md#101-points).
 */
import { RECOVERY_POINT_TYPE, type PointOrigin, type RecoveryPoint } from '#protocol/data-protection.ts';
import type { BackupPolicyProperties } from '#protocol/policy.ts';
import { expiryByRule } from '#protocol/retention.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { ArmFault } from '../fault.ts';
import { ticks } from './time.ts';

export interface NewPoint {
  recoveryPointId: string;
  instanceId: ResourceId;
  policy: { name: string; version: string; properties: BackupPolicyProperties };
  retentionTag: string;
  dataStoreId: string;
  created: Date;
  /** Whether everything that was to be in it is. Default true. */
  isComplete?: boolean;
}

/** The point, with the time at which it goes: the calendar of the policy's time zone decides. */
export function newRecoveryPoint(point: NewPoint): RecoveryPoint {
  const { recoveryPointId, policy, retentionTag, created } = point;
  const expires = expiryByRule(policy.properties, retentionTag, created);
  const expiryTime = expires ? ticks(expires) : null;
  return {
    properties: {
      objectType: 'AzureBackupDiscreteRecoveryPoint',
      recoveryPointId,
      recoveryPointTime: ticks(created),
      recoveryPointType: 'Full',
      friendlyName: recoveryPointId,
      recoveryPointDataStoresDetails: [
        {
          id: point.dataStoreId,
          type: 'VaultStore',
          creationTime: ticks(created),
          expiryTime,
          metaData: null,
          visible: true,
          state: 'COMMITTED',
          rehydrationExpiryTime: null,
          rehydrationStatus: null,
        },
      ],
      retentionTagName: retentionTag,
      retentionTagVersion: policy.version,
      policyName: policy.name,
      policyVersion: null,
      expiryTime,
      recoveryPointState: (point.isComplete ?? true) ? 'Completed' : 'Partial',
    },
    id: `${point.instanceId}/recoveryPoints/${recoveryPointId}`,
    name: recoveryPointId,
    type: RECOVERY_POINT_TYPE,
  };
}

/**
 * The point of a dump that was imported. It does not count as a backup: it is one database, of whatever time, and no full backup
 * goes because of it.
 */
export const importedPoint = (
  { properties, ...point }: RecoveryPoint,
  imported: PointOrigin,
  expiryTime: string | null,
): RecoveryPoint => ({
  ...point,
  properties: {
    ...withExpiry(properties, expiryTime),
    ...{ recoveryPointType: 'Imported', recoveryPointState: 'Partial', imported },
  },
});

/** With another end than the policy of now says. */
export const withExpiry = (
  properties: RecoveryPoint['properties'],
  expiryTime: string | null,
): RecoveryPoint['properties'] => ({
  ...properties,
  expiryTime,
  recoveryPointDataStoresDetails: properties.recoveryPointDataStoresDetails.map((store) => ({ ...store, expiryTime })),
});

/** The range of `$filter`: from `startDate` up to and with `endDate`. Throws a 400 for anything else. */
export function parsePointFilter(text: string | null): { from?: string; to?: string } {
  const range: { from?: string; to?: string } = {};
  const parts = (text ?? '').trim() === '' ? [] : (text ?? '').split(/\sand\s/i);
  for (const part of parts) {
    const [, name, value = ''] = /^(startDate|endDate)\s+eq\s+'([^']*)'$/i.exec(part.trim()) ?? [];
    const moment = new Date(value);
    const isDate = /^\d{4}-\d{2}-\d{2}/.test(value) && !Number.isNaN(moment.getTime());
    if (name === undefined || !isDate) {
      throw new ArmFault(
        400,
        'InvalidFilter',
        "The filter is not valid. Use startDate eq '<date-time>', endDate eq '<date-time>', or both joined by and.",
        { target: '$filter' },
      );
    }
    if (name.toLowerCase() === 'startdate') range.from = ticks(moment);
    else range.to = ticks(new Date(moment.getTime() + 1));
  }
  return range;
}
