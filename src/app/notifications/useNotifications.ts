import { useMutationState, useQueryClient, type Mutation } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { begunJobs, keepBegunJobs, type BegunJob } from './begun-jobs.ts';
import { notificationOf, withEnd, type JobEnd, type PortalNotification } from './notification-list.ts';

interface Notifications {
  /** The newest first. */
  notifications: readonly PortalNotification[];
  /** Those that an earlier load of this tab has told of already. */
  earlier: readonly PortalNotification[];
  /** What came of a job that one of them began. */
  onEnd: (jobId: ResourceId, end: JobEnd) => void;
  dismiss: (notifications: readonly PortalNotification[]) => void;
}

/** Everything this tab was asked to do and tells about, and what came of the jobs that it began. */
export function useNotifications(): Notifications {
  const told = useToldMutations();
  const [before, setBefore] = useState(() => begunJobs(sessionStorage));
  const [ends, setEnds] = useState(() => endsOf(before));
  const [earlier] = useState(() => before.map((begun, at) => withEnd(notificationFor(begun, at), endsOf([begun]))));
  const notifications = useMemo(
    () =>
      [...told, ...before.map(notificationFor)]
        .map((notification) => withEnd(notification, ends))
        .sort((one, other) => other.askedAt - one.askedAt),
    [told, before, ends],
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
      // The list is a view of the mutations: those themselves are forgotten.
      const ids = new Set(gone.map(({ mutationId }) => mutationId));
      for (const mutation of cache.getAll()) if (ids.has(mutation.mutationId)) cache.remove(mutation);
      const jobs = new Set(gone.map(({ jobId }) => jobId));
      setBefore((known) => known.filter(({ jobId }) => !jobs.has(jobId)));
    },
  };
}

function useToldMutations(): readonly PortalNotification[] {
  const cache = useQueryClient().getMutationCache();
  // Typed where it was written (`news`); here it is only known to fit its own mutation.
  const partsOf = ({ meta, state }: Mutation) => meta?.notification?.parts?.(state.variables as never);
  const told = useMutationState({
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
  return useMemo(() => told.filter((notification) => notification !== undefined).toReversed(), [told]);
}

const hasEnded = ({ state }: Mutation): boolean => state.status === 'success' || state.status === 'error';

/** What was begun before the tab was loaded again, without another toast for what was told then. */
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
