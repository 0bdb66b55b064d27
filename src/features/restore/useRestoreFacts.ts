import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { RESTORE_TO_SERVER } from '#protocol/restore.ts';
import { postgresServers } from '#resources/postgres-servers.ts';
import { recoveryPoints } from '#resources/recovery-points.ts';
import { pointContents } from '#resources/restores.ts';
import { storageAccounts } from '#resources/storage-accounts.ts';
import { newestFirst } from '#ui/text/point-text.ts';
import type { RestoreFacts } from './restore-choices.ts';
import type { RestoreForm } from './restore-form.ts';

/** Facts about the choices. The target falls back to files when the point cannot be restored into a server. */
export function useRestoreFacts(
  instanceId: ResourceId,
  instance: BackupInstance,
  chosen: RestoreForm,
  pointName: string | null,
) {
  const points = useQuery({ ...recoveryPoints.list(instanceId), select: newestFirst });
  const point =
    pointName === null ? points.data?.[0] : points.data?.find(({ name }) => name === pointName.toLowerCase());
  const contents = useQuery({ ...pointContents.of(point?.id ?? ''), enabled: point !== undefined });
  const isServer =
    chosen.target === 'server' && contents.data?.allowedRestoreTargetTypes.includes(RESTORE_TO_SERVER) !== false;
  const form = useMemo((): RestoreForm => ({ ...chosen, target: isServer ? 'server' : 'files' }), [chosen, isServer]);

  const subscriptionId =
    form.subscriptionId ?? parseResourceId(instance.properties.dataSourceInfo.resourceID)?.subscriptionId ?? '';
  const { data: accounts } = useQuery({ ...storageAccounts.inSubscription(subscriptionId), enabled: !isServer });
  const { data: containers } = useQuery({
    ...storageAccounts.containers(form.accountId ?? ''),
    enabled: !isServer && form.accountId !== undefined,
  });
  const { data: present } = useQuery({
    ...postgresServers.databases(form.serverId ?? ''),
    enabled: isServer && form.serverId !== undefined,
  });
  const databases = contents.data?.databases;
  const facts = useMemo(
    (): RestoreFacts => ({
      instance,
      point,
      accounts,
      containers: containers?.map(({ name }) => name),
      databases: databases ?? [],
      present: present?.map(({ name }) => name),
    }),
    [instance, point, accounts, containers, databases, present],
  );
  return { form, facts, points, contents, subscriptionId };
}
