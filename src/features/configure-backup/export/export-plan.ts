/**
 * The content of an export in any language: the vault (which must exist), its policy, the roles that its identity
 * needs, and one backup instance for each server of the draft.
 */
import { armGuid } from '#protocol/arm-guid.ts';
import { ROLE_DEFINITION_TYPE, roleGuid, type RoleAssignment } from '#protocol/authorization.ts';
import { POLICY_TYPE, VAULT_TYPE, type BackupInstance } from '#protocol/data-protection.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import type { BackupPolicyProperties } from '#protocol/policy.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import {
  idKey,
  parseResourceId,
  resourceGroupScope,
  resourceId,
  sameId,
  subscriptionScope,
  type ResourceId,
} from '#protocol/resource-id.ts';
import { backupInstanceInput } from '../backup-instance-input.ts';
import { instanceIdIn } from '../review/plan.ts';
import type { ExportSource } from './export-source.ts';

/** Where a resource is. Ids are spelled as ARM's documentation does, because Terraform reads no other case. */
export interface Place {
  id: ResourceId;
  name: string;
  subscriptionId: string;
  resourceGroup: string;
}

export interface ExportPlan {
  vault: Place & { location: string; principalId: string };
  policy: { id: ResourceId; name: string; properties: BackupPolicyProperties };
  /** The resource groups of the servers, in the order of the list. */
  groups: ExportedGroup[];
  instances: ExportedInstance[];
}

export interface ExportedGroup {
  subscriptionId: string;
  name: string;
  /** Reader, once for the group. */
  reader: ExportedGrant;
  servers: { server: Place; backup: ExportedGrant }[];
}

export interface ExportedGrant {
  /** Of the role assignment: its existing GUID, else one that is the same on each run. */
  name: string;
  roleId: string;
  roleName: string;
  roleDefinitionId: ResourceId;
  scope: ResourceId;
  /** The id of the assignment, when it exists. */
  existing: ResourceId | undefined;
}

export interface ExportedInstance {
  /** The last segment of its id. */
  name: string;
  /** The name that the portal shows. */
  friendlyName: string;
  server: Place & { location: string };
  /** Its id, when the vault has it already. */
  existing: ResourceId | undefined;
}

/** Existing resources. Unknown ones count as missing. */
export interface ExportFacts {
  assignments: readonly RoleAssignment[];
  instances: readonly BackupInstance[];
}

export function exportPlan(source: ExportSource, facts: ExportFacts): ExportPlan {
  const { principalId } = source;
  const vault = placeOf(source.vault.id, VAULT_TYPE);
  const instances = source.rows.map(({ row, server }): ExportedInstance => {
    const id = instanceIdIn(vault.id, row.resourceName);
    return {
      name: row.resourceName,
      friendlyName: row.instanceName.trim(),
      server: { ...placeOf(server.id, SERVER_TYPE), location: server.location },
      existing: facts.instances.some((instance) => sameId(instance.id, id)) ? id : undefined,
    };
  });
  const { name } = source.policy;
  return {
    vault: { ...vault, location: source.vault.location, principalId },
    policy: {
      id: resourceId(groupOf(vault), POLICY_TYPE, vault.name, name),
      name,
      properties: source.policy.properties,
    },
    groups: groupsOf(
      instances.map(({ server }) => server),
      principalId,
      facts.assignments,
    ),
    instances,
  };
}

/** Every role assignment of a plan, grouped by resource group. */
export const grantsIn = ({ groups }: Pick<ExportPlan, 'groups'>): ExportedGrant[] =>
  groups.flatMap(({ reader, servers }) => [reader, ...servers.map(({ backup }) => backup)]);

/** The properties of a new instance (docs/reference/arm.md#62-datasource), without the fields that are null. */
export function instanceProperties({ friendlyName, server }: ExportedInstance, policyId: ResourceId) {
  const { objectType, dataSourceInfo } = backupInstanceInput(server, policyId, friendlyName);
  return { objectType, friendlyName, dataSourceInfo, policyInfo: { policyId } };
}

function groupsOf(
  servers: readonly Place[],
  principalId: string,
  assignments: readonly RoleAssignment[],
): ExportedGroup[] {
  const groups = new Map<string, ExportedGroup>();
  for (const server of servers) {
    const key = idKey(groupOf(server));
    const [backupNeed, readerNeed] = backupRoleNeeds(server.id);
    if (!backupNeed || !readerNeed) continue;
    const grant = (need: typeof backupNeed) => grantOf(need, server.subscriptionId, principalId, assignments);
    const group = groups.get(key) ?? {
      subscriptionId: server.subscriptionId,
      name: server.resourceGroup,
      reader: grant(readerNeed),
      servers: [],
    };
    group.servers.push({ server, backup: grant(backupNeed) });
    groups.set(key, group);
  }
  return [...groups.values()];
}

/**
 * An existing assignment keeps its name: the service refuses a second one of the same role at the same scope
 * (docs/reference/arm.md#73-assignments). One that is inherited from above does not count at this scope, and does no
 * harm beside it.
 */
function grantOf(
  need: { roleId: string; roleName: string; scope: ResourceId },
  subscriptionId: string,
  principalId: string,
  assignments: readonly RoleAssignment[],
): ExportedGrant {
  const roleDefinitionId = `${subscriptionScope(subscriptionId)}/providers/${ROLE_DEFINITION_TYPE}/${need.roleId}`;
  const known = assignments.find(
    ({ properties }) =>
      sameId(properties.scope, need.scope) &&
      roleGuid(properties.roleDefinitionId) === need.roleId &&
      properties.principalId.toLowerCase() === principalId.toLowerCase(),
  );
  return {
    ...need,
    // Spelled as it exists: Terraform would create an assignment again whose scope differs in case.
    scope: known?.properties.scope ?? need.scope,
    name: known?.name ?? armGuid(need.scope, principalId, roleDefinitionId),
    roleDefinitionId,
    existing: known?.id,
  };
}

function placeOf(id: ResourceId, type: string): Place {
  const parsed = parseResourceId(id);
  const { subscriptionId = '', resourceGroup = '', name = id } = parsed ?? {};
  return {
    id: resourceId(resourceGroupScope(subscriptionId, resourceGroup), type, name),
    name,
    subscriptionId,
    resourceGroup,
  };
}

const groupOf = ({ subscriptionId, resourceGroup }: Place): ResourceId =>
  resourceGroupScope(subscriptionId, resourceGroup);
