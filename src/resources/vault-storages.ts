/** Where the recovery points of a vault can lie, where the back end tells of it (decision 40). */
import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { VAULT_TYPE, type VaultStorageFacts } from '#protocol/data-protection.ts';
import { subscriptionScope } from '#protocol/resource-id.ts';
import type { ResourceProvider } from '#protocol/resources.ts';
import { subscriptions } from './subscriptions.ts';

const [NAMESPACE = '', TYPE = ''] = VAULT_TYPE.split('/');

export const vaultStorages = {
  /** The one that is taken by itself first; empty where the back end tells of none. It is the same in every subscription: one is asked. */
  told: () =>
    queryOptions({
      queryKey: ['vault-storages'],
      queryFn: async ({ client, signal }): Promise<VaultStorageFacts[]> => {
        const [first] = await client.query(subscriptions.list());
        if (!first) return [];
        const { resourceTypes } = await arm.read<ResourceProvider>(
          `${subscriptionScope(first.subscriptionId)}/providers/${NAMESPACE}`,
          { apiVersion: API_VERSIONS.providers, signal },
        );
        const vaults = resourceTypes.find(({ resourceType }) => resourceType.toLowerCase() === TYPE.toLowerCase());
        return vaults?.vaultStorages ?? [];
      },
      staleTime: Infinity,
    }),
};

/** The storages that there is a choice of; none where there is one. */
export const offeredOf = (storages: readonly VaultStorageFacts[]): readonly VaultStorageFacts[] =>
  storages.length > 1 ? storages : [];
