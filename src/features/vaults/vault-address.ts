/** Where the pages of a vault stand: the links above their titles. */
import type { ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';

/** The vault's name, as its id has it. */
export const vaultNameOf = (vaultId: ResourceId): string => vaultId.split('/').at(-1) ?? vaultId;

/** The links above a page of the vault; its Overview does not lead to itself. */
export const vaultCrumbs = (vaultId: ResourceId): { label: string; to: string }[] => [
  { label: 'Home', to: paths.home() },
  { label: 'Backup vaults', to: paths.vaults() },
  { label: vaultNameOf(vaultId), to: paths.vault(vaultId) },
];
