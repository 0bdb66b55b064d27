import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { BackupInstance, RecoveryPoint, Vault } from '#protocol/data-protection.ts';
import { parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupPolicies } from '#resources/backup-policies.ts';
import { subscriptionName, subscriptions } from '#resources/subscriptions.ts';
import { vaults } from '#resources/vaults.ts';
import { DateTime } from '#ui/DateTime.tsx';
import { datasourceTypeText } from '#ui/datasource-type.ts';
import { Essentials } from '#ui/Essentials.tsx';
import { scheduleText } from '#ui/policy-text.ts';
import { protectionStatusView } from '#ui/protection-status.ts';
import { RouteLink } from '#ui/RouteLink.tsx';
import { StatusText } from '#ui/StatusText.tsx';
import { vaultRedundancyText } from '#ui/vault-text.ts';

interface InstanceEssentialsProps {
  instance: BackupInstance;
  vaultId: ResourceId;
  points: readonly RecoveryPoint[] | undefined;
}

/** What one wants to know of a backup instance first (portal-ux C.13): the server at the left, its backup at the right. */
export function InstanceEssentials({ instance, vaultId, points }: InstanceEssentialsProps) {
  const { dataSourceInfo, currentProtectionState, policyInfo } = instance.properties;
  const { data: names } = useQuery(subscriptions.list());
  const { data: vault } = useQuery(vaults.byId(vaultId));
  const { data: policy } = useQuery(backupPolicies.byId(policyInfo.policyId));
  const server = parseResourceId(dataSourceInfo.resourceID);
  const subscriptionId = server?.subscriptionId ?? '';
  const policyName = parseResourceId(policyInfo.policyId)?.name ?? policyInfo.policyId;
  const left: Fact[] = [
    { label: 'Datasource', value: dataSourceInfo.resourceName ?? server?.name },
    { label: 'Datasource type', value: datasourceTypeText(dataSourceInfo.datasourceType ?? '') },
    { label: 'Subscription', value: subscriptionName(names, subscriptionId) },
    { label: 'Subscription ID', value: subscriptionId },
    { label: 'Resource group', value: server?.resourceGroup },
    { label: 'Location', value: dataSourceInfo.resourceLocation },
    { label: 'Status', value: <StatusText {...protectionStatusView(currentProtectionState)} /> },
  ];
  const right: Fact[] = [
    {
      label: 'Backup Vault',
      value: <RouteLink to={paths.vault(vaultId)}>{vault?.name ?? vaultId.split('/').at(-1)}</RouteLink>,
    },
    { label: 'Backup Policy', value: <RouteLink to={paths.policy(policyInfo.policyId)}>{policyName}</RouteLink> },
    { label: 'Schedule', value: policy && scheduleText(policy.properties) },
    { label: 'Backup storage redundancy', value: vault && vaultRedundancyText(vault) },
    { label: 'Managed identity type', value: vault && identityTypeText(vault) },
    { label: 'Managed identity Id', value: vault?.identity?.principalId ?? (vault && 'None') },
    { label: 'Latest recovery point', value: points && <DateTime value={latest(points)} /> },
  ];
  // Row by row: the grid of Essentials fills both columns in reading order.
  const facts = left.flatMap((fact, at) => [fact, ...right.slice(at, at + 1)]);
  return <Essentials facts={facts} json={{ title: instance.properties.friendlyName, value: instance }} />;
}

interface Fact {
  label: string;
  value: ReactNode;
}

function identityTypeText(vault: Vault): string {
  const type = vault.identity?.type ?? 'None';
  return { systemassigned: 'System assigned', userassigned: 'User assigned', none: 'None' }[type.toLowerCase()] ?? type;
}

const latest = (points: readonly RecoveryPoint[]): string | undefined =>
  points
    .map(({ properties }) => properties.recoveryPointTime)
    .toSorted((one, other) => Date.parse(other) - Date.parse(one))[0];
