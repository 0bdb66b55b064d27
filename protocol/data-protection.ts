/**
 * Microsoft.DataProtection: vaults, backup instances, recovery points, jobs and operations as they go over the wire
 * (docs/reference/arm.md#4-vaults, #6-instances, #9-protection, #10-restore-points, #11-jobs). Policies have a file of
 * their own. Enums that the service may extend are open here too.
 */
import type { ErrorBody, UserFacingError } from './errors.ts';
import type { ResourceId } from './resource-id.ts';

export const VAULT_TYPE = 'Microsoft.DataProtection/backupVaults';
export const POLICY_TYPE = `${VAULT_TYPE}/backupPolicies`;
export const INSTANCE_TYPE = `${VAULT_TYPE}/backupInstances`;
export const RECOVERY_POINT_TYPE = `${INSTANCE_TYPE}/recoveryPoints`;
export const JOB_TYPE = `${VAULT_TYPE}/backupJobs`;

/** A name that we know, or one that the service added later. */
export type OpenEnum<T extends string> = T | (string & Record<never, never>);

/** What every resource has. Times are ISO 8601 strings in UTC. */
export interface Resource<Properties> {
  id: ResourceId;
  name: string;
  type: string;
  properties: Properties;
}

export interface TrackedResource<Properties> extends Resource<Properties> {
  location: string;
  tags?: Record<string, string>;
}

/** A page of a list; `nextLink` absent or null at the end. */
export interface Page<T> {
  value: T[];
  nextLink?: string | null;
}

export const REDUNDANCIES = ['GeoRedundant', 'LocallyRedundant', 'ZoneRedundant'] as const;
export type Redundancy = OpenEnum<(typeof REDUNDANCIES)[number]>;

export type ProvisioningState = OpenEnum<'Provisioning' | 'Updating' | 'Succeeded' | 'Failed' | 'Unknown'>;

export interface ManagedIdentity {
  type: OpenEnum<'SystemAssigned' | 'UserAssigned' | 'SystemAssigned,UserAssigned' | 'None'>;
  /** The object id to which roles are granted. Written by the service. */
  principalId?: string;
  tenantId?: string;
}

/** A place for recovery points that the operator has set up, by the name that they gave it. */
export interface VaultStorageFacts {
  name: string;
  type: OpenEnum<'LocalFolder' | 'S3' | 'AzureBlob'>;
}

/** The server's own folder, which is always there. */
export const LOCAL_STORAGE: VaultStorageFacts = { name: 'local', type: 'LocalFolder' };

export interface VaultProperties {
  provisioningState: ProvisioningState;
  storageSettings: { datastoreType: string; type: Redundancy }[];
  isVaultProtectedByResourceGuard: boolean;
  monitoringSettings: { azureMonitorAlertSettings: { alertsForAllJobFailures: OpenEnum<'Enabled' | 'Disabled'> } };
  securitySettings: {
    softDeleteSettings: { state: OpenEnum<'Off' | 'On' | 'AlwaysOn'>; retentionDurationInDays: number };
    immutabilitySettings: { state: OpenEnum<'Disabled' | 'Unlocked' | 'Locked'> };
  };
  featureSettings: {
    crossSubscriptionRestoreSettings?: { state: OpenEnum<'Enabled' | 'Disabled' | 'PermanentlyDisabled'> };
    crossRegionRestoreSettings?: { state: OpenEnum<'Enabled' | 'Disabled'> };
  };
  /** Absent where the back end cannot prove recovery points. */
  proofSettings?: ProofSettings;
  /** Where the recovery points lie; absent for the server's own folder. Our extension (decision 40). */
  vaultStorage?: VaultStorageFacts;
  /**
   * The second storage, into which every recovery point is copied; absent where there is one storage. It is added once and stays. Our
   * extension (decision 44).
   */
  copyStorage?: VaultStorageFacts;
  /** Nothing is deleted, because the clock of the back end is not believed. Our extension (decision 19). */
  clockNotice?: {
    /** The newest time that is trusted. ISO 8601. */
    since: string;
    message: string;
  };
  /** Of how many expired recovery points the files are still to be removed; absent for none. Our extension. */
  removingPoints?: number;
  secureScore: string;
  bcdrSecurityLevel: string;
  replicatedRegions: string[];
}

export interface Vault extends TrackedResource<VaultProperties> {
  identity?: ManagedIdentity;
}

/** What PUT of a vault takes. */
export interface VaultInput {
  location: string;
  tags?: Record<string, string>;
  identity?: { type: ManagedIdentity['type'] };
  properties: {
    storageSettings: { datastoreType: string; type: Redundancy }[];
    securitySettings?: Partial<VaultProperties['securitySettings']>;
    featureSettings?: VaultProperties['featureSettings'];
    monitoringSettings?: VaultProperties['monitoringSettings'];
    proofSettings?: ProofSettings;
    /** One that the resource provider tells of; chosen once. */
    vaultStorage?: { name: string };
    /** Another one than `vaultStorage`; the vault is then `GeoRedundant`. Can be added later, and not taken away. */
    copyStorage?: { name: string };
  };
}

/** What PATCH of a vault takes; a field that is absent does not change. Tags are replaced as a whole. */
export type VaultPatch = Partial<Pick<VaultInput, 'tags' | 'identity'>> & {
  properties?: Partial<Omit<VaultInput['properties'], 'storageSettings'>>;
};

export interface NameAvailability {
  nameAvailable: boolean;
  reason?: string;
  message?: string;
}

export interface Datasource {
  objectType?: string;
  datasourceType?: string;
  resourceType?: string;
  resourceID: ResourceId;
  resourceName?: string;
  resourceLocation?: string;
  resourceUri?: string;
}

export type ProtectionState = OpenEnum<
  | 'NotProtected'
  | 'ConfiguringProtection'
  | 'ProtectionConfigured'
  | 'BackupsSuspended'
  | 'BackupSchedulesSuspended'
  | 'RetentionSchedulesSuspended'
  | 'ProtectionStopped'
  | 'ProtectionError'
  | 'ConfiguringProtectionFailed'
  | 'UpdatingProtection'
  | 'SoftDeleting'
  | 'SoftDeleted'
>;

export interface BackupInstanceProperties {
  friendlyName: string;
  dataSourceInfo: Datasource;
  dataSourceSetInfo?: Datasource;
  policyInfo: { policyId: ResourceId; policyVersion?: string };
  protectionStatus: { status: ProtectionState; errorDetails?: UserFacingError };
  currentProtectionState: ProtectionState;
  protectionErrorDetails?: UserFacingError;
  provisioningState: ProvisioningState;
  objectType: 'BackupInstance';
  /** Absent where the back end cannot prove recovery points, and before the first proof. Our extension. */
  proof?: InstanceProof;
}

/** The verified state of an instance's recovery points. Times are ISO 8601. */
export interface InstanceProof {
  /** Time of the newest point that a drill has proven; absent when there is none. */
  newestProvenTime?: string;
  /** ISO 8601 duration: how long the drill of that point took to restore it. */
  timeToRestore?: string;
  /** Time of the newest point whose every byte was read back. */
  newestVerifiedTime?: string;
  /** Points known to be damaged, and the latest finding. */
  damaged?: { count: number; recoveryPointId: string; foundTime: string; message: string };
  /** Why no drill is possible, in a sentence; absent when one is possible or none was tried. */
  drillUnavailable?: string;
}

export type BackupInstance = Resource<BackupInstanceProperties> & {
  /** ARM's own record of the resource; not every response has it. */
  systemData?: { createdAt?: string };
};

/**
 * What a vault keeps of a deleted instance until its soft-delete period ends (docs/reference/arm.md#94-soft-delete).
 */
export type DeletedBackupInstance = Resource<
  Omit<BackupInstanceProperties, 'objectType'> & {
    objectType: 'DeletedBackupInstance';
    deletionInfo: {
      deletionTime: string;
      billingEndDate: string;
      /** When its recovery points are deleted for good. */
      scheduledPurgeTime: string;
      deleteActivityID: string;
    };
  }
>;

/** The backup instance that validateForBackup and PUT take. */
export interface BackupInstanceInput {
  objectType: 'BackupInstance';
  friendlyName: string;
  dataSourceInfo: Datasource;
  dataSourceSetInfo?: Datasource | null;
  policyInfo: { policyId: ResourceId; policyParameters?: unknown };
}

/**
 * The body of `backup`: which rule runs it, and which retention rule keeps the recovery point
 * (docs/reference/arm.md#91-backup-now).
 */
export interface BackupTrigger {
  backupRuleOptions: { ruleName: string; triggerOption: { retentionTagOverride?: string } };
}

export interface RecoveryPointProperties {
  objectType: 'AzureBackupDiscreteRecoveryPoint';
  /** 32 hex digits. */
  recoveryPointId: string;
  recoveryPointTime: string;
  recoveryPointType: string;
  friendlyName: string;
  recoveryPointDataStoresDetails: {
    id: string;
    type: string;
    creationTime: string;
    expiryTime: string | null;
    metaData: string | null;
    visible: boolean;
    state: string;
    rehydrationExpiryTime: string | null;
    rehydrationStatus: string | null;
  }[];
  /** Lower-case `default` on on-demand points without a chosen rule (docs/reference/arm.md#quirk-9). */
  retentionTagName: string;
  retentionTagVersion: string;
  policyName: string;
  policyVersion: string | null;
  expiryTime: string | null;
  /**
   * `Partial` is a point that lacks a database whose backup failed: it can be restored, and does not count as a backup.
   */
  recoveryPointState: OpenEnum<'Completed' | 'Partial'> | null;
  /** Of a point that was imported: our extension (decision 45). `recoveryPointType` is `Imported` then. */
  imported?: PointOrigin;
  /** What is known about its bytes beyond that they were written. Our extension (decision 12): Azure has none. */
  proof?: PointProof;
  /** The copies of a point whose vault has a second storage, the one of the vault's own storage first. Our extension (decision 44). */
  copies?: PointCopy[];
}

/** One of the copies of a recovery point. Times are ISO 8601. */
export interface PointCopy {
  /** The name of the storage that it is in, or is to be in. */
  storage: string;
  /** `Failed`: it could not be made yet, and is tried again. `Damaged`: it is not what was written, and is made anew. */
  state: OpenEnum<'Stored' | 'Waiting' | 'Failed' | 'Damaged'>;
  /** Since when it is to be there. */
  since: string;
  /** When it was last made and read back; absent before the first time, and for the first copy, which the backup made. */
  copiedTime?: string;
  /** Why it is not there, or not good. */
  error?: { code: string; message: string; recommendedAction: string[] };
  /** When it is tried again. */
  nextTry?: string;
}

/** The formats of pg_dump that can be imported. */
export type DumpFormat = 'custom' | 'directory' | 'tar' | 'sql' | 'sql.gz';

/** The dump that a recovery point was imported from, and what was compared. */
export interface PointOrigin {
  /** The name of the file or folder. */
  file: string;
  format: DumpFormat;
  database: string;
  /** ISO 8601: as the dump says, or its file. */
  madeAt: string;
  /** Of the server that was dumped, such as `16.4`; absent when the dump does not say it. */
  serverVersion?: string;
  /** Tables whose rows were counted in the dump and are as many in the point, and how many of them are equal to the byte. */
  tables: number;
  rows: number;
  equalTables: number;
}

/** The verified state of a recovery point. Times are ISO 8601. */
export interface PointProof {
  /** `Verified`: every byte was read back. `Proven`: a drill restored it and every table was equal. */
  state: OpenEnum<'NotVerified' | 'Verified' | 'Proven' | 'Damaged'>;
  verifiedTime?: string;
  /** What the newest verification read from the dumps and compared with the manifest. */
  compared?: { databases: number; tables: number; rows: number };
  drill?: DrillOutcome;
  /** Since when it is known to be damaged, and why. */
  damage?: { foundTime: string; message: string };
}

/** What the newest drill of a recovery point found. */
export interface DrillOutcome {
  time: string;
  /** Everything was restored, and every table and large object was equal. */
  isProven: boolean;
  /** ISO 8601 duration: how long a restore of the whole point took. */
  timeToRestore: string;
  databases: number;
  tables: number;
  rows: number;
  /** Version of the PostgreSQL server that it was restored into. */
  serverVersion: string;
  /** What differed or could not be restored, in words; at most 20. */
  findings: string[];
}

/** How often a vault proves its recovery points by itself. Our extension (decision 12). */
export const PROOF_INTERVALS = ['Off', 'Daily', 'Weekly', 'Monthly'] as const;

export interface ProofSettings {
  /** Reads back the newest point of each instance. Monthly by default. */
  verify: OpenEnum<(typeof PROOF_INTERVALS)[number]>;
  /** Restores the newest point of each instance into a scratch server. Weekly by default. */
  drill: OpenEnum<(typeof PROOF_INTERVALS)[number]>;
  /** A connected server that drills restore into where the machine has no server of its own. */
  drillServerId?: ResourceId;
}

export type RecoveryPoint = Resource<RecoveryPointProperties>;

export type JobStatus = OpenEnum<
  'InProgress' | 'Completed' | 'CompletedWithWarnings' | 'Failed' | 'Cancelled' | 'Cancelling' | 'Paused'
>;

export interface JobSubTask {
  taskId: number;
  taskName: string;
  taskStatus: string;
  /** Percent, as text; null when it is unknown. */
  taskProgress: string | null;
  additionalDetails: Record<string, string> | null;
}

export interface JobExtendedInfo {
  backupInstanceState: string | null;
  /** Bytes; a fraction of `.0` on the wire (docs/reference/arm.md#quirk-8). */
  dataTransferredInBytes: number | null;
  targetRecoverPoint: { recoveryPointID: string; recoveryPointTime: string } | null;
  sourceRecoverPoint: { recoveryPointID: string; recoveryPointTime: string } | null;
  recoveryDestination: string | null;
  subTasks: JobSubTask[];
  additionalDetails: Record<string, string> | null;
  warningDetails: { resourceName?: string; warning: UserFacingError }[] | null;
}

export interface JobProperties {
  activityID: string;
  subscriptionId: string;
  backupInstanceId: ResourceId;
  policyId: ResourceId | null;
  dataSourceId: ResourceId;
  vaultName: string;
  backupInstanceFriendlyName: string;
  policyName: string | null;
  sourceResourceGroup: string;
  dataSourceSetName: string | null;
  dataSourceName: string;
  sourceDataStoreName: string | null;
  sourceDataStoreType: string | null;
  destinationDataStoreName: string | null;
  progressEnabled: boolean;
  etag: string;
  sourceSubscriptionID: string;
  dataSourceLocation: string;
  startTime: string;
  endTime: string | null;
  dataSourceType: string;
  operationCategory: OpenEnum<'Backup' | 'Restore' | 'Tiering' | 'Management'>;
  operation: string;
  status: JobStatus;
  restoreType: string | null;
  isUserTriggered: boolean;
  rehydrationPriority: string | null;
  supportedActions: string[];
  /** ISO 8601 from GET, a .NET time span from a list (docs/reference/arm.md#11-jobs). Read it with `durationMs`. */
  duration: string;
  progressUrl: string | null;
  isCrossRegionRestore: boolean | null;
  errorDetails: UserFacingError[] | null;
  /** Null in lists. */
  extendedInfo: JobExtendedInfo | null;
}

export type Job = Resource<JobProperties>;

/** Whether the job may still change. An unknown status counts as ended, so that polling ends. */
export const isRunning = (job: Job): boolean =>
  ['inprogress', 'cancelling'].includes(job.properties.status.toLowerCase());

/** The value of `supportedActions` while a job can be cancelled. Our extension: Azure's jobs say `''`. */
export const CANCEL_ACTION = 'Cancel';

/** Whether the service offers to cancel the job now. */
export const canCancel = ({ properties }: Job): boolean =>
  properties.supportedActions.some((action) => action.toLowerCase() === CANCEL_ACTION.toLowerCase());

/**
 * What `operationStatus` returns. `endTime` is .NET's minimum date while it runs (docs/reference/arm.md#22-polling).
 */
export interface OperationStatus {
  id: ResourceId;
  name: string;
  status: OpenEnum<'Inprogress' | 'Succeeded' | 'Failed' | 'Canceled'>;
  startTime: string;
  endTime: string;
  properties?: { jobId: ResourceId; objectType: 'OperationJobExtendedInfo' };
  error?: ErrorBody;
}

/** What `operationResults` returns once the operation succeeded. */
export interface OperationResult {
  objectType: 'OperationJobExtendedInfo';
  jobId?: ResourceId;
  /** Warnings of a check that succeeded. Our extension (decision 25): Azure's checks have no warnings. */
  warningDetails?: { warning: UserFacingError }[];
}

/** .NET's smallest date, which the service writes where there is no time yet. */
export const NO_TIME = '0001-01-01T00:00:00Z';
