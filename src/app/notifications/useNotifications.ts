import { useMutationState, useQueryClient, type Mutation } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { begunJobs, keepBegunJobs, type BegunJob } from './begun-jobs.ts';
import { notificationOf, withEnd, type JobEnd, type PortalNotification } from './notification-list.ts';

interface Notifications {
  /** The newest first. */
  notifications: readonly PortalNotification[];
  /** Notifications that an earlier load of this tab has already shown. */
  earlier: readonly PortalNotification[];
  /** The result of a job that one of them started. */
  onEnd: (jobId: ResourceId, end: JobEnd) => void;
  dismiss: (notifications: readonly PortalNotification[]) => void;
}

/** Every action of this tab that notifies, and the results of the jobs that were started. */
export function useNotifications(): Notifications {
  const reported = useReportedMutations();
  const [before, setBefore] = useState(() => begunJobs(sessionStorage));
  const [ends, setEnds] = useState(() => endsOf(before));
  const [earlier] = useState(() => before.map((begun, at) => withEnd(notificationFor(begun, at), endsOf([begun]))));
  const notifications = useMemo(
    () =>
      [...reported, ...before.map(notificationFor)]
        .map((notification) => withEnd(notification, ends))
        .sort((one, other) => other.askedAt - one.askedAt),
    [reported, before, ends],
  );
  useEffect(() => {
    keepBegunJobs(sessionStorage, notifications, ends);
  }, [notifications, ends]);
  const cache = useQueryClient().getMutationCache();
  return {
    notifications,
    earlier,
    onEnd: useCallback((jobId: ResourceId, end: JobEnd) => {
      setEnds((known) => ({ ...known, [idKey(jobId)]: end }));
    }, []),
    dismiss: (gone) => {
      // The list is a view of the mutations, so clearing it removes the mutations.
      const ids = new Set(gone.map(({ mutationId }) => mutationId));
      for (const mutation of cache.getAll()) if (ids.has(mutation.mutationId)) cache.remove(mutation);
      const jobs = new Set(gone.map(({ jobId }) => jobId));
      setBefore((known) => known.filter(({ jobId }) => !jobs.has(jobId)));
    },
  };
}

function useReportedMutations(): readonly PortalNotification[] {
  const cache = useQueryClient().getMutationCache();
  // Typed where it was written (`news`); here it is only known to fit its own mutation.
  const partsOf = ({ meta, state }: Mutation) => meta?.notification?.parts?.(state.variables as never);
  const reported = useMutationState({
    filters: { predicate: ({ meta }) => meta?.notification !== undefined },
    select: (mutation) => {
      const { mutationId, meta, state } = mutation;
      if (!meta?.notification) return undefined;
      const parts = state.status === 'pending' ? partsOf(mutation) : undefined;
      const progress = parts && {
        done: cache.findAll({ mutationKey: parts.mutationKey, predicate: hasEnded }).length,
        total: parts.total,
      };
      return notificationOf({ mutationId, notification: meta.notification, state, progress });
    },
  });
  return useMemo(() => reported.filter((notification) => notification !== undefined).toReversed(), [reported]);
}

const hasEnded = ({ state }: Mutation): boolean => state.status === 'success' || state.status === 'error';

/** What was started before the tab was reloaded, without a second toast for what was shown then. */
const notificationFor = ({ jobId, askedAt, notice }: BegunJob, at: number): PortalNotification => ({
  id: `earlier ${String(at)}`,
  key: `earlier ${String(at)}-begun`,
  kind: 'running',
  askedAt,
  jobId,
  ...notice,
  isQuiet: true,
});

const endsOf = (begun: readonly BegunJob[]): Partial<Record<string, JobEnd>> =>
  Object.fromEntries(begun.flatMap(({ jobId, end }) => (end ? [[idKey(jobId), { ...end, isQuiet: true }]] : [])));
