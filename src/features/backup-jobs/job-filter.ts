/** Which jobs a list shows, as the address says it: filter <-> search params, and filter -> jobs. */
import { isRunning, type Job } from '#protocol/data-protection.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';

export const JOB_RANGES = {
  '6h': { text: 'Past 6 hours', hours: 6 },
  '24h': { text: 'Past 24 hours', hours: 24 },
  '7d': { text: 'Past 7 days', hours: 7 * 24 },
  '14d': { text: 'Past 14 days', hours: 14 * 24 },
} as const;

export type JobRange = keyof typeof JOB_RANGES;

export interface JobFilter {
  range: JobRange;
  /** Undefined is every status. */
  status: string | undefined;
  operation: string | undefined;
  vaultId: ResourceId | undefined;
  /** Part of the name of an instance or a server. */
  text: string;
}

const HOUR_MS = 3_600_000;

/** Reads the filter from an address; what is missing or unknown falls back to the page's own range and to all. */
export function jobFilterFrom(params: URLSearchParams, defaultRange: JobRange): JobFilter {
  const range = params.get('range');
  return {
    range: range !== null && Object.hasOwn(JOB_RANGES, range) ? (range as JobRange) : defaultRange,
    status: params.get('status') ?? undefined,
    operation: params.get('operation') ?? undefined,
    vaultId: params.get('vault') ?? undefined,
    text: params.get('q') ?? '',
  };
}

/** The address of the changed filter. What is not the filter's (sorting) stays; defaults are left out. */
export function withJobFilter(
  params: URLSearchParams,
  change: Partial<JobFilter>,
  defaultRange: JobRange,
): URLSearchParams {
  const filter = { ...jobFilterFrom(params, defaultRange), ...change };
  const next = new URLSearchParams(params);
  const write = (name: string, value: string | undefined) =>
    value === undefined || value === '' ? next.delete(name) : next.set(name, value);
  write('range', filter.range === defaultRange ? undefined : filter.range);
  write('status', filter.status);
  write('operation', filter.operation);
  write('vault', filter.vaultId);
  write('q', filter.text);
  return next;
}

/** Whether a job passes the filter at `now`. A job that still runs is shown however long ago it began. */
export function matchesFilter(job: Job, filter: JobFilter, now: number): boolean {
  const { properties } = job;
  const inRange = isRunning(job) || Date.parse(properties.startTime) >= now - JOB_RANGES[filter.range].hours * HOUR_MS;
  return (
    inRange &&
    sameWord(filter.status, properties.status) &&
    sameWord(filter.operation, properties.operation) &&
    (filter.vaultId === undefined || idKey(job.id).startsWith(`${idKey(filter.vaultId)}/`)) &&
    matchesText(job, filter.text)
  );
}

const sameWord = (wanted: string | undefined, actual: string): boolean =>
  wanted === undefined || wanted.toLowerCase() === actual.toLowerCase();

function matchesText({ properties }: Job, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return [properties.backupInstanceFriendlyName, properties.dataSourceName].some((name) =>
    name.toLowerCase().includes(wanted),
  );
}

/** How many jobs have each status, by the status in lower case. */
export function countByStatus(jobs: readonly Job[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const job of jobs) {
    const status = job.properties.status.toLowerCase();
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return counts;
}
