/** The documents that the provider keeps: their shapes, the words they are found under and how lists of them are ordered. */
import { roleGuid, type ManagementLock, type RoleAssignment } from '#protocol/authorization.ts';
import { isRunning, type BackupInstance, type Job, type RecoveryPoint, type Vault } from '#protocol/data-protection.ts';
import type { ErrorBody, UserFacingError } from '#protocol/errors.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import type { ProofOperation } from '#protocol/proof.ts';
import type { PostgresServer } from '#protocol/postgres.ts';
import type { RestoreRequest } from '#protocol/restore.ts';
import { isCopied } from './domain/point-copies.ts';
import type { Restored } from './domain/restore-job.ts';
import type { CustomRole } from './domain/roles.ts';
import { groupScopeOf, idKey, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import type { ResourceGroup, Subscription } from '#protocol/resources.ts';
import type { DumpToImport, Kind } from './ports.ts';

const under = (what: 'subscription' | 'group' | 'vault' | 'instance' | 'policy' | 'server', id: string): string =>
  `${what}:${idKey(id)}`;

/** The words under which documents are found. */
export const word = {
  inSubscription: (subscriptionId: string) => under('subscription', subscriptionId),
  inGroup: (group: ResourceId) => under('group', group),
  inVault: (vault: ResourceId) => under('vault', vault),
  ofInstance: (instance: ResourceId) => under('instance', instance),
  byPolicy: (policy: ResourceId) => under('policy', policy),
  ofServer: (server: ResourceId) => under('server', server),
  /** Backups and restores. */
  runningOf: (instance: ResourceId) => `running:${idKey(instance)}`,
  /** A proof runs beside a backup, and has a word of its own (decision 12). */
  provingOf: (instance: ResourceId) => `proving:${idKey(instance)}`,
  atScope: (scope: ResourceId) => `scope:${idKey(scope)}`,
  ofRole: (roleDefinitionId: ResourceId) => `role:${roleGuid(roleDefinitionId)}`,
  ofPrincipal: (principalId: string) => `principal:${principalId.toLowerCase()}`,
  /** A recovery point of which a copy is missing. */
  uncopied: 'uncopied',
  grant: (principalId: string, roleDefinitionId: ResourceId, scope: ResourceId) =>
    `grant:${principalId.toLowerCase()}:${roleGuid(roleDefinitionId)}:${idKey(scope)}`,
};

const placed = (id: ResourceId): string[] => [
  word.inSubscription(parseResourceId(id)?.subscriptionId ?? ''),
  word.inGroup(groupScopeOf(id)),
];
const byName = ({ name }: { name: string }): string => name.toLowerCase();

export const subscriptions: Kind<Subscription> = {
  name: 'subscription',
  order: (subscription) => subscription.displayName.toLowerCase(),
};

export const resourceGroups: Kind<ResourceGroup> = {
  name: 'resourceGroup',
  words: (group) => [word.inSubscription(parseResourceId(group.id)?.subscriptionId ?? '')],
  order: byName,
};

export interface ServerRecord {
  resource: PostgresServer;
  /** What the engine needs to reach the server; only the engine can open it. */
  sealed: string;
  /** Sum of the databases' sizes when the server was last queried. */
  sizeInBytes: number;
}

export const servers: Kind<ServerRecord> = {
  name: 'server',
  words: ({ resource }) => placed(resource.id),
  order: ({ resource }) => byName(resource),
};

export const vaults: Kind<Vault> = { name: 'vault', words: (vault) => placed(vault.id), order: byName };

/** That a vault is to go, by its id. Another vault of that name, made once it was gone, has none of its own. */
export interface VaultDeletion {
  name: string;
}

export const vaultDeletions: Kind<VaultDeletion> = { name: 'vaultDeletion' };

/** The principal of a vault's managed identity. It is born and dies with the vault. */
export interface IdentityRecord {
  objectId: string;
  vaultId: ResourceId;
  displayName: string;
}

export const identities: Kind<IdentityRecord> = { name: 'identity' };

export interface PolicyRecord {
  vaultId: ResourceId;
  resource: BackupPolicy;
  /** Changes with each PUT; recovery points carry it. */
  version: string;
  /** Since when its schedule is as it is; absent when it never was another. */
  scheduleSince?: string;
}

export const policies: Kind<PolicyRecord> = {
  name: 'policy',
  words: ({ vaultId }) => [word.inVault(vaultId)],
  order: ({ resource }) => byName(resource),
};

export interface InstanceRecord {
  vaultId: ResourceId;
  resource: BackupInstance;
  /** Since when the policy's schedule holds: protection was configured or resumed, or the policy chosen. */
  scheduledSince?: string;
  /** The moment for which the newest scheduled run was begun, whatever became of it. */
  lastRun?: string;
  /** Those before it, the newest first: the truth when `lastRun` turns out to be of a clock that was wrong. */
  earlierRuns?: string[];
  /**
   * When the newest recovery point of the schedule was made. It counts as the first of its week, month and year also
   * after it has expired, so it cannot be read off the points that are left.
   */
  lastScheduledPoint?: string;
  /** Those before it, the newest first: a clock may have been wrong when the last one was made. */
  earlierScheduledPoints?: string[];
  /** Of when the newest good point is; null when there is none. Absent until an instance of an older release was looked at. */
  newestGood?: string | null;
  /** Its deletion removes recovery points, good or not: somebody is told when it is gone. */
  losesPoints?: true;
  /** When the newest proof of each kind was begun, whatever became of it. */
  lastProofs?: Partial<Record<ProofOperation, string>>;
}

export const instances: Kind<InstanceRecord> = {
  name: 'instance',
  words: ({ vaultId, resource }) => [
    word.inVault(vaultId),
    word.ofServer(resource.properties.dataSourceInfo.resourceID),
    word.byPolicy(resource.properties.policyInfo.policyId),
  ],
  order: ({ resource }) => byName(resource),
};

/**
 * When the schedule of a protected instance is looked at next: at its next run, at the next try of one that failed, or after a
 * day. Kept in the order of that moment, so that what is due is one range, whatever became of the wake-up in the queue; and what
 * is noted further ahead than a day was noted by a clock that was wrong.
 */
export interface ScheduleRecord {
  instanceId: ResourceId;
  wakeAt: string;
  /** The run or the try for which that is: later than the look when it is more than a day ahead. */
  runsAt?: string;
  /** The newest run failed for a reason that may pass. */
  retry?: {
    /** The moment for which it was scheduled. */
    scheduled: string;
    /** How often it has been tried. */
    tries: number;
    /** How many of the tries may have ended the portal; none when absent. */
    ends?: number;
    /** When it is tried again; absent while a try runs. */
    at?: string;
  };
}

export const schedules: Kind<ScheduleRecord> = { name: 'schedule', order: ({ wakeAt }) => wakeAt };

/**
 * An instance that was deleted while its vault keeps deleted data for some days (docs/reference/arm.md#94-soft-delete).
 */
export interface DeletedInstanceRecord extends InstanceRecord {
  deletedAt: string;
  purgeAt: string;
  activityId: string;
}

export const deletedInstances: Kind<DeletedInstanceRecord> = {
  name: 'deletedInstance',
  words: ({ vaultId, resource }) => [word.inVault(vaultId), word.byPolicy(resource.properties.policyInfo.policyId)],
  order: ({ resource }) => byName(resource),
};

export interface RecoveryPointRecord {
  vaultId: ResourceId;
  instanceId: ResourceId;
  resource: RecoveryPoint;
  /** Of its manifest, hex: no other counts. Absent for points from before manifests were signed. */
  manifestSha256?: string;
  /** How often somebody met damage in it; none when absent. A proof takes back only what was found before it began. */
  damageFindings?: number;
  /** How many tries to make the missing copy have failed. */
  copyTries?: number;
}

export const recoveryPoints: Kind<RecoveryPointRecord> = {
  name: 'recoveryPoint',
  words: ({ vaultId, instanceId, resource }) => [
    word.inVault(vaultId),
    word.ofInstance(instanceId),
    ...(isCopied(resource) ? [] : [word.uncopied]),
  ],
  order: ({ resource }) => resource.properties.recoveryPointTime,
};

/** That a recovery point is being copied, by its id: its bytes stay until that has ended. */
export interface CopyingRecord {
  instanceId: ResourceId;
  /** The work item that copies it, and its so-many-th attempt: one that was taken over changes nothing any more. */
  holder: string;
  attempt: number;
}

export const copying: Kind<CopyingRecord> = {
  name: 'copying',
  words: ({ instanceId }) => [word.ofInstance(instanceId)],
};

/** A recovery point that has expired: nobody is shown it any more, and its bytes are still to be removed. */
export interface ExpiredPointRecord {
  vaultId: ResourceId;
  instanceId: ResourceId;
  recoveryPointId: string;
  /** As `RecoveryPointRecord` has it: a restore that has begun still reads the point. */
  manifestSha256?: string;
}

export const expiredPoints: Kind<ExpiredPointRecord> = {
  name: 'expiredPoint',
  words: ({ vaultId, instanceId }) => [word.inVault(vaultId), word.ofInstance(instanceId)],
};

export interface JobRecord {
  vaultId: ResourceId;
  /** As GET shows it; `duration` is worked out when it is shown. */
  resource: Job;
  /** What a backup makes, or a restore reads. */
  recoveryPointId: string;
  /**
   * The policy's rule that keeps what comes of it; `default` for a backup on demand without a chosen rule. Absent for a
   * backup of the schedule: the rules choose when its point is made.
   */
  retentionTag?: string;
  /** The dump that a backup is made of, in place of its server; absent for other jobs. */
  dump?: DumpToImport;
  /** The request of a restore; absent for other jobs. */
  restore?: RestoreRequest;
  /** The results of a complete restore, recorded just before its databases get their names. */
  restored?: Restored;
  /** Which proof of its recovery point the job makes; absent for other jobs. */
  proof?: ProofOperation;
}

export const jobs: Kind<JobRecord> = {
  name: 'job',
  words: ({ vaultId, resource, proof }) => {
    const { backupInstanceId } = resource.properties;
    const runs = proof ? word.provingOf(backupInstanceId) : word.runningOf(backupInstanceId);
    return [word.inVault(vaultId), word.ofInstance(backupInstanceId), ...(isRunning(resource) ? [runs] : [])];
  },
  order: ({ resource }) => resource.properties.startTime,
};

/** The newest time that was noted (decision 19). There is one. */
export interface ClockMark {
  newest: string;
  /** Something waited because the clock was not believed. */
  isOwed: boolean;
}

export const clockMarks: Kind<ClockMark> = { name: 'clockMark' };

export interface OperationRecord {
  name: string;
  /** Where its status is read: under its vault, or under the resource group when the vault itself goes. */
  trackedUnder: 'vault' | 'resourceGroup';
  vaultId: ResourceId;
  /** The region of its vault: part of the path of `operationResults`. */
  location: string;
  status: 'Inprogress' | 'Succeeded' | 'Failed';
  startTime: string;
  endTime?: string;
  jobId?: ResourceId;
  error?: ErrorBody;
  /** What there is to say although it succeeded. */
  warnings?: UserFacingError[];
  /** The event of the request that began it: its end is an event, too. */
  eventDataId?: string;
}

export const operations: Kind<OperationRecord> = { name: 'operation', order: ({ startTime }) => startTime };

export const roleAssignments: Kind<RoleAssignment> = {
  name: 'roleAssignment',
  words: ({ properties: { principalId, roleDefinitionId, scope } }) => [
    word.ofPrincipal(principalId),
    word.atScope(scope),
    word.ofRole(roleDefinitionId),
    word.grant(principalId, roleDefinitionId, scope),
  ],
  // By scope, so that everything below a scope is one range.
  order: ({ properties }) => idKey(properties.scope),
};

export const locks: Kind<ManagementLock> = {
  name: 'lock',
  words: ({ id }) => [word.inSubscription(parseResourceId(id)?.subscriptionId ?? '')],
  order: ({ id }) => idKey(id),
};

/** By GUID. */
export const customRoles: Kind<CustomRole> = { name: 'customRole', order: ({ roleName }) => roleName.toLowerCase() };
