/** Preparation of journeys: protection, backups and rights, over the REST API. */
import { randomUUID } from 'node:crypto';
import { ROLE_IDS, type RoleAssignment } from '#protocol/authorization.ts';
import type { BackupInstance, Job, Vault } from '#protocol/data-protection.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { backupRule, retentionRules, type BackupPolicy } from '#protocol/policy.ts';
import type { Subscription } from '#protocol/resources.ts';
import { expect, type World } from './fixtures.ts';
import { POLICY_NAME, SERVER_NAME, serverId, SUBSCRIPTION, VAULT_ID } from './ids.ts';

const BACKUP = 'api-version=2025-07-01';
const ROLES = 'api-version=2022-04-01';
const AUTHORIZATION = 'providers/Microsoft.Authorization';
/** How long the service's work may take on a busy machine. */
const PATIENCE_MS = 60_000;

/** Sends a request that must succeed. Returns the response body. */
async function must<Body>(world: World, request: Parameters<World['arm']>[0]): Promise<Body> {
  const { status, body } = await world.arm<Body>(request);
  expect(status, `${request.method} ${request.path}: ${JSON.stringify(body)}`).toBeLessThan(300);
  return body;
}

interface Protection {
  server?: string;
  vault?: string;
  policy?: string;
}

/** Protects a server of the vault's region with everything that this needs. Returns the id of the backup instance. */
export async function protect(world: World, protection: Protection = {}): Promise<string> {
  const { server = serverId(SERVER_NAME), vault = VAULT_ID } = protection;
  const { identity } = await must<Vault>(world, { method: 'GET', path: `${vault}?${BACKUP}` });
  for (const { scope, roleId } of backupRoleNeeds(server))
    await give(world, roleId, identity?.principalId ?? '', scope);
  const id = await configure(world, protection);
  await expectState(world, id, 'ProtectionConfigured');
  return id;
}

/** Requests protection, whether or not the vault may protect the server. Returns the id of the backup instance. */
export async function configure(
  world: World,
  { server = serverId(SERVER_NAME), vault = VAULT_ID, policy = POLICY_NAME }: Protection = {},
): Promise<string> {
  const { location } = await must<Vault>(world, { method: 'GET', path: `${vault}?${BACKUP}` });
  const name = server.slice(server.lastIndexOf('/') + 1);
  const id = `${vault}/backupInstances/${name}-${name}-${randomUUID()}`;
  const dataSourceInfo = {
    objectType: 'Datasource',
    resourceID: server,
    resourceName: name,
    resourceType: 'Microsoft.DBforPostgreSQL/flexibleServers',
    datasourceType: 'Microsoft.DBforPostgreSQL/flexibleServers',
    resourceLocation: location,
    resourceUri: server,
  };
  await must(world, {
    method: 'PUT',
    path: `${id}?${BACKUP}`,
    body: {
      properties: {
        objectType: 'BackupInstance',
        friendlyName: name,
        dataSourceInfo,
        policyInfo: { policyId: `${vault}/backupPolicies/${policy}` },
      },
    },
  });
  return id;
}

/** Waits until the backup instance is in the state. */
export async function expectState(world: World, instanceId: string, state: string): Promise<void> {
  await expect
    .poll(
      async () => {
        const { properties } = await must<BackupInstance>(world, { method: 'GET', path: `${instanceId}?${BACKUP}` });
        return properties.currentProtectionState;
      },
      { timeout: PATIENCE_MS },
    )
    .toBe(state);
}

/** Stops protection and keeps the backup data for ever. */
export async function stopProtection(world: World, instanceId: string): Promise<void> {
  await must(world, { method: 'POST', path: `${instanceId}/stopProtection?${BACKUP}`, body: {} });
  await expectState(world, instanceId, 'ProtectionStopped');
}

/** Adds a policy to the first vault: like the seeded one, but every backup is kept for as long as `keptFor` says. */
export async function addPolicy(world: World, name: string, keptFor: string): Promise<void> {
  const policies = `${VAULT_ID}/backupPolicies`;
  const { properties } = await must<BackupPolicy>(world, {
    method: 'GET',
    path: `${policies}/${POLICY_NAME}?${BACKUP}`,
  });
  const rule = backupRule(properties);
  if (!rule) throw new Error('The policy has no backup rule.');
  rule.trigger.taggingCriteria = rule.trigger.taggingCriteria.filter(({ isDefault }) => isDefault);
  const kept = retentionRules(properties).filter(({ isDefault }) => isDefault);
  for (const { lifecycles } of kept) for (const { deleteAfter } of lifecycles) deleteAfter.duration = keptFor;
  properties.policyRules = [rule, ...kept];
  await must(world, { method: 'PUT', path: `${policies}/${name}?${BACKUP}`, body: { properties } });
}

/** Backs up on demand and waits until the job has ended as expected. Returns the job. */
export async function backUp(world: World, instanceId: string, ending = 'Completed'): Promise<Job> {
  const id = await startBackup(world, instanceId);
  const read = () => must<Job>(world, { method: 'GET', path: `${id}?${BACKUP}` });
  await expect.poll(async () => (await read()).properties.status, { timeout: PATIENCE_MS }).toBe(ending);
  return read();
}

/** Backs up on demand. Returns the id of the job. */
export async function startBackup(world: World, instanceId: string): Promise<string> {
  const vault = instanceId.slice(0, instanceId.lastIndexOf('/backupInstances/'));
  const list = async () =>
    (await must<{ value: Job[] }>(world, { method: 'GET', path: `${vault}/backupJobs?${BACKUP}` })).value;
  const before = new Set((await list()).map(({ id }) => id));
  await must(world, {
    method: 'POST',
    path: `${instanceId}/backup?${BACKUP}`,
    body: { backupRuleOptions: { ruleName: 'BackupWeekly', triggerOption: { retentionTagOverride: 'Default' } } },
  });
  const job = (await list()).find(({ id }) => !before.has(id));
  if (!job) throw new Error('The backup has no job.');
  return job.id;
}

/** Stops protecting and deletes the backup data; a vault with soft delete keeps it for some days. */
export async function deleteInstance(world: World, instanceId: string): Promise<void> {
  const path = `${instanceId}?${BACKUP}`;
  await must(world, { method: 'DELETE', path });
  await expect.poll(async () => (await world.arm({ method: 'GET', path })).status, { timeout: PATIENCE_MS }).toBe(404);
}

/** Gives a role, by its GUID. */
export async function give(world: World, roleId: string, principalId: string, scope: string): Promise<void> {
  const { status, body } = await world.arm({
    method: 'PUT',
    path: `${scope}/${AUTHORIZATION}/roleAssignments/${randomUUID()}?${ROLES}`,
    body: {
      properties: { roleDefinitionId: `${SUBSCRIPTION}/${AUTHORIZATION}/roleDefinitions/${roleId}`, principalId },
    },
  });
  // An existing assignment stays.
  expect([201, 409], JSON.stringify(body)).toContain(status);
}

/** Removes every role of the vault's identity, so that its next backup fails. */
export async function takeVaultRoles(world: World, vault = VAULT_ID): Promise<void> {
  const { identity } = await must<Vault>(world, { method: 'GET', path: `${vault}?${BACKUP}` });
  await takeRoles(world, identity?.principalId ?? '');
}

/** The object id of the person who may configure backup and assign no roles. */
export async function backupAdminId(world: World): Promise<string> {
  const held = (await assignments(world)).find(({ properties }) =>
    properties.roleDefinitionId.endsWith(ROLE_IDS.contributor),
  );
  if (!held) throw new Error('Nobody is Contributor.');
  return held.properties.principalId;
}

/** Removes every role of a principal. */
export async function takeRoles(world: World, principalId: string): Promise<void> {
  for (const { id, properties } of await assignments(world)) {
    if (properties.principalId === principalId) await must(world, { method: 'DELETE', path: `${id}?${ROLES}` });
  }
}

/** In any subscription. */
async function assignments(world: World): Promise<RoleAssignment[]> {
  const { value: all } = await must<{ value: Subscription[] }>(world, {
    method: 'GET',
    path: '/subscriptions?api-version=2022-12-01',
  });
  const lists = await Promise.all(
    all.map(({ id }) =>
      must<{ value: RoleAssignment[] }>(world, {
        method: 'GET',
        path: `${id}/${AUTHORIZATION}/roleAssignments?${ROLES}`,
      }),
    ),
  );
  return lists.flatMap(({ value }) => value);
}
