/** Restore jobs from their start to their end (docs/reference/arm.md#11-jobs, docs/reference/screens.md#sub-tasks). */
import type { BackupInstance, Job, RecoveryPoint, Vault } from '#protocol/data-protection.ts';
import type { UserFacingError } from '#protocol/errors.ts';
import { FILE_PREFIX_DETAIL, TARGET_SERVER_DETAIL, type RestoreRequest } from '#protocol/restore.ts';
import { endedJob, newBackupJob, tasksToDo, warningDetails, withInfo, withStatus } from './job-states.ts';

const TASKS: Readonly<Record<RestoreRequest['restoreTargetInfo']['objectType'], readonly string[]>> = {
  RestoreFilesTargetInfo: ['Validate target storage account', 'Read recovery point', 'Copy files to container'],
  PostgreSqlServerRestoreTargetInfo: ['Validate target server', 'Read recovery point', 'Restore databases'],
};

export interface NewRestoreJob {
  jobId: string;
  activityId: string;
  vault: Vault;
  instance: BackupInstance;
  policyName: string;
  point: RecoveryPoint;
  request: RestoreRequest;
  now: Date;
}

/** A restore before anything was done. */
export function newRestoreJob({ point, request, ...facts }: NewRestoreJob): Job {
  const job = newBackupJob({ ...facts, cause: { retentionTag: '' } });
  const target = request.restoreTargetInfo;
  const isFiles = target.objectType === 'RestoreFilesTargetInfo';
  return {
    ...job,
    properties: {
      ...job.properties,
      sourceDataStoreType: 'VaultStore',
      operationCategory: 'Restore',
      operation: 'Restore',
      extendedInfo: job.properties.extendedInfo && {
        ...job.properties.extendedInfo,
        sourceRecoverPoint: {
          recoveryPointID: point.name,
          recoveryPointTime: point.properties.recoveryPointTime,
        },
        recoveryDestination: isFiles ? target.targetDetails.url : target.targetServerId,
        subTasks: tasksToDo(TASKS[target.objectType]),
        additionalDetails: isFiles
          ? { [FILE_PREFIX_DETAIL]: target.targetDetails.filePrefix }
          : { [TARGET_SERVER_DETAIL]: target.targetServerId },
      },
    },
  };
}

/** The progress of a running restore: its first, second or third task. */
export interface RestoreStage {
  task: 0 | 1 | 2;
  /** Of the plain dumps, so far and in all; known in the third task. */
  bytes?: number;
  totalBytes?: number;
}

/** The job with its sub tasks and bytes at that stage. */
export function atRestoreStage(job: Job, { task: running, bytes, totalBytes = 0 }: RestoreStage, now: Date): Job {
  return withInfo(job, now, (info) => ({
    ...info,
    subTasks: info.subTasks.map((task, at) => {
      if (at < running) return withStatus(task, 'Completed');
      if (at > running) return task;
      const percent =
        bytes === undefined || totalBytes === 0 ? null : Math.min(99, Math.floor((100 * bytes) / totalBytes));
      return {
        ...task,
        taskStatus: 'InProgress',
        taskProgress: percent === null ? null : String(percent),
        additionalDetails: bytes === undefined ? task.additionalDetails : transferred(job, bytes),
      };
    }),
  }));
}

/** What came of a restore. */
export interface Restored {
  /** Bytes of the plain dumps that were restored. */
  bytes: number;
  /** What else the last sub task shows (`RESTORE_DETAIL`). */
  details: Record<string, string>;
  warnings: UserFacingError[];
}

/** The job after everything was restored. */
export function restoredJob(job: Job, { bytes, details, warnings }: Restored, now: Date): Job {
  const ended = endedJob(job, warnings.length > 0 ? 'CompletedWithWarnings' : 'Completed', now);
  return withInfo(ended, now, (info) => ({
    ...info,
    subTasks: info.subTasks.map((task, at) => ({
      ...withStatus(task, 'Completed'),
      ...(at === info.subTasks.length - 1 && { additionalDetails: { ...transferred(job, bytes), ...details } }),
    })),
    warningDetails: warningDetails(job, warnings),
  }));
}

const transferred = ({ properties }: Job, bytes: number): Record<string, string> => ({
  DataTransferredInBytes: String(bytes),
  TaskId: properties.activityID,
  DatasourceType: properties.dataSourceType,
});
