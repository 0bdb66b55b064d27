/** Creating a vault: two requests when its resource group is new, and one notification. */
import { mutationOptions } from '@tanstack/react-query';
import { ArmError } from '#arm/error.ts';
import type { Vault, VaultInput } from '#protocol/data-protection.ts';
import { lastName, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { news } from './mutation-meta.ts';
import { createResourceGroup, resourceGroups } from './resource-groups.ts';
import { createVault, vaultExists, vaults } from './vaults.ts';

export interface NewVault {
  id: ResourceId;
  input: VaultInput;
  /** The group in the id does not exist yet. */
  isGroupNew: boolean;
}

/**
 * Creates the vault, after its group where that is new; returns the vault when it is ready. Throws an `ArmError` with
 * status 409 when there is one of that name.
 */
export const vaultCreation = mutationOptions({
  mutationFn: async ({ id, input, isGroupNew }: NewVault): Promise<Vault> => {
    const { subscriptionId = '', resourceGroup = '' } = parseResourceId(id) ?? {};
    if (isGroupNew) await createResourceGroup(subscriptionId, resourceGroup, input.location);
    // PUT silently changes an existing vault (docs/reference/arm.md#12-routes), so the vault is read first.
    else if (await vaultExists(id)) {
      throw new ArmError({ status: 409, code: 'BackupVaultExists', message: NAME_TAKEN });
    }
    return createVault(id, input);
  },
  meta: news<NewVault, Vault>({
    notification: {
      start: (vault) => ({ title: 'Creating Backup vault', body: sentence(vault) }),
      done: (vault) => ({ title: 'Backup vault created', body: sentence(vault) }),
      failed: (vault, error) => ({
        title: 'Failed to create Backup vault',
        body: `${sentence(vault)}. ${error.message}`,
      }),
    },
    invalidates: ({ id }) => [
      vaults.all(),
      vaults.nameChecks(),
      resourceGroups.list(parseResourceId(id)?.subscriptionId ?? '').queryKey,
    ],
  }),
});

const NAME_TAKEN = 'A Backup vault with this name already exists in the resource group. Choose another name.';

const sentence = ({ id, input }: NewVault): string => `'${lastName(id)}' in ${input.location}`;
