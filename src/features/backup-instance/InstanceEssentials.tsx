import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { BackupInstance, InstanceProof, RecoveryPoint, Vault } from '#protocol/data-protection.ts';
import { lastName, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupPolicies } from '#resources/backup-policies.ts';
import { regionAsItIs, regionNames } from '#resources/region-names.ts';
import { serviceTime } from '#resources/service-time.ts';
import { subscriptionName, subscriptions } from '#resources/subscriptions.ts';
import { vaults } from '#resources/vaults.ts';
import { agoText } from '#ui/text/ago-text.ts';
import { DateTime } from '#ui/text/DateTime.tsx';
import { NextBackup } from '#ui/text/NextBackup.tsx';
import { datasourceTypeText } from '#ui/text/datasource-type.ts';
import { Essentials } from '#ui/page/Essentials.tsx';
import { stateOf } from '#ui/text/instance-commands.ts';
import { scheduleText } from '#ui/text/policy-text.ts';
import { protectionStatusView } from '#ui/text/protection-status.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { vaultRedundancyText } from '#ui/text/vault-text.ts';

import { timeToRestoreText } from './proof/proof-text.ts';

interface InstanceEssentialsProps {
  instance: BackupInstance;
  vaultId: ResourceId;
  points: readonly RecoveryPoint[] | undefined;
}

/**
 * The most important facts about a backup instance (docs/reference/screens.md#backup-instance): the server at the left,
 * its backup at the right.
 */
export function InstanceEssentials({ instance, vaultId, points }: InstanceEssentialsProps) {
  const { dataSourceInfo, policyInfo } = instance.properties;
  const state = stateOf(instance);
  const { data: names } = useQuery(subscriptions.list());
  const { data: regionText = regionAsItIs } = useQuery(regionNames());
  const { data: vault } = useQuery(vaults.byId(vaultId));
  const { data: policy } = useQuery(backupPolicies.byId(policyInfo.policyId));
  const server = parseResourceId(dataSourceInfo.resourceID);
  const subscriptionId = server?.subscriptionId ?? '';
  const policyName = lastName(policyInfo.policyId);
  const left: Fact[] = [
    {
      label: 'Datasource',
      value: (
        <RouteLink to={paths.server(dataSourceInfo.resourceID)}>
          {dataSourceInfo.resourceName ?? server?.name}
        </RouteLink>
      ),
    },
    { label: 'Datasource type', value: datasourceTypeText(dataSourceInfo.datasourceType ?? '') },
    { label: 'Subscription', value: subscriptionName(names, subscriptionId) },
    { label: 'Subscription ID', value: subscriptionId },
    { label: 'Resource group', value: server?.resourceGroup },
    { label: 'Location', value: regionText(dataSourceInfo.resourceLocation ?? '') },
    { label: 'Status', value: <StatusText {...protectionStatusView(state)} /> },
    { label: 'Protected since', value: <ProtectedSince instance={instance} points={points} /> },
  ];
  const right: Fact[] = [
    {
      label: 'Backup Vault',
      value: <RouteLink to={paths.vault(vaultId)}>{vault?.name ?? lastName(vaultId)}</RouteLink>,
    },
    { label: 'Backup Policy', value: <RouteLink to={paths.policy(policyInfo.policyId)}>{policyName}</RouteLink> },
    { label: 'Schedule', value: policy && scheduleText(policy.properties) },
    { label: 'Backup storage redundancy', value: vault && vaultRedundancyText(vault) },
    { label: 'Managed identity type', value: vault && identityTypeText(vault) },
    { label: 'Managed identity Id', value: vault?.identity?.principalId ?? (vault && 'None') },
    { label: 'Latest recovery point', value: points && <DateTime value={timesOf(points).at(-1)} /> },
    {
      label: 'Next scheduled backup',
      value: policy && <NextBackup state={state} policy={policy.properties} now={serviceTime()} />,
    },
  ];
  if (vault?.properties.proofSettings) {
    const proof = instance.properties.proof;
    left.push({ label: 'Newest proven point', value: <NewestProven proof={proof} /> });
    right.push({ label: 'Newest verified point', value: <DateTime value={proof?.newestVerifiedTime} /> });
  }
  // Row by row: the grid of Essentials fills both columns in reading order.
  const facts = left.flatMap((fact, at) => [fact, ...right.slice(at, at + 1)]);
  return <Essentials facts={facts} json={{ title: instance.properties.friendlyName, value: instance }} />;
}

interface Fact {
  label: string;
  value: ReactNode;
}

/** The age of the newest point that was restored and compared, and how long that took. */
function NewestProven({ proof }: { proof: InstanceProof | undefined }) {
  if (proof?.newestProvenTime === undefined) {
    return <>{proof?.drillUnavailable === undefined ? 'None yet' : `None. ${proof.drillUnavailable}`}</>;
  }
  const toRestore = timeToRestoreText(proof.timeToRestore);
  const ago = agoText(proof.newestProvenTime, serviceTime());
  return <>{toRestore === undefined ? ago : `${ago} · ${toRestore} to restore`}</>;
}

function identityTypeText(vault: Vault): string {
  const type = vault.identity?.type ?? 'None';
  return { systemassigned: 'System assigned', userassigned: 'User assigned', none: 'None' }[type.toLowerCase()] ?? type;
}

/** As the service reports it; otherwise it was true at the latest when the oldest recovery point was made. */
function ProtectedSince({ instance, points }: Pick<InstanceEssentialsProps, 'instance' | 'points'>) {
  const created = instance.systemData?.createdAt;
  if (created !== undefined) return <DateTime value={created} />;
  if (!points) return null;
  const [oldest] = timesOf(points);
  return oldest === undefined ? (
    <>–</>
  ) : (
    <>
      <DateTime value={oldest} /> or earlier
    </>
  );
}

/** When the points were made, the oldest first. */
const timesOf = (points: readonly RecoveryPoint[]): string[] =>
  points
    .map(({ properties }) => properties.recoveryPointTime)
    .toSorted((one, other) => Date.parse(one) - Date.parse(other));
