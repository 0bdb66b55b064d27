import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { grantsAction } from '#protocol/authorization.ts';
import { VAULT_TYPE, type Vault, type VaultPatch } from '#protocol/data-protection.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { permissions } from '#resources/authorization.ts';
import { news } from '#resources/mutation-meta.ts';
import { changeVault, vaults } from '#resources/vaults.ts';
import { vaultNameOf } from '../vault-address.ts';

/** Changes the vault, and tells of it. `what` is what changes, such as `soft delete`. */
export function useVaultChange(vaultId: ResourceId, what: string) {
  const client = useQueryClient();
  const body = `'${vaultNameOf(vaultId)}'`;
  return useMutation({
    mutationFn: (patch: VaultPatch) => changeVault(vaultId, patch),
    onSuccess: (vault: Vault) => {
      // The page below shows it at once.
      client.setQueryData(vaults.byId(vaultId).queryKey, vault);
    },
    meta: news({
      notification: {
        start: { title: `Updating ${what}`, body },
        done: { title: `Updated ${what}`, body },
        failed: (_, error) => ({ title: `Failed to update ${what}`, body: `${body}: ${error.message}` }),
      },
      invalidates: [vaults.all()],
    }),
  });
}

const WRITE = `${VAULT_TYPE}/write`;

interface ChangeRight {
  /** Why the person may not change the vault; undefined when they may, and when nobody knows: the service decides. */
  noChange: string | undefined;
  /** Their permissions are still being read. */
  isPending: boolean;
}

/** Whether the person may change the vault. */
export function useChangeRight(vaultId: ResourceId): ChangeRight {
  const { data, isPending } = useQuery(permissions.at(vaultId));
  const isMissing = data !== undefined && !grantsAction(data, WRITE);
  return { noChange: isMissing ? `You need the permission ${WRITE} at this vault.` : undefined, isPending };
}
