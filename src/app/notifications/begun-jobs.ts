/**
 * The jobs that were started in this tab, kept over a reload of it: they continue by themselves, and their results
 * should still be reported.
 */
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import type { Notice } from '#resources/mutation-meta.ts';
import { storedValue } from '#ui/state/stored.ts';
import type { JobEnd, PortalNotification } from './notification-list.ts';

export interface BegunJob {
  jobId: ResourceId;
  /** Milliseconds since 1970: when the person started it. */
  askedAt: number;
  /** The notification about its start. */
  notice: Notice;
  /** The result; absent while it runs. */
  end?: JobEnd;
}

const KEY = 'backup-portal.begun-jobs';
/** A day's work of one person, and far below what a tab's storage holds. */
const MOST = 100;

/** The stored jobs, newest first; none when nothing can be read. */
export function begunJobs(storage: Storage): BegunJob[] {
  return (keptIn(storage).read() ?? []).filter(isBegunJob);
}

const keptIn = (storage: Storage) =>
  storedValue(
    () => storage,
    KEY,
    (stored) => Array.isArray(stored),
  );

/** Stores the notifications that started a job. */
export function keepBegunJobs(
  storage: Storage,
  notifications: readonly PortalNotification[],
  ends: Readonly<Partial<Record<string, JobEnd>>>,
): void {
  const begun = notifications.flatMap(({ jobId, askedAt, title, body, link }): BegunJob[] => {
    if (jobId === undefined) return [];
    const end = ends[idKey(jobId)];
    const notice: Notice = { title, ...(body !== undefined && { body }), ...(link && { link }) };
    return [{ jobId, askedAt, notice, ...(end && { end }) }];
  });
  if (begun.length === 0) keptIn(storage).forget();
  else keptIn(storage).keep(begun.slice(0, MOST));
}

function isBegunJob(value: unknown): value is BegunJob {
  const { jobId, askedAt, notice, end } = (value ?? {}) as Partial<Record<keyof BegunJob, unknown>>;
  return (
    typeof jobId === 'string' && typeof askedAt === 'number' && isNotice(notice) && (end === undefined || isNotice(end))
  );
}

const isNotice = (value: unknown): value is Notice =>
  typeof value === 'object' && value !== null && 'title' in value && typeof value.title === 'string';
