/** Notifications as a view of the mutations: what each says of itself, in its present state. */
import type { MutationState } from '@tanstack/react-query';
import type { Notice, Notification } from '#resources/mutation-meta.ts';
import { problemOf } from '#ui/problem-of.ts';

export interface PortalNotification extends Notice {
  /** Names the mutation and its state, so that "seen while it ran" is not "seen when it failed". */
  key: string;
  mutationId: number;
  kind: 'running' | 'done' | 'failed';
  /** Milliseconds since 1970: when it was asked for. */
  askedAt: number;
  /** How many of its parts have ended; undefined when it has none. */
  progress?: Progress | undefined;
}

interface Progress {
  done: number;
  total: number;
}

export interface ToldMutation {
  mutationId: number;
  notification: Notification<never, never>;
  state: MutationState;
  progress?: Progress | undefined;
}

/** What a mutation has to say now; undefined while it has not begun, or when it tells nothing of its present state. */
export function notificationOf({
  mutationId,
  notification,
  state,
  progress,
}: ToldMutation): PortalNotification | undefined {
  const kind = KINDS[state.status];
  const notice = kind && noticeOf(notification, state);
  if (!notice) return undefined;
  return {
    key: `${String(mutationId)}-${kind}`,
    mutationId,
    kind,
    askedAt: state.submittedAt,
    progress,
    ...notice,
  };
}

const KINDS = { idle: undefined, pending: 'running', success: 'done', error: 'failed' } as const;

function noticeOf(notification: Notification<never, never>, state: MutationState): Notice | undefined {
  const { start, done = start, failed } = notification;
  // Typed where they were written (`news`); here they are only known to fit their own mutation.
  const variables = state.variables as never;
  if (state.status === 'success') return typeof done === 'function' ? done(variables, state.data as never) : done;
  if (state.status !== 'error') return typeof start === 'function' ? start(variables) : start;
  const error = state.error ?? new Error('It failed without saying why.');
  const told = typeof failed === 'function' ? failed(variables, error) : failed;
  const problem = problemOf(error);
  const body = problem.code === undefined ? problem.message : `${problem.message} (${problem.code})`;
  return { title: 'Something failed', body, ...told };
}
