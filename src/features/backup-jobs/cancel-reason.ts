import { canCancel, isRunning, type Job } from '#protocol/data-protection.ts';

/** Why a job cannot be cancelled; undefined when it can. */
export function whyNoCancel(job: Job): string | undefined {
  if (!isRunning(job)) return 'The job has ended.';
  if (job.properties.status.toLowerCase() === 'cancelling') return 'The job is being canceled.';
  return canCancel(job) ? undefined : "The service doesn't offer to cancel this job now.";
}
