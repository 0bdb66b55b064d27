import { lastName, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import type { Crumb } from '#ui/page/PageFrame.tsx';

/** The way to a backup instance, from which one restores. */
export const restoreCrumbs = (vaultId: ResourceId, instanceId: ResourceId, name: string): Crumb[] => [
  { label: 'Home', to: paths.home() },
  { label: 'Backup vaults', to: paths.vaults() },
  { label: `${lastName(vaultId)} | Backup instances`, to: paths.vaultInstances(vaultId) },
  { label: name, to: paths.instance(instanceId) },
];
