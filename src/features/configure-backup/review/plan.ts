/** What Configure backup will do: one request for each server, in the order of the list. */
import { INSTANCE_TYPE, type BackupInstanceInput } from '#protocol/data-protection.ts';
import type { DatasourceResource } from '#protocol/datasource-type.ts';
import { groupScopeOf, idKey, parseResourceId, resourceId, type ResourceId } from '#protocol/resource-id.ts';
import { backupInstanceInput } from '../backup-instance-input.ts';
import type { Draft } from '../draft-schema.ts';

export interface PlannedInstance {
  /** The address of the request, and the instance that it makes. */
  instanceId: ResourceId;
  input: BackupInstanceInput;
}

/** Empty as long as the draft lacks something that the requests need. */
export function plan(draft: Draft, servers: ReadonlyMap<string, DatasourceResource> | undefined): PlannedInstance[] {
  const { vaultId, policyId, rows } = draft;
  if (vaultId === undefined || policyId === undefined || !servers) return [];
  return rows.flatMap((row) => {
    const server = servers.get(idKey(row.serverId));
    if (!server) return [];
    const input = backupInstanceInput(server, policyId, row.instanceName.trim());
    return { instanceId: instanceIdIn(vaultId, row.resourceName), input };
  });
}

/** The id of a row's backup instance in a vault. */
export const instanceIdIn = (vaultId: ResourceId, resourceName: string): ResourceId =>
  resourceId(groupScopeOf(vaultId), INSTANCE_TYPE, parseResourceId(vaultId)?.name ?? '', resourceName);
