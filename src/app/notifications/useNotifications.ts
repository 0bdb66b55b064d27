import { useMutationState } from '@tanstack/react-query';
import { notificationOf, type PortalNotification } from './notification-list.ts';

/** Everything this page was asked to do and tells about, the newest first. */
export function useNotifications(): PortalNotification[] {
  const told = useMutationState({
    filters: { predicate: ({ meta }) => meta?.notification !== undefined },
    select: ({ mutationId, meta, state }) =>
      meta?.notification && notificationOf({ mutationId, notification: meta.notification, state }),
  });
  return told.filter((notification) => notification !== undefined).toReversed();
}
