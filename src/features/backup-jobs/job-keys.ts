/** The values by which jobs are compared: read once from each, however often a list is filtered and sorted. */
import { isRunning, type Job } from '#protocol/data-protection.ts';
import { durationMs } from '#protocol/durations.ts';
import { idKey, regionKey, type ResourceId } from '#protocol/resource-id.ts';

/** Words and ids in lower case. */
export interface JobKeys {
  /** Milliseconds since 1970. */
  start: number;
  isRunning: boolean;
  /** Milliseconds; meaningless while it runs. */
  duration: number;
  status: string;
  operation: string;
  datasourceType: string;
  resourceGroup: string;
  location: string;
  vault: string;
  text: string;
}

// A hundred thousand jobs are parsed once, not with each letter that is typed.
const taken = new WeakMap<Job, JobKeys>();

/** The keys of a job, remembered for each. */
export function jobKeys(job: Job): JobKeys {
  const before = taken.get(job);
  if (before) return before;
  const { properties } = job;
  const keys: JobKeys = {
    start: Date.parse(properties.startTime),
    isRunning: isRunning(job),
    duration: durationMs(properties.duration) ?? 0,
    status: properties.status.toLowerCase(),
    operation: properties.operation.toLowerCase(),
    datasourceType: properties.dataSourceType.toLowerCase(),
    resourceGroup: properties.sourceResourceGroup.toLowerCase(),
    location: regionKey(properties.dataSourceLocation),
    vault: idKey(vaultIdOf(job.id)),
    text: `${properties.backupInstanceFriendlyName}\n${properties.dataSourceName}`.toLowerCase(),
  };
  taken.set(job, keys);
  return keys;
}

/** The vault in which a job ran. */
export const vaultIdOf = (jobId: ResourceId): ResourceId =>
  jobId.slice(0, jobId.toLowerCase().lastIndexOf('/backupjobs/'));

/**
 * Orders two jobs by their start. Times of equal length, all in UTC, compare as texts: that is quicker than as numbers.
 */
export function byStart({ properties: one }: Job, { properties: other }: Job): number {
  const [first, second] = [one.startTime, other.startTime];
  if (first.length !== second.length) return Date.parse(first) - Date.parse(second);
  return first < second ? -1 : first > second ? 1 : 0;
}
