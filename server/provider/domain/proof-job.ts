/** Verify and Drill jobs from their start to their end (docs/reference/arm.md#11-jobs for the shape; decision 12). */
import type { Job, RecoveryPoint } from '#protocol/data-protection.ts';
import type { UserFacingError } from '#protocol/errors.ts';
import { PROOF_DETAIL, type ProofOperation } from '#protocol/proof.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { endedJob, newBackupJob, tasksToDo, warningDetails, withInfo, withStatus, type NewJob } from './job-states.ts';
import { ticks } from './time.ts';

const TASKS: Readonly<Record<ProofOperation, readonly string[]>> = {
  Verify: ['Read recovery point', 'Check every byte'],
  Drill: ['Read recovery point', 'Prepare scratch server', 'Restore and compare databases'],
};

export interface NewProofJob extends Omit<NewJob, 'cause'> {
  operation: ProofOperation;
  point: RecoveryPoint;
  /** The scheduled time; absent for a proof on demand. */
  scheduled?: Date;
}

/** A proof before anything was done. */
export function newProofJob({ operation, point, scheduled, ...facts }: NewProofJob): Job {
  const job = newBackupJob({ ...facts, cause: { retentionTag: '' } });
  return {
    ...job,
    properties: {
      ...job.properties,
      sourceDataStoreType: 'VaultStore',
      operationCategory: 'Management',
      operation,
      isUserTriggered: scheduled === undefined,
      extendedInfo: job.properties.extendedInfo && {
        ...job.properties.extendedInfo,
        sourceRecoverPoint: { recoveryPointID: point.name, recoveryPointTime: point.properties.recoveryPointTime },
        subTasks: tasksToDo(TASKS[operation]),
        additionalDetails: scheduled === undefined ? null : { ScheduledTime: ticks(scheduled) },
      },
    },
  };
}

/** The progress of a running proof. The last task counts bytes. */
export interface ProofStage {
  task: number;
  bytes?: number;
  totalBytes?: number;
}

/** The job with its sub tasks and bytes at that stage. A restarted proof begins at its first task again. */
export function atProofStage(job: Job, { task: running, bytes, totalBytes = 0 }: ProofStage, now: Date): Job {
  const percent = bytes === undefined || totalBytes === 0 ? null : Math.min(99, Math.floor((100 * bytes) / totalBytes));
  return withInfo(job, now, (info) => ({
    ...info,
    dataTransferredInBytes: bytes ?? info.dataTransferredInBytes,
    subTasks: info.subTasks.map((task, at) => {
      if (at < running) return withStatus(task, 'Completed');
      return at === running
        ? { ...task, taskStatus: 'InProgress', taskProgress: percent === null ? null : String(percent) }
        : { ...task, taskStatus: 'NotStarted', taskProgress: null };
    }),
  }));
}

/** What a proof has found, where it came to its end. */
export interface Proven {
  /** Of the plain dumps, read back. */
  bytes: number;
  /** `PROOF_DETAIL` in addition to the bytes. */
  details: Record<string, string>;
  warnings: UserFacingError[];
}

/** The job after a proof that came to its end. */
export function provenJob(job: Job, { bytes, details, warnings }: Proven, now: Date): Job {
  const ended = endedJob(job, warnings.length > 0 ? 'CompletedWithWarnings' : 'Completed', now);
  return withInfo(withDetails(ended, { [PROOF_DETAIL.bytes]: String(bytes), ...details }, now), now, (info) => ({
    ...info,
    dataTransferredInBytes: bytes,
    subTasks: info.subTasks.map((task) => withStatus(task, 'Completed')),
    warningDetails: warningDetails(job, warnings),
  }));
}

/** What the last sub task shows of a proof. */
export const withDetails = (job: Job, details: Record<string, string>, now: Date): Job =>
  withInfo(job, now, (info) => ({
    ...info,
    subTasks: info.subTasks.map((task, at) =>
      at === info.subTasks.length - 1 ? { ...task, additionalDetails: details } : task,
    ),
  }));

/** The connected server that a drill restores into, as its job shows it. */
export const withDestination = (job: Job, serverId: ResourceId, now: Date): Job =>
  withInfo(job, now, (info) => ({ ...info, recoveryDestination: serverId }));
