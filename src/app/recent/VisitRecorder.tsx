import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { useMatches, type Params } from 'react-router';
import { ArmError } from '#arm/error.ts';
import { instanceIdOf, policyIdOf } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupPolicies } from '#resources/backup-policies.ts';
import { postgresServers } from '#resources/postgres-servers.ts';
import { vaults } from '#resources/vaults.ts';
import type { ResourceKind } from '../resource-kinds.ts';
import { useRecentResources } from './recent.ts';

/** Remembers which resources are opened. It sends no request: it waits until the page has loaded the resource. */
export function VisitRecorder() {
  const resource = resourceOf(useMatches().at(-1)?.params ?? {});
  if (!resource) return null;
  const Recorder = RECORDERS[resource.kind];
  return <Recorder key={resource.id} id={resource.id} />;
}

/** The resource of an address, by the parameters of its pattern. */
function resourceOf(params: Params): { kind: ResourceKind; id: string } | undefined {
  const { vaultId, instanceName, policyName, serverId } = params;
  if (serverId !== undefined) return { kind: 'server', id: serverId };
  if (vaultId === undefined) return undefined;
  if (instanceName !== undefined) return { kind: 'instance', id: instanceIdOf(vaultId, instanceName) };
  if (policyName !== undefined) return { kind: 'policy', id: policyIdOf(vaultId, policyName) };
  return { kind: 'vault', id: vaultId };
}

const nameOf = ({ name }: { name: string }): string => name;

const RECORDERS: Record<ResourceKind, (props: { id: string }) => null> = {
  vault: function VaultRecorder({ id }) {
    return useRecord('vault', id, useQuery({ ...vaults.byId(id), enabled: false, select: nameOf }));
  },
  server: function ServerRecorder({ id }) {
    return useRecord('server', id, useQuery({ ...postgresServers.byId(id), enabled: false, select: nameOf }));
  },
  instance: function InstanceRecorder({ id }) {
    const query = useQuery({
      ...backupInstances.byId(id),
      enabled: false,
      select: ({ properties }) => properties.friendlyName,
    });
    return useRecord('instance', id, query);
  },
  policy: function PolicyRecorder({ id }) {
    return useRecord('policy', id, useQuery({ ...backupPolicies.byId(id), enabled: false, select: nameOf }));
  },
};

function useRecord(kind: ResourceKind, id: string, { data: name, error }: UseQueryResult<string>): null {
  const recent = useRecentResources();
  const isGone = error instanceof ArmError && error.status === 404;
  const record = useEffectEvent(() => {
    if (isGone) recent.remove({ kind, id });
    else if (name !== undefined) recent.add({ kind, id, name });
  });
  useEffect(() => {
    record();
  }, [name, isGone]);
  return null;
}
