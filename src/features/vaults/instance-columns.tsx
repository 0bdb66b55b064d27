/** The columns of a vault's backup instances (docs/reference/screens.md#backup-vault). */
import { useQuery } from '@tanstack/react-query';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { lastName, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { recoveryPoints } from '#resources/recovery-points.ts';
import type { RegionText } from '#resources/region-names.ts';
import { DateTime } from '#ui/text/DateTime.tsx';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byText } from '#ui/grid/grid-sort.ts';
import { stateOf } from '#ui/text/instance-commands.ts';
import { protectionStatusView } from '#ui/text/protection-status.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';

/** The columns, given how a subscription and a region are called. */
export function instanceColumns(
  nameOf: (subscriptionId: string) => string,
  regionText: RegionText,
): GridColumn<BackupInstance>[] {
  const locationOf = ({ properties }: BackupInstance) => regionText(properties.dataSourceInfo.resourceLocation ?? '');
  const subscriptionOf = (instance: BackupInstance) => nameOf(datasourceOf(instance)?.subscriptionId ?? '');
  return [
    {
      id: 'instance',
      title: 'Backup instance',
      cell: (instance) => <RouteLink to={paths.instance(instance.id)}>{instance.properties.friendlyName}</RouteLink>,
      compare: byText(({ properties }) => properties.friendlyName),
    },
    { id: 'subscription', title: 'Datasource subscription', cell: subscriptionOf, compare: byText(subscriptionOf) },
    { id: 'group', title: 'Datasource resource group', cell: groupOf, compare: byText(groupOf) },
    { id: 'location', title: 'Datasource location', width: 120, cell: locationOf, compare: byText(locationOf) },
    { id: 'policy', title: 'Backup policy', cell: policyOf, compare: byText(policyOf) },
    {
      id: 'latest',
      title: 'Latest recovery point',
      width: 175,
      cell: (instance) =>
        // What is deleted does not show its points.
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
      cell: (instance) => <StatusText {...protectionStatusView(stateOf(instance))} />,
      compare: byText((instance) => protectionStatusView(stateOf(instance)).text),
    },
  ];
}

const datasourceOf = ({ properties }: BackupInstance) => parseResourceId(properties.dataSourceInfo.resourceID);

const groupOf = (instance: BackupInstance): string => datasourceOf(instance)?.resourceGroup ?? '';

const policyOf = ({ properties }: BackupInstance): string => lastName(properties.policyInfo.policyId);

// The list of instances does not hold it, so each row asks; a row is asked for again only after a while.
export const LATEST_FRESH_MS = 30_000;

/** When the newest recovery point of the instance was taken. */
export function LatestRecoveryPoint({ instanceId }: { instanceId: ResourceId }) {
  const { data, isError } = useQuery({ ...recoveryPoints.list(instanceId), staleTime: LATEST_FRESH_MS });
  if (isError) return <>Not known</>;
  if (!data) return null;
  const times = data
    .map(({ properties }) => properties.recoveryPointTime)
    .sort((one, other) => Date.parse(other) - Date.parse(one));
  return <DateTime value={times[0]} />;
}
