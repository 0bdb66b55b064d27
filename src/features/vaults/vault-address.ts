/** The addresses of the pages of a vault: the breadcrumbs above their titles. */
import { lastName, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';

/** The breadcrumbs of a page of the vault; its Overview does not link to itself. */
export const vaultCrumbs = (vaultId: ResourceId): { label: string; to: string }[] => [
  { label: 'Home', to: paths.home() },
  { label: 'Backup vaults', to: paths.vaults() },
  { label: lastName(vaultId), to: paths.vault(vaultId) },
];
