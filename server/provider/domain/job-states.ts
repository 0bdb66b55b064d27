/**
 * Backup jobs from their start to their end, and how they are shown (docs/reference/arm.md#11-jobs,
 * docs/reference/screens.md#sub-tasks).
 */
import {
  JOB_TYPE,
  type BackupInstance,
  type Job,
  type JobExtendedInfo,
  type JobStatus,
  type JobSubTask,
  type Vault,
} from '#protocol/data-protection.ts';
import type { UserFacingError } from '#protocol/errors.ts';
import { NO_TIME } from '#protocol/data-protection.ts';
import { parseResourceId } from '#protocol/resource-id.ts';
import type { DueRun } from '#protocol/schedule.ts';
import { isoDuration, ticks, timeSpan } from './time.ts';

const BACKUP_TASKS = [
  'Validate vault permissions',
  'Check server readiness',
  'Take full backup',
  'Transfer data to the vault',
  'Create recovery point',
] as const;
const DUMPING: BackupTask = 'Take full backup';
type BackupTask = (typeof BACKUP_TASKS)[number];

export interface NewJob {
  jobId: string;
  activityId: string;
  vault: Vault;
  instance: BackupInstance;
  policyName: string;
  now: Date;
  /** The trigger: a person, with the rule that keeps the recovery point, or the schedule. */
  cause: { retentionTag: string } | ScheduledRun;
  /** The name of the dump that it imports in place of the server. */
  imports?: string;
}

/** A run of the schedule, and which try of it this is; 1 for the first. */
export interface ScheduledRun extends DueRun {
  tries: number;
}

/** A backup before anything was done. */
export function newBackupJob({ jobId, activityId, vault, instance, policyName, now, cause, imports }: NewJob): Job {
  const { dataSourceInfo, policyInfo, friendlyName } = instance.properties;
  const server = parseResourceId(dataSourceInfo.resourceID);
  return {
    properties: {
      activityID: activityId,
      subscriptionId: parseResourceId(vault.id)?.subscriptionId ?? '',
      backupInstanceId: instance.id,
      policyId: policyInfo.policyId,
      dataSourceId: dataSourceInfo.resourceID,
      vaultName: vault.name,
      backupInstanceFriendlyName: friendlyName,
      policyName,
      sourceResourceGroup: server?.resourceGroup ?? '',
      dataSourceSetName: null,
      dataSourceName: dataSourceInfo.resourceName ?? server?.name ?? '',
      sourceDataStoreName: null,
      sourceDataStoreType: null,
      destinationDataStoreName: null,
      progressEnabled: true,
      etag: etagOf(now),
      sourceSubscriptionID: server?.subscriptionId ?? '',
      dataSourceLocation: dataSourceInfo.resourceLocation ?? vault.location,
      startTime: ticks(now),
      endTime: null,
      dataSourceType: dataSourceInfo.datasourceType ?? '',
      operationCategory: 'Backup',
      operation: imports === undefined ? 'Backup' : 'Import',
      status: 'InProgress',
      restoreType: null,
      isUserTriggered: 'retentionTag' in cause,
      rehydrationPriority: null,
      supportedActions: [''],
      duration: 'PT0S',
      progressUrl: null,
      isCrossRegionRestore: null,
      errorDetails: null,
      extendedInfo: {
        backupInstanceState: null,
        dataTransferredInBytes: null,
        targetRecoverPoint: null,
        sourceRecoverPoint: null,
        recoveryDestination: null,
        subTasks: tasksToDo(BACKUP_TASKS),
        additionalDetails: {
          ...('retentionTag' in cause ? { RetentionTag: cause.retentionTag } : runDetails(cause)),
          ...(imports !== undefined && { ImportedFrom: imports }),
        },
        warningDetails: null,
      },
    },
    id: `${vault.id}/backupJobs/${jobId}`,
    name: jobId,
    type: JOB_TYPE,
  };
}

/** Sub tasks of which none has begun. */
export const tasksToDo = (names: readonly string[]): JobSubTask[] =>
  names.map((taskName, at) => ({
    taskId: at + 1,
    taskName,
    taskStatus: 'NotStarted',
    taskProgress: null,
    additionalDetails: null,
  }));

/** Warnings as an ended job shows them. */
export const warningDetails = (job: Job, warnings: readonly UserFacingError[]): JobExtendedInfo['warningDetails'] =>
  warnings.length > 0 ? warnings.map((warning) => ({ resourceName: job.properties.dataSourceName, warning })) : null;

/** What the job of a scheduled run says of it; one that is made up says so, and which others are not. */
const runDetails = ({ scheduled, isMadeUp, skipped, tries }: ScheduledRun): Record<string, string> => ({
  ScheduledTime: ticks(scheduled),
  ...(tries > 1 && { Attempt: String(tries) }),
  ...(isMadeUp && { MissedRun: 'No server was running at the scheduled time. The backup was made up afterwards.' }),
  ...(skipped.length > 0 && { SkippedRuns: skipped.map(ticks).join(', ') }),
});

/** The moment for which the schedule began the job; undefined for one on demand. */
export function scheduledTimeOf({ properties }: Job): Date | undefined {
  const text = properties.extendedInfo?.additionalDetails?.ScheduledTime;
  return text === undefined ? undefined : new Date(text);
}

/** The job of a run that failed, with the moment at which the run is tried again. */
export function triedAgainAt({ properties, ...job }: Job, at: Date): Job {
  const { extendedInfo } = properties;
  if (!extendedInfo) return { ...job, properties };
  const additionalDetails = { ...extendedInfo.additionalDetails, NextAttempt: ticks(at) };
  return { ...job, properties: { ...properties, extendedInfo: { ...extendedInfo, additionalDetails } } };
}

const etagOf = (now: Date): string => `W/"datetime'${encodeURIComponent(ticks(now))}'"`;

/** The progress of a running backup. */
export interface Stage {
  /** The tasks that run now; those before them are done. */
  running: readonly BackupTask[];
  /** Percent of the running tasks; undefined when it is unknown. */
  percent?: number | undefined;
  plainBytes?: number | undefined;
  expectedBytes?: number | undefined;
}

/** The job with its sub tasks and bytes at that stage. */
export function atStage(job: Job, stage: Stage, now: Date): Job {
  const first = Math.min(...stage.running.map((task) => BACKUP_TASKS.indexOf(task)));
  return withInfo(job, now, (info) => ({
    ...info,
    dataTransferredInBytes: stage.plainBytes ?? info.dataTransferredInBytes,
    subTasks: info.subTasks.map((task, at) => {
      if (at < first) return withStatus(task, 'Completed');
      if (!stage.running.some((name) => name === task.taskName)) return task;
      return {
        ...task,
        taskStatus: 'InProgress',
        taskProgress: stage.percent === undefined ? null : String(stage.percent),
        additionalDetails:
          task.taskName === 'Take full backup' && stage.expectedBytes !== undefined
            ? {
                OriginalDatasourceSizeInBytes: String(stage.expectedBytes),
                TaskId: job.properties.activityID,
                DatasourceType: job.properties.dataSourceType,
              }
            : task.additionalDetails,
      };
    }),
  }));
}

/** What came of a backup. */
export interface Outcome {
  recoveryPointId: string;
  /** The rule that keeps the recovery point. */
  retentionTag: string;
  /** Bytes of the plain dump. */
  bytes: number;
  warnings: UserFacingError[];
}

/** The job after its recovery point was made. */
export function completedJob(job: Job, { recoveryPointId, retentionTag, bytes, warnings }: Outcome, now: Date): Job {
  const ended = endedJob(job, warnings.length > 0 ? 'CompletedWithWarnings' : 'Completed', now);
  return withInfo(
    { ...ended, properties: { ...ended.properties, destinationDataStoreName: 'VaultStore' } },
    now,
    (info) => ({
      ...info,
      dataTransferredInBytes: bytes,
      additionalDetails: { ...info.additionalDetails, RetentionTag: retentionTag },
      targetRecoverPoint: { recoveryPointID: recoveryPointId, recoveryPointTime: NO_TIME },
      subTasks: info.subTasks.map((task) => withStatus(task, 'Completed')),
      warningDetails: warningDetails(job, warnings),
    }),
  );
}

/** The job after its recovery point was made without what failed: it has failed, and names the point all the same. */
export function incompleteJob(job: Job, outcome: Outcome, errors: UserFacingError[], now: Date): Job {
  const done = completedJob(job, outcome, now);
  return withInfo(
    { ...done, properties: { ...done.properties, status: 'Failed', errorDetails: errors } },
    now,
    (info) => ({
      ...info,
      subTasks: info.subTasks.map((task) => (task.taskName === DUMPING ? withStatus(task, 'Failed') : task)),
    }),
  );
}

/** The job after it could not go on: what ran has failed, what had not begun is skipped. */
export function failedJob(job: Job, error: UserFacingError, now: Date): Job {
  const ended = endedJob(job, 'Failed', now);
  const afterwards: Record<string, string> = { InProgress: 'Failed', NotStarted: 'Skipped' };
  return withInfo({ ...ended, properties: { ...ended.properties, errorDetails: [error] } }, now, (info) => ({
    ...info,
    subTasks: info.subTasks.map((task) => ({ ...task, taskStatus: afterwards[task.taskStatus] ?? task.taskStatus })),
  }));
}

/** The job with its last status. */
export const endedJob = (job: Job, status: JobStatus, now: Date): Job => ({
  ...job,
  properties: { ...job.properties, status, endTime: ticks(now) },
});

export const withStatus = (task: JobSubTask, taskStatus: string): JobSubTask =>
  task.taskStatus === taskStatus
    ? task
    : { ...task, taskStatus, taskProgress: task.taskProgress === null ? null : '100' };

export const withInfo = (job: Job, now: Date, change: (info: JobExtendedInfo) => JobExtendedInfo): Job => ({
  ...job,
  properties: {
    ...job.properties,
    etag: etagOf(now),
    extendedInfo: job.properties.extendedInfo && change(job.properties.extendedInfo),
  },
});

const elapsedMs = ({ properties: { startTime, endTime } }: Job): number =>
  endTime === null ? 0 : Math.max(0, Date.parse(endTime) - Date.parse(startTime));

/** The job as GET shows it. */
export const jobAlone = (job: Job): Job => ({
  ...job,
  properties: { ...job.properties, duration: isoDuration(elapsedMs(job)) },
});

/** The job as a list shows it (docs/reference/arm.md#quirk-7). */
export const jobInList = (job: Job): Job => ({
  ...job,
  properties: {
    ...job.properties,
    duration: timeSpan(elapsedMs(job)),
    extendedInfo: null,
    errorDetails: job.properties.errorDetails?.slice(0, ERRORS_IN_LIST).map(inBrief) ?? null,
  },
});

/** A server of a thousand databases may fail in each of them. */
const ERRORS_IN_LIST = 10;

/** Without the tools' messages, which are kilobytes: only the job shows them. */
function inBrief({ properties, ...error }: UserFacingError): UserFacingError {
  const { ActivityId } = properties ?? {};
  return { ...error, ...(ActivityId !== undefined && { properties: { ActivityId } }) };
}
