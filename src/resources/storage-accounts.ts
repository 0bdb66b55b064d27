import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { idKey, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';
import { STORAGE_ACCOUNT_TYPE, type BlobContainer, type StorageAccount } from '#protocol/storage.ts';

const apiVersion = API_VERSIONS.storage;

export const storageAccounts = {
  all: () => ['storage-accounts'] as const,

  inSubscription: (subscriptionId: string) =>
    queryOptions({
      queryKey: [...storageAccounts.all(), subscriptionId.toLowerCase()],
      queryFn: ({ signal }) =>
        arm.readAll<StorageAccount>(`${subscriptionScope(subscriptionId)}/providers/${STORAGE_ACCOUNT_TYPE}`, {
          apiVersion,
          signal,
        }),
    }),

  containers: (accountId: ResourceId) =>
    queryOptions({
      queryKey: [...storageAccounts.all(), 'containers', idKey(accountId)],
      queryFn: ({ signal }) =>
        arm.readAll<BlobContainer>(`${accountId}/blobServices/default/containers`, { apiVersion, signal }),
    }),
};
