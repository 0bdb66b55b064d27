/** Changes made outside the page: the service, called by a persona with rights. */
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { ROLE_ASSIGNMENT_TYPE, ROLE_DEFINITION_TYPE } from '#protocol/authorization.ts';
import { isRunning, type BackupInstance, type Job, type Page, type Vault } from '#protocol/data-protection.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { parseResourceId, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';

interface ServiceCall {
  method?: string;
  body?: unknown;
  /** The persona that calls. */
  as?: string;
  apiVersion?: string;
  filter?: string;
}

/** Returns the parsed body. Throws when the service refuses. */
export async function callService<T>(path: string, call: ServiceCall = {}): Promise<T> {
  const { method = 'GET', body, as = 'operator', apiVersion = API_VERSIONS.dataProtection, filter } = call;
  const url = new URL(path, location.origin);
  url.searchParams.set('api-version', apiVersion);
  if (filter !== undefined) url.searchParams.set('$filter', filter);
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${as}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/**
 * Protects the server in the vault, and returns the instance's id when protection has settled, well or badly. The
 * policy is the vault's `weekly-standard`.
 */
export async function putInstance(vaultId: ResourceId, serverId: ResourceId, name: string): Promise<ResourceId> {
  const id = `${vaultId}/backupInstances/${name}`;
  const properties = {
    objectType: 'BackupInstance',
    friendlyName: parseResourceId(serverId)?.name,
    dataSourceInfo: { objectType: 'Datasource', datasourceType: SERVER_TYPE, resourceID: serverId },
    policyInfo: { policyId: `${vaultId}/backupPolicies/weekly-standard` },
  };
  await callService(id, { method: 'PUT', body: { properties } });
  for (;;) {
    const { properties: now } = await callService<BackupInstance>(id);
    if (now.currentProtectionState !== 'ConfiguringProtection') return id;
    await nextLook();
  }
}

/** Backs up the first instance of the vault on demand, and returns its id when the job has ended. */
export async function backUp(vaultId: ResourceId): Promise<ResourceId> {
  const { value } = await callService<Page<BackupInstance>>(`${vaultId}/backupInstances`);
  const id = value[0]?.id ?? '';
  const backupRuleOptions = { ruleName: 'BackupWeekly', triggerOption: {} };
  await callService(`${id}/backup`, { method: 'POST', body: { backupRuleOptions } });
  for (;;) {
    const jobs = await callService<Page<Job>>(`${vaultId}/backupJobs`);
    if (jobs.value.length > 0 && !jobs.value.some(isRunning)) return id;
    await nextLook();
  }
}

/** Gives the vault's identity the roles that a backup of the server needs; existing ones stay. */
export async function giveBackupRoles(vaultId: ResourceId, serverId: ResourceId): Promise<void> {
  const { identity } = await callService<Vault>(vaultId);
  for (const { roleId, scope } of backupRoleNeeds(serverId)) {
    const subscription = subscriptionScope(parseResourceId(scope)?.subscriptionId ?? '');
    const properties = {
      roleDefinitionId: `${subscription}/providers/${ROLE_DEFINITION_TYPE}/${roleId}`,
      principalId: identity?.principalId,
      principalType: 'ServicePrincipal',
    };
    await callService(`${scope}/providers/${ROLE_ASSIGNMENT_TYPE}/${crypto.randomUUID()}`, {
      method: 'PUT',
      apiVersion: API_VERSIONS.authorization,
      body: { properties },
    }).catch((error: unknown) => {
      if (!String(error).includes('RoleAssignmentExists')) throw error;
    });
  }
}

/** Takes every role from the vault's identity. */
export async function withdrawRoles(vaultId: ResourceId): Promise<void> {
  const { identity } = await callService<Vault>(vaultId);
  await withdrawRolesOf(identity?.principalId ?? '', [parseResourceId(vaultId)?.subscriptionId ?? '']);
}

/** Takes every role in these subscriptions from a principal. */
export async function withdrawRolesOf(principalId: string, subscriptionIds: readonly string[]): Promise<void> {
  for (const subscriptionId of subscriptionIds) {
    const { value } = await callService<Page<{ id: string }>>(
      `/subscriptions/${subscriptionId}/providers/${ROLE_ASSIGNMENT_TYPE}`,
      { apiVersion: API_VERSIONS.authorization, filter: `principalId eq '${principalId}'` },
    );
    for (const { id } of value) {
      await callService(id, { method: 'DELETE', apiVersion: API_VERSIONS.authorization });
    }
  }
}

const nextLook = () => new Promise((resolve) => setTimeout(resolve, 20));
