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
    }),
};
