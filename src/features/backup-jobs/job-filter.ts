/** Which jobs a list shows, by its address: filter <-> search params, and filter -> jobs. */
import type { Job } from '#protocol/data-protection.ts';
import { idKey, regionKey, type ResourceId } from '#protocol/resource-id.ts';
import { HOUR_MS } from '#protocol/time-units.ts';
import { changed } from '#ui/page/address.ts';
import { TIME_RANGES } from '#ui/text/time-ranges.ts';
import { CUSTOM, RANGE } from './job-depth.ts';
import { jobKeys } from './job-keys.ts';

/** A time range of the list: a ready-made one, or from one moment to another. */
export type JobRange = keyof typeof TIME_RANGES | typeof CUSTOM;

export interface JobFilter {
  range: JobRange;
  /** The moments of a custom range, ISO 8601; undefined for an open end. Ignored in another range. */
  from: string | undefined;
  to: string | undefined;
  /** Undefined means every one, here and below. */
  status: string | undefined;
  operation: string | undefined;
  datasourceType: string | undefined;
  /** The datasource's, like the resource group and the location. */
  resourceGroup: string | undefined;
  /** The region's name, such as `westeurope`. */
  location: string | undefined;
  vaultId: ResourceId | undefined;
  /** Part of the name of an instance or a server. */
  text: string;
}

/** The name of each part of the filter in the address. */
const NAMES = {
  range: RANGE,
  from: 'from',
  to: 'to',
  status: 'status',
  operation: 'operation',
  datasourceType: 'type',
  resourceGroup: 'group',
  location: 'location',
  vaultId: 'vault',
  text: 'q',
} as const satisfies Record<keyof JobFilter, string>;

/** Reads the filter from an address; missing or unknown parts get the page's own range, or all. */
export function jobFilterFrom(params: URLSearchParams, defaultRange: JobRange): JobFilter {
  const range = params.get(NAMES.range);
  const word = (part: keyof JobFilter) => params.get(NAMES[part]) ?? undefined;
  const moment = (part: keyof JobFilter) => (Number.isNaN(Date.parse(word(part) ?? '')) ? undefined : word(part));
  return {
    range: isRange(range) ? range : defaultRange,
    from: moment('from'),
    to: moment('to'),
    status: word('status'),
    operation: word('operation'),
    datasourceType: word('datasourceType'),
    resourceGroup: word('resourceGroup'),
    location: word('location'),
    vaultId: word('vaultId'),
    text: params.get(NAMES.text) ?? '',
  };
}

const isRange = (text: string | null): text is JobRange =>
  text === CUSTOM || (text !== null && Object.hasOwn(TIME_RANGES, text));

/**
 * The address of the changed filter. Other parameters (sorting) stay; defaults are left out, and the moments of a
 * custom range are removed with it.
 */
export function withJobFilter(
  params: URLSearchParams,
  change: Partial<JobFilter>,
  defaultRange: JobRange,
): URLSearchParams {
  const filter = { ...jobFilterFrom(params, defaultRange), ...change };
  const isCustom = filter.range === 'custom';
  const written: Record<keyof JobFilter, string | undefined> = {
    ...filter,
    range: filter.range === defaultRange ? undefined : filter.range,
    from: isCustom ? filter.from : undefined,
    to: isCustom ? filter.to : undefined,
  };
  return changed(
    params,
    Object.fromEntries(Object.entries(written).map(([part, value]) => [NAMES[part as keyof JobFilter], value])),
  );
}

/** The filter that shows every job of the longest ready-made range. */
export const EVERYTHING: JobFilter = {
  range: '14d',
  from: undefined,
  to: undefined,
  status: undefined,
  operation: undefined,
  datasourceType: undefined,
  resourceGroup: undefined,
  location: undefined,
  vaultId: undefined,
  text: '',
};

/** The jobs that pass a filter, whatever their status. */
export interface FilteredJobs {
  /** In the order of the jobs given. */
  jobs: Job[];
  /** The number of jobs in each status, by the status in lower case. */
  counts: ReadonlyMap<string, number>;
}

/**
 * The jobs that pass the filter, except for its status, at `now`. A job that still runs passes however long ago it
 * began.
 */
export function filterJobs(all: readonly Job[], filter: JobFilter, now: number): FilteredJobs {
  const [from, to] = limitsOf(filter, now);
  const wanted = (['operation', 'datasourceType', 'resourceGroup'] as const).flatMap((part) => {
    const word = filter[part];
    return word === undefined ? [] : [[part, word.toLowerCase()] as const];
  });
  const location = filter.location === undefined ? undefined : regionKey(filter.location);
  const vault = filter.vaultId === undefined ? undefined : idKey(filter.vaultId);
  const text = filter.text.trim().toLowerCase();

  const jobs: Job[] = [];
  const counts = new Map<string, number>();
  for (const job of all) {
    const keys = jobKeys(job);
    const isInRange = (keys.start >= from || keys.isRunning) && keys.start <= to;
    if (!isInRange || (vault !== undefined && keys.vault !== vault) || !keys.text.includes(text)) continue;
    if (location !== undefined && keys.location !== location) continue;
    if (wanted.some(([part, word]) => keys[part] !== word)) continue;
    counts.set(keys.status, (counts.get(keys.status) ?? 0) + 1);
    jobs.push(job);
  }
  return { jobs, counts };
}

/**
 * Of these the jobs in that status; all when it is undefined. Separate, so that a press on a card counts nothing again.
 */
export function withStatus(jobs: readonly Job[], status: string | undefined): readonly Job[] {
  if (status === undefined) return jobs;
  const key = status.toLowerCase();
  return jobs.filter((job) => jobKeys(job).status === key);
}

/** The first and the last moment of the range. */
function limitsOf({ range, from, to }: JobFilter, now: number): [number, number] {
  if (range !== 'custom') return [now - TIME_RANGES[range].hours * HOUR_MS, Infinity];
  return [from === undefined ? -Infinity : Date.parse(from), to === undefined ? Infinity : Date.parse(to)];
}
