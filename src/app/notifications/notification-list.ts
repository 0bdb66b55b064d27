/**
 * Notifications as a view of the mutations: each mutation's texts for its present state. If it started a job, its
 * notification goes on until the job has ended, and then reports the result.
 */
import type { MutationState } from '@tanstack/react-query';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import type { Notice, Notification } from '#resources/mutation-meta.ts';
import { problemOf } from '#ui/state/problem-of.ts';

export interface PortalNotification extends Notice {
  /** Id of the action: the same from its beginning to its end. */
  id: string;
  /** Names the action and its state, so that "seen while it ran" is not "seen when it failed". */
  key: string;
  /** Undefined for what was started before the tab was reloaded. */
  mutationId?: number;
  kind: NoticeKind;
  /** Milliseconds since 1970: when the person started it. */
  askedAt: number;
  /** How many of its parts have ended; undefined when it has none. */
  progress?: Progress | undefined;
  /** The job that it started, which may still run. */
  jobId?: ResourceId | undefined;
}

export type NoticeKind = 'running' | 'done' | 'failed';

/** The result of a job. */
export interface JobEnd extends Notice {
  kind: 'done' | 'failed';
}

interface Progress {
  done: number;
  total: number;
}

export interface ReportedMutation {
  mutationId: number;
  notification: Notification<never, never>;
  state: MutationState;
  progress?: Progress | undefined;
}

/**
 * The notification of a mutation now; undefined while it has not begun, or when it has no text for its present state.
 */
export function notificationOf({
  mutationId,
  notification,
  state,
  progress,
}: ReportedMutation): PortalNotification | undefined {
  const kind = KINDS[state.status];
  const notice = kind && noticeOf(notification, state);
  if (!notice) return undefined;
  // Typed where it was written, like the texts below.
  const jobId = kind === 'done' ? notification.job?.(state.variables as never, state.data as never) : undefined;
  const id = String(mutationId);
  return {
    id,
    key: `${id}-${jobId === undefined ? kind : 'begun'}`,
    mutationId,
    // The job that it started has not ended.
    kind: jobId === undefined ? kind : 'running',
    askedAt: state.submittedAt,
    progress,
    jobId,
    ...notice,
  };
}

/** The notification with this result of its job; unchanged while the job runs, and when it started none. */
export function withEnd(
  notification: PortalNotification,
  ends: Readonly<Partial<Record<string, JobEnd>>>,
): PortalNotification {
  const { jobId, id } = notification;
  const end = jobId === undefined ? undefined : ends[idKey(jobId)];
  return end ? { ...notification, isQuiet: false, ...end, key: `${id}-ended` } : notification;
}

const KINDS = { idle: undefined, pending: 'running', success: 'done', error: 'failed' } as const;

function noticeOf(notification: Notification<never, never>, state: MutationState): Notice | undefined {
  const { start, done = start, failed } = notification;
  // Typed where they were written (`news`); here they are only known to fit their own mutation.
  const variables = state.variables as never;
  if (state.status === 'success') return typeof done === 'function' ? done(variables, state.data as never) : done;
  if (state.status !== 'error') return typeof start === 'function' ? start(variables) : start;
  const error = state.error ?? new Error('It failed without saying why.');
  const texts = typeof failed === 'function' ? failed(variables, error) : failed;
  const problem = problemOf(error);
  const body = problem.code === undefined ? problem.message : `${problem.message} (${problem.code})`;
  return { title: 'Something failed', body, ...texts };
}
