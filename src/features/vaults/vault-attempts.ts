/** What the commands of one vault's pages need from the service; its pages share the known refusals. */
import { configuringIn, deletionOfVault, policyIn, restoringFrom, type Attempt } from '#protocol/refusals.ts';
import type { ResourceId } from '#protocol/resource-id.ts';

type VaultCommand = 'configure' | 'restore' | 'addPolicy' | 'delete';

export const vaultAttempts = (vaultId: ResourceId): Record<VaultCommand, Attempt> => ({
  configure: configuringIn(vaultId),
  restore: restoringFrom(vaultId),
  addPolicy: policyIn(vaultId),
  delete: deletionOfVault(vaultId),
});
