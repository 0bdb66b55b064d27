/** Where the recovery points of a new vault can lie, where the back end tells of more than one place (decision 40). */
import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { VAULT_TYPE, type VaultStorageFacts } from '#protocol/data-protection.ts';
import { subscriptionScope } from '#protocol/resource-id.ts';
import type { ResourceProvider } from '#protocol/resources.ts';
import { subscriptions } from './subscriptions.ts';

const [NAMESPACE = '', TYPE = ''] = VAULT_TYPE.split('/');

export const vaultStorages = {
  /** The one that is taken by itself first; empty where there is no choice. It is the same in every subscription: one is asked. */
  offered: () =>
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
        const storages = vaults?.vaultStorages ?? [];
        return storages.length > 1 ? storages : [];
      },
      staleTime: Infinity,
    }),
};
