import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import { lastName, type ResourceId } from '#protocol/resource-id.ts';
import { instanceIdOf, paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { isNotFound, type WayBack } from '#ui/state/NotFoundState.tsx';
import type { Crumb } from '#ui/page/PageFrame.tsx';

const SERVICE = POSTGRES_SERVERS.words.service;
const HOME: Crumb = { label: 'Home', to: paths.home() };

/** The resource of an activity log, and where its page is. */
export interface LogPlace {
  resourceId: ResourceId;
  name: string;
  subtitle: string;
  breadcrumb: Crumb[];
  closeTo?: string;
  /** For a resource that does not exist: where to go instead. If it has no events, it never existed. */
  gone?: { what: string; back: WayBack; error: unknown };
}

/** The resource in the address: a vault, a backup instance in one, or a server. */
export function useLogPlace(): LogPlace {
  const { vaultId, instanceName, serverId } = useParams();
  const instanceId = vaultId === undefined || instanceName === undefined ? '' : instanceIdOf(vaultId, instanceName);
  const instance = useQuery({ ...backupInstances.byId(instanceId), enabled: instanceId !== '' });
  if (vaultId === undefined)
    return resourcePlace(serverId ?? '', SERVICE, { label: `${SERVICE}s`, to: paths.servers() });
  const vaults = { label: 'Backup vaults', to: paths.vaults() };
  if (instanceName === undefined) return resourcePlace(vaultId, 'Backup vault', vaults);
  const list = paths.vaultInstances(vaultId);
  const name = instance.data?.properties.friendlyName ?? instanceName;
  return {
    resourceId: instanceId,
    name,
    subtitle: 'Backup instance',
    breadcrumb: [
      HOME,
      vaults,
      { label: `${lastName(vaultId)} | Backup instances`, to: list },
      { label: name, to: paths.instance(instanceId) },
    ],
    closeTo: paths.instance(instanceId),
    ...(isNotFound(instance.error) && {
      gone: {
        what: 'The backup instance',
        back: { to: list, label: 'Go to the backup instances of the vault' },
        error: instance.error,
      },
    }),
  };
}

function resourcePlace(resourceId: ResourceId, subtitle: string, list: Crumb): LogPlace {
  const name = lastName(resourceId);
  const own = subtitle === SERVICE ? paths.server(resourceId) : paths.vault(resourceId);
  return { resourceId, name, subtitle, breadcrumb: [HOME, list, { label: name, to: own }] };
}
