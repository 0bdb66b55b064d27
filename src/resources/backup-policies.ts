import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';

const apiVersion = API_VERSIONS.dataProtection;

export const backupPolicies = {
  list: (vaultId: ResourceId) =>
    queryOptions({
      queryKey: ['backup-policies', idKey(vaultId)],
      queryFn: ({ signal }) => arm.readAll<BackupPolicy>(`${vaultId}/backupPolicies`, { apiVersion, signal }),
    }),

  byId: (id: ResourceId) =>
    queryOptions({
      queryKey: ['backup-policy', idKey(id)],
      queryFn: ({ signal }) => arm.read<BackupPolicy>(id, { apiVersion, signal }),
    }),
};
