/**
 * The jobs that were begun in this tab, kept over a reload of it: they go on by themselves, and what comes of them should
 * still be told.
 */
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import type { Notice } from '#resources/mutation-meta.ts';
import { storedValue } from '#ui/state/stored.ts';
import type { JobEnd, PortalNotification } from './notification-list.ts';

export interface BegunJob {
  jobId: ResourceId;
  /** Milliseconds since 1970: when it was asked for. */
  askedAt: number;
  /** What was told when it began. */
  notice: Notice;
  /** What came of it; absent while it runs. */
  end?: JobEnd;
}

const KEY = 'backup-portal.begun-jobs';
/** A day's work of one person, and far below what a tab's storage holds. */
const MOST = 100;

/** Those that were kept, the newest first; none when there is nothing that can be read. */
export function begunJobs(storage: Storage): BegunJob[] {
  return (keptIn(storage).read() ?? []).filter(isBegunJob);
}

const keptIn = (storage: Storage) =>
  storedValue(
    () => storage,
    KEY,
    (stored) => Array.isArray(stored),
  );

/** Keeps those of the notifications that began a job. */
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
