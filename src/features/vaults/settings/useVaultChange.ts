import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Vault, VaultPatch } from '#protocol/data-protection.ts';
import { changeOfVault } from '#protocol/refusals.ts';
import { lastName, type ResourceId } from '#protocol/resource-id.ts';
import { news } from '#resources/mutation-meta.ts';
import { useRefusals } from '#resources/useRefusals.ts';
import { changeVault, vaults } from '#resources/vaults.ts';

/** Changes the vault, and notifies. `what` is the name of the setting, such as `soft delete`. */
export function useVaultChange(vaultId: ResourceId, what: string) {
  const client = useQueryClient();
  const body = `'${lastName(vaultId)}'`;
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

interface ChangeRight {
  /** Why a change of the vault would be refused; undefined when it would not, and when that is unknown. */
  noChange: string | undefined;
  /** Their permissions are still being read. */
  isPending: boolean;
}

/** Whether the service would accept a change of the vault, according to rights and locks. */
export function useChangeRight(vaultId: ResourceId): ChangeRight {
  const { refused, isPending } = useRefusals({ change: changeOfVault(vaultId) });
  return { noChange: refused.change, isPending };
}
