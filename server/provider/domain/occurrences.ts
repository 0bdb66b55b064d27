/** What happened that somebody may want to count or be told of, read off what was there and what is written instead. Pure. */
import { isRunning, type BackupInstance, type Job, type RecoveryPoint } from '#protocol/data-protection.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import type { DeletedInstanceRecord, InstanceRecord, JobRecord, RecoveryPointRecord } from '../records.ts';

interface InVault {
  vaultId: ResourceId;
}

export type Occurrence =
  | (InVault & { kind: 'jobEnded'; job: Job })
  | (InVault & { kind: 'pointDamaged'; instanceId: ResourceId; point: RecoveryPoint; message: string })
  | (InVault & { kind: 'dataDeleted'; instance: BackupInstance; purgeAt?: string })
  | (InVault & { kind: 'protectionFailed'; instance: BackupInstance });

/** Whether a job ended by what is written. */
export const jobEnded = ({ vaultId, resource }: JobRecord, before: JobRecord | undefined): Occurrence | undefined =>
  isRunning(resource) || (before && !isRunning(before.resource))
    ? undefined
    : { kind: 'jobEnded', vaultId, job: resource };

/** Whether a point was found to be damaged. */
export function pointDamaged(
  { vaultId, instanceId, resource }: RecoveryPointRecord,
  before: RecoveryPointRecord | undefined,
): Occurrence | undefined {
  const message = resource.properties.proof?.damage?.message;
  if (message === undefined || message === before?.resource.properties.proof?.damage?.message) return undefined;
  return { kind: 'pointDamaged', vaultId, instanceId, point: resource, message };
}

/** Whether an instance was deleted and its vault keeps what it has for some days. */
export const dataDeleted = (
  { vaultId, resource, purgeAt }: DeletedInstanceRecord,
  before: DeletedInstanceRecord | undefined,
): Occurrence | undefined => (before ? undefined : { kind: 'dataDeleted', vaultId, instance: resource, purgeAt });

/** Whether recovery points went with an instance. */
export const dataGone = ({ vaultId, resource, newestGood, losesPoints }: InstanceRecord): Occurrence | undefined =>
  typeof newestGood === 'string' || losesPoints ? { kind: 'dataDeleted', vaultId, instance: resource } : undefined;

/** States in which an instance is not backed up although somebody wants it to be. */
const FAILED: ReadonlySet<string> = new Set(['protectionerror', 'configuringprotectionfailed']);

export const hasFailed = ({ resource }: InstanceRecord): boolean =>
  FAILED.has(resource.properties.currentProtectionState.toLowerCase());

/** Whether the protection of an instance failed. */
export const protectionFailed = (record: InstanceRecord, before: InstanceRecord | undefined): Occurrence | undefined =>
  !hasFailed(record) || (before && hasFailed(before))
    ? undefined
    : { kind: 'protectionFailed', vaultId: record.vaultId, instance: record.resource };
