/** Recent results of an instance's jobs: the counts of its page's tiles. */
import { isRunning, type Job } from '#protocol/data-protection.ts';
import { sameId, type ResourceId } from '#protocol/resource-id.ts';
import { DAY_MS } from '#protocol/time-units.ts';

const SUMMARY_DAYS = 7;

export interface JobCounts {
  completed: number;
  inProgress: number;
  failed: number;
}

/** The jobs of one instance, newest first. */
export const jobsOf = (instanceId: ResourceId, jobs: readonly Job[]): Job[] =>
  jobs
    .filter((job) => sameId(job.properties.backupInstanceId, instanceId))
    .sort((one, other) => Date.parse(other.properties.startTime) - Date.parse(one.properties.startTime));

/** Counts the jobs of an operation that began in the last seven days. Completed with warnings is completed. */
export function countJobs(jobs: readonly Job[], operation: string, now: number): JobCounts {
  const counts: JobCounts = { completed: 0, inProgress: 0, failed: 0 };
  for (const job of jobs) {
    const { properties } = job;
    if (properties.operationCategory.toLowerCase() !== operation.toLowerCase()) continue;
    if (isRunning(job)) counts.inProgress += 1;
    else if (Date.parse(properties.startTime) < now - SUMMARY_DAYS * DAY_MS) continue;
    else if (properties.status.toLowerCase().startsWith('completed')) counts.completed += 1;
    else if (properties.status.toLowerCase() === 'failed') counts.failed += 1;
  }
  return counts;
}
