import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { VAULT_TYPE, type NameAvailability, type Vault, type VaultInput } from '#protocol/data-protection.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { inEverySubscription } from './subscriptions.ts';

const apiVersion = API_VERSIONS.dataProtection;

export const vaults = {
  all: () => ['vaults'] as const,

  /** The vaults of every subscription. */
  everywhere: () =>
    queryOptions({
      queryKey: [...vaults.all(), 'everywhere'],
      queryFn: ({ client, signal }) =>
        inEverySubscription(client, (scope) =>
          arm.readAll<Vault>(`${scope}/providers/${VAULT_TYPE}`, { apiVersion, signal }),
        ),
    }),

  byId: (id: ResourceId) =>
    queryOptions({
      queryKey: [...vaults.all(), 'one', idKey(id)],
      queryFn: ({ signal }) => arm.read<Vault>(id, { apiVersion, signal }),
    }),
};

/** Creates the vault and answers it when it is ready, with the identity to which roles can be given. */
export const createVault = (id: ResourceId, input: VaultInput): Promise<Vault> => arm.put(id, input, { apiVersion });

/** Whether the name is free in this resource group and region. */
export const checkVaultName = (
  group: ResourceId,
  location: string,
  name: string,
  signal?: AbortSignal,
): Promise<NameAvailability> =>
  arm.post(
    `${group}/providers/Microsoft.DataProtection/locations/${location}/checkNameAvailability`,
    { name, type: 'Microsoft.DataProtection/BackupVaults' },
    { apiVersion, signal },
  );

/** Deletes an empty vault. The service refuses while instances or policies are in it. */
export const deleteVault = (id: ResourceId): Promise<void> => arm.remove(id, { apiVersion });
