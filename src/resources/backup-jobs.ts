import { queryOptions, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { isRunning, type Job, type OperationResult } from '#protocol/data-protection.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { DAY_MS, HOUR_MS } from '#protocol/time-units.ts';
import { gather, itemsOf, type Gathered } from './gathered.ts';
import { serviceTime } from './service-time.ts';
import { vaults } from './vaults.ts';

const apiVersion = API_VERSIONS.dataProtection;
/** A list in which something runs. */
const LIST_POLL_MS = 5_000;
/** A list in which nothing runs: a scheduled backup may begin. */
const QUIET_POLL_MS = 30_000;
/** One job in view is polled often: its progress bar should move. */
const JOB_POLL_MS = 1_500;
/** A vault's list that another page has just read is not read twice. */
const RUNNING_FRESH_MS = 2_000;
const QUIET_FRESH_MS = 25_000;

/** How far back `recent` reaches at least: the longest ready-made time range, plus a margin. */
const RECENT_MS = 14 * DAY_MS + HOUR_MS;

/**
 * How far back a list of jobs goes: 14 days (with whatever older jobs their pages held), or everything that the service
 * keeps.
 */
export type JobDepth = 'recent' | 'all';

export const backupJobs = {
  all: () => ['jobs'] as const,
  under: (vaultId: ResourceId) => [...backupJobs.all(), idKey(vaultId)] as const,

  /** The jobs of one vault. It refetches by itself, more often while one runs. */
  list: (vaultId: ResourceId, depth: JobDepth = 'recent') =>
    queryOptions({
      queryKey: [...backupJobs.under(vaultId), 'list', depth],
      queryFn: ({ client, queryKey, signal }) =>
        readJobs(vaultId, {
          since: depth === 'all' ? -Infinity : serviceTime() - RECENT_MS,
          ...earlier(client, queryKey),
          signal,
        }),
      refetchInterval: ({ state }) => pollEvery(state.data),
      // `readJobs` keeps what has not changed.
      structuralSharing: false,
    }),

  /** The jobs of every vault, and the vaults or subscriptions that could not be read. */
  gathered: (depth: JobDepth = 'recent') =>
    queryOptions({
      queryKey: [...backupJobs.all(), 'everywhere', depth],
      queryFn: async (context): Promise<Gathered<Job>> => {
        const { client, queryKey } = context;
        const all = await client.query({ ...vaults.gathered(), staleTime: QUIET_FRESH_MS });
        const { gaps, ...gathered } = await gather(context, all.items, async function* ({ id }) {
          const list = backupJobs.list(id, depth);
          const known = client.getQueryData(list.queryKey);
          try {
            const staleTime = known && hasRunning(known) ? RUNNING_FRESH_MS : QUIET_FRESH_MS;
            yield await client.query({ ...list, staleTime });
          } catch (error) {
            // A vault that does not respond now has not lost its jobs.
            if (known) yield known;
            throw error;
          }
        });
        const next = { ...gathered, gaps: [...all.gaps, ...gaps] };
        const before = client.getQueryData<Gathered<Job>>(queryKey);
        return before && isSame(before, next) ? before : next;
      },
      refetchInterval: ({ state }) => pollEvery(state.data?.items),
      structuralSharing: false,
    }),

  /** The jobs of every vault that could be read, of the past 14 days at least. */
  everywhere: () => queryOptions({ ...backupJobs.gathered(), select: itemsOf<Job> }),

  /** One job with its sub tasks and progress. */
  byId: (id: ResourceId) =>
    queryOptions({
      queryKey: [...backupJobs.under(vaultIdOf(id)), 'one', idKey(id)],
      queryFn: ({ signal }) => arm.read<Job>(id, { apiVersion, signal }),
      refetchInterval: ({ state }) => (state.data && isRunning(state.data) ? JOB_POLL_MS : false),
    }),
};

/** Asks the service to end a job: it is `Cancelling` from then on. For jobs with `canCancel`. */
export const cancelJob = (id: ResourceId): Promise<OperationResult> =>
  arm.post(`${id}/cancel`, undefined, { apiVersion });

interface Reading {
  /** Milliseconds since 1970: jobs that began earlier may be left out. */
  since: number;
  /** The result of an earlier reading. */
  known: readonly Job[];
  /** Whether earlier results for ended jobs are still right. */
  isKnownStill: boolean;
  signal: AbortSignal;
}

/**
 * The jobs of a vault that began at `since` or later, and those on the same pages. The service offers no filter
 * (docs/reference/arm.md#11-jobs). Its lists come newest first, though nothing promises it. As long as that order
 * holds, reading stops at pages that are too old, or that are known and hold nothing that may have changed. A list in
 * another order is read to its end. A job that has not changed is the same object as before, and so is the list.
 */
async function readJobs(vaultId: ResourceId, { since, known, isKnownStill, signal }: Reading): Promise<Job[]> {
  const knownJob = new Map(known.map((job) => [job.id, job]));
  const running = new Set(known.filter(isRunning).map(({ id }) => id));
  const mayStopEarly =
    isKnownStill && known.every((job, at) => at === 0 || startOf(job) <= startOf(known[at - 1] ?? job));
  const read: Job[] = [];
  let before = Infinity;
  let isNewestFirst = true;
  let isOverlapping = false;
  for await (const page of arm.pages<Job>(`${vaultId}/backupJobs`, { apiVersion, signal })) {
    for (const job of page) {
      if (startOf(job) > before) isNewestFirst = false;
      before = startOf(job);
      const same = knownJob.get(job.id);
      if (same) isOverlapping = true;
      running.delete(job.id);
      read.push(same && isUnchanged(same, job) ? same : job);
    }
    if (!isNewestFirst) continue;
    if (mayStopEarly && isOverlapping && running.size === 0) return withOlder(read, known);
    if (before < since) break;
  }
  return sameList(known, read);
}

const startOf = (job: Job): number => Date.parse(job.properties.startTime);

/** The jobs just read, followed by the known older ones. */
function withOlder(read: Job[], known: readonly Job[]): Job[] {
  const isRead = new Set(read.map(({ id }) => id));
  return sameList(known, [...read, ...known.filter(({ id }) => !isRead.has(id))]);
}

const sameList = (known: readonly Job[], read: Job[]): Job[] => (isSameList(known, read) ? (known as Job[]) : read);

const isSameList = (one: readonly Job[], other: readonly Job[]): boolean =>
  one.length === other.length && one.every((job, at) => job === other[at]);

const isUnchanged = ({ properties: one }: Job, { properties: other }: Job): boolean =>
  one.status === other.status &&
  one.endTime === other.endTime &&
  one.duration === other.duration &&
  one.etag === other.etag;

function earlier(client: QueryClient, queryKey: QueryKey): Pick<Reading, 'known' | 'isKnownStill'> {
  const state = client.getQueryState<Job[]>(queryKey);
  return { known: state?.data ?? [], isKnownStill: state !== undefined && !state.isInvalidated };
}

/** Whether two results are equal: every vault's list is the same list. */
const isSame = (one: Gathered<Job>, other: Gathered<Job>): boolean =>
  one.gaps.length + other.gaps.length === 0 &&
  one.parts.size === other.parts.size &&
  [...other.parts].every(([id, jobs]) => isSameList(one.parts.get(id) ?? [], jobs));

const pollEvery = (jobs: readonly Job[] | undefined): number =>
  jobs && hasRunning(jobs) ? LIST_POLL_MS : QUIET_POLL_MS;

// Called on every iteration over a list of up to a hundred thousand.
const runs = new WeakMap<readonly Job[], boolean>();

function hasRunning(jobs: readonly Job[]): boolean {
  const known = runs.get(jobs) ?? jobs.some(isRunning);
  runs.set(jobs, known);
  return known;
}

const vaultIdOf = (jobId: ResourceId): ResourceId => jobId.slice(0, jobId.toLowerCase().lastIndexOf('/backupjobs/'));
