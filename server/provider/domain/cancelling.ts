/** Cancelling a job: our extension, `supportedActions` shows when it is possible (decision 17). */
import { CANCEL_ACTION, isRunning, type Job } from '#protocol/data-protection.ts';
import type { UserFacingError } from '#protocol/errors.ts';
import type { ProblemInput } from '../fault.ts';
import type { JobRecord } from '../records.ts';
import { endedJob, failedJob, withInfo } from './job-states.ts';
import { ticks } from './time.ts';

export const isCancelling = ({ properties }: Job): boolean => properties.status === 'Cancelling';

/** Nobody has begun to work on it. */
const isQueued = ({ properties }: Job): boolean =>
  (properties.extendedInfo?.subTasks ?? []).every(({ taskStatus }) => taskStatus === 'NotStarted');

/** Why the job cannot be cancelled; undefined when it can, or is being cancelled or cancelled already. */
export function whyNotCancelled({ resource, restored }: JobRecord): ProblemInput | undefined {
  const { status } = resource.properties;
  if (status === 'Cancelled' || status === 'Cancelling') return undefined;
  if (!isRunning(resource)) {
    return {
      code: 'UserErrorJobHasEnded',
      message: `The job has ended: ${status}. Only a job that runs can be canceled.`,
      recommendedAction: ['Nothing is left to cancel.'],
    };
  }
  if (restored) {
    return {
      code: 'UserErrorJobIsPublishing',
      message:
        'Everything is restored, and the databases are getting their names. The job cannot be canceled any more.',
      recommendedAction: ['Wait until the job has ended, within moments.'],
    };
  }
  return undefined;
}

/** The job with what can be done with it, as GET and lists show it. */
export function withActions(record: JobRecord): Job {
  const { resource } = record;
  const canCancel = resource.properties.status === 'InProgress' && whyNotCancelled(record) === undefined;
  return canCancel
    ? { ...resource, properties: { ...resource.properties, supportedActions: [CANCEL_ACTION] } }
    : resource;
}

/** The job from the moment when somebody cancelled it: it ends at once while nobody works on it. */
export const cancelRequested = (job: Job, now: Date): Job =>
  isQueued(job)
    ? cancelledJob(job, now)
    : withInfo({ ...job, properties: { ...job.properties, status: 'Cancelling' } }, now, (info) => info);

/** The job when what it was doing has ended. */
export function cancelledJob(job: Job, now: Date): Job {
  const afterwards: Record<string, string> = { InProgress: 'Cancelled', NotStarted: 'Skipped' };
  return withInfo(endedJob(job, 'Cancelled', now), now, (info) => ({
    ...info,
    additionalDetails: { ...info.additionalDetails, CancelledTime: ticks(now) },
    subTasks: info.subTasks.map((task) => ({ ...task, taskStatus: afterwards[task.taskStatus] ?? task.taskStatus })),
  }));
}

/** The end of an unfinished job: any error after a cancellation counts as cancelled. */
export const brokenOff = (job: Job, error: UserFacingError, now: Date): Job =>
  isCancelling(job) ? cancelledJob(job, now) : failedJob(job, error, now);

/** Whether what the job has made is to be removed. */
export const isUndone = ({ properties }: Job): boolean => ['Failed', 'Cancelled'].includes(properties.status);
