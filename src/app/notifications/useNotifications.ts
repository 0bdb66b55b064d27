import { useMutationState, useQueryClient, type Mutation } from '@tanstack/react-query';
import { notificationOf, type PortalNotification } from './notification-list.ts';

/** Everything this page was asked to do and tells about, the newest first. */
export function useNotifications(): PortalNotification[] {
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
  return told.filter((notification) => notification !== undefined).toReversed();
}

const hasEnded = ({ state }: Mutation): boolean => state.status === 'success' || state.status === 'error';
