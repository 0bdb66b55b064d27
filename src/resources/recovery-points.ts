import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type { RecoveryPoint } from '#protocol/data-protection.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';

export const recoveryPoints = {
  all: () => ['recovery-points'] as const,

  list: (instanceId: ResourceId) =>
    queryOptions({
      queryKey: [...recoveryPoints.all(), idKey(instanceId)],
      queryFn: ({ signal }) =>
        arm.readAll<RecoveryPoint>(`${instanceId}/recoveryPoints`, { apiVersion: API_VERSIONS.dataProtection, signal }),
      // Drawing ten thousand points is faster than a deep comparison of them.
      structuralSharing: false,
      refetchInterval: ({ state }) => (state.data?.some(isWaiting) ? POLL_MS : false),
    }),
};

const POLL_MS = 5_000;

/** Whether a copy of it is being made. One that failed waits for minutes or hours. */
const isWaiting = ({ properties: { copies = [] } }: RecoveryPoint): boolean =>
  copies.some(({ state }) => state === 'Waiting');
