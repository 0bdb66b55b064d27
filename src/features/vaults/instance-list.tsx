/** The list of a vault's backup instances (docs/reference/screens.md#backup-vault). */
import { DatabaseMultipleRegular } from '@fluentui/react-icons/svg/database-multiple';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { lastName } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import type { Names } from '#resources/useNames.ts';
import { columnsOf } from '#ui/list/list-column.tsx';
import { GROUP_COLUMN, LOCATION_COLUMN, placeOf, SUBSCRIPTION_COLUMN, type Place } from '#ui/list/places.ts';
import type { ListDeclaration } from '#ui/list/useList.ts';
import { stateOf } from '#ui/text/instance-commands.ts';
import { protectionStatusView } from '#ui/text/protection-status.ts';
import { StatusText } from '#ui/text/StatusText.tsx';
import { InstanceRowMenu } from './InstanceRowMenu.tsx';
import { LatestRecoveryPoint } from './LatestRecoveryPoint.tsx';

/** An instance, at the place of its datasource. */
interface InstanceRow extends Place {
  instance: BackupInstance;
  name: string;
  policy: string;
  status: ReturnType<typeof protectionStatusView>;
  /** Whether a job runs for it. */
  isBusy: boolean;
}

export function instanceRow(instance: BackupInstance, names: Names, isBusy: boolean): InstanceRow {
  const { friendlyName, dataSourceInfo, policyInfo } = instance.properties;
  return {
    instance,
    name: friendlyName,
    policy: lastName(policyInfo.policyId),
    status: protectionStatusView(stateOf(instance)),
    isBusy,
    ...placeOf(dataSourceInfo.resourceID, dataSourceInfo.resourceLocation ?? '', names),
  };
}

export const INSTANCE_LIST: ListDeclaration<InstanceRow> = {
  id: 'vault-instances',
  what: ['backup instance', 'backup instances'],
  columns: columnsOf<InstanceRow>([
    {
      id: 'instance',
      title: 'Backup instance',
      text: ({ name }) => name,
      address: ({ instance }) => paths.instance(instance.id),
    },
    { ...SUBSCRIPTION_COLUMN, title: 'Datasource subscription' },
    { ...GROUP_COLUMN, title: 'Datasource resource group' },
    { ...LOCATION_COLUMN, title: 'Datasource location', width: 120 },
    { id: 'policy', title: 'Backup policy', text: ({ policy }) => policy },
    // Each row loads its own, so the list cannot be sorted by it, and its file does not have it.
    {
      id: 'latest',
      title: 'Latest recovery point',
      width: 175,
      only: 'rows',
      cell: ({ instance }) =>
        // A deleted instance does not show its points.
        instance.properties.currentProtectionState === 'SoftDeleted' ? (
          '–'
        ) : (
          <LatestRecoveryPoint instanceId={instance.id} />
        ),
    },
    {
      id: 'status',
      title: 'Protection status',
      width: 200,
      text: ({ status }) => status.text,
      cell: ({ status }) => <StatusText {...status} />,
    },
  ]),
  rowKey: ({ instance }) => instance.id,
  order: { columnId: 'instance', direction: 'ascending' },
  search: { placeholder: 'Filter by backup instance', in: ({ name }) => [name] },
  // By the shown text: several states of the service have one name.
  filters: [{ id: 'status', label: 'Protection status', of: ({ status }) => status.text }],
  rowMenu: ({ instance, isBusy }) => <InstanceRowMenu instance={instance} isBusy={isBusy} />,
  picture: <DatabaseMultipleRegular />,
  none: {
    heading: 'Nothing is protected yet',
    text: 'A backup instance is one server with the policy that backs it up. Configure backup to protect servers in this vault.',
  },
};
