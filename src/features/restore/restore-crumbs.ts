import { lastName, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import type { Crumb } from '#ui/page/PageFrame.tsx';

/** The breadcrumbs to the backup instance that is restored. */
export const restoreCrumbs = (vaultId: ResourceId, instanceId: ResourceId, name: string): Crumb[] => [
  { label: 'Home', to: paths.home() },
  { label: 'Backup vaults', to: paths.vaults() },
  { label: `${lastName(vaultId)} | Backup instances`, to: paths.vaultInstances(vaultId) },
  { label: name, to: paths.instance(instanceId) },
];
