import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { ArmError } from '#arm/error.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import {
  VAULT_TYPE,
  type NameAvailability,
  type Vault,
  type VaultInput,
  type VaultPatch,
} from '#protocol/data-protection.ts';
import { idKey, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';
import { gather, itemsOf } from './gathered.ts';
import { everySubscription } from './subscriptions.ts';

const apiVersion = API_VERSIONS.dataProtection;
/** A request for each subscription, so not on every page. Changes to a vault invalidate the list. */
const LIST_FRESH_MS = 30_000;

export const vaults = {
  all: () => ['vaults'] as const,

  /** The vaults of every subscription, and the subscriptions that could not be read. */
  gathered: () =>
    queryOptions({
      queryKey: [...vaults.all(), 'everywhere'],
      queryFn: async (context) =>
        gather(context, await everySubscription(context.client), ({ id }) =>
          arm.pages<Vault>(`${subscriptionScope(id)}/providers/${VAULT_TYPE}`, { apiVersion, signal: context.signal }),
        ),
      staleTime: LIST_FRESH_MS,
      structuralSharing: false,
    }),

  /** The vaults of every subscription that could be read. */
  everywhere: () => queryOptions({ ...vaults.gathered(), select: itemsOf<Vault> }),

  byId: (id: ResourceId) =>
    queryOptions({
      queryKey: [...vaults.all(), 'one', idKey(id)],
      queryFn: ({ signal }) => arm.read<Vault>(id, { apiVersion, signal }),
    }),

  /** Whether the name is free in this resource group and region. */
  nameCheck: (group: ResourceId, location: string, name: string) =>
    queryOptions({
      queryKey: [...vaults.nameChecks(), idKey(group), location, name.toLowerCase()],
      queryFn: ({ signal }) =>
        arm.check<NameAvailability>(
          `${group}/providers/Microsoft.DataProtection/locations/${location}/checkNameAvailability`,
          { name, type: 'Microsoft.DataProtection/BackupVaults' },
          { apiVersion, signal },
        ),
    }),
  nameChecks: () => ['vault-name'] as const,
};

/** Creates the vault and returns it when it is ready, with the identity to which roles can be given. */
export const createVault = (id: ResourceId, input: VaultInput): Promise<Vault> => arm.put(id, input, { apiVersion });

/** Whether there is such a vault. Throws any other error of the service. */
export async function vaultExists(id: ResourceId): Promise<boolean> {
  try {
    await arm.read<Vault>(id, { apiVersion });
    return true;
  } catch (error) {
    if (error instanceof ArmError && error.status === 404) return false;
    throw error;
  }
}

/**
 * Changes settings of the vault, and returns it as it is then. The service refuses to take back what is irreversible.
 */
export const changeVault = (id: ResourceId, patch: VaultPatch): Promise<Vault> => arm.patch(id, patch, { apiVersion });

/** Deletes an empty vault. The service refuses while instances or policies are in it. */
export const deleteVault = (id: ResourceId): Promise<void> => arm.remove(id, { apiVersion });
