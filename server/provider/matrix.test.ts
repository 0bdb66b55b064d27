/**
 * Every route, every role, every lock: which calls are allowed, and which a resource lock or an immutable vault
 * refuses. The table is written by hand and goes by the routes: a route without a line fails, and so does a line
 * without a route.
 */
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { ROLE_IDS } from '#protocol/authorization.ts';
import type { Vault } from '#protocol/data-protection.ts';
import type { ErrorEnvelope } from '#protocol/errors.ts';
import type { BackupPolicyProperties } from '#protocol/policy.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { idKey, resourceGroupScope, resourceId, subscriptionScope } from '#protocol/resource-id.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { newRecoveryPoint } from './domain/recovery-points.ts';
import { assignmentOf } from './domain/role-assignments.ts';
import type { Person } from './memory/directory.ts';
import { createMemoryPorts, type MemoryPorts } from './memory/memory-ports.ts';
import { sealSimulated } from './memory/simulated-engine.ts';
import { createProvider } from './provider.ts';
import { expiredPoints, instances, locks, policies, recoveryPoints, roleAssignments, vaults } from './records.ts';
import {
  fill,
  GROUP as GROUP_ROUTE,
  INSTANCE as INSTANCE_ROUTE,
  POLICY as POLICY_ROUTE,
  SCOPE,
  SERVER as SERVER_ROUTE,
  SUBSCRIPTION as SUBSCRIPTION_ROUTE,
  VAULT as VAULT_ROUTE,
  type Route,
} from './router.ts';
import { routes } from './routes.ts';
import {
  BACKUP_GROUP,
  DATA_GROUP,
  instanceRecord,
  POLICY_ID,
  POLICY_NAME,
  REGION,
  seed,
  SUBSCRIPTION_ID,
  VAULT_ID,
  VAULT_NAME,
} from './seed.ts';

const ROLES = {
  O: ROLE_IDS.owner,
  C: ROLE_IDS.contributor,
  R: ROLE_IDS.reader,
  U: ROLE_IDS.userAccessAdministrator,
  A: ROLE_IDS.rbacAdministrator,
  bC: ROLE_IDS.backupContributor,
  bO: ROLE_IDS.backupOperator,
  bR: ROLE_IDS.backupReader,
} as const;
type Role = keyof typeof ROLES;
const ALL = Object.keys(ROLES) as Role[];

const SUBSCRIPTION = subscriptionScope(SUBSCRIPTION_ID);
const DATA = resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP);
const SERVER = resourceId(DATA, SERVER_TYPE, 'pg-orders');
const INSTANCE_NAME = 'pg-orders-pg-orders-77777777-7777-4777-8777-777777777777';
const INSTANCE = `${VAULT_ID}/backupInstances/${INSTANCE_NAME}`;
const POINT = 'a'.repeat(32);
const SHORT_POLICY_ID = `${VAULT_ID}/backupPolicies/short`;
const LOCKS = '/providers/Microsoft.Authorization/locks';

const people: Person[] = ALL.map((role, at) => ({
  token: role,
  principal: {
    objectId: `44444444-4444-4444-8444-44444444444${String(at)}`,
    name: role,
    displayName: role,
    type: 'User',
  },
}));

/** One person for each role, given at the subscription; a protected server, and a recovery point of three years. */
async function makeWorld(): Promise<string> {
  const ports = createMemoryPorts({ people });
  const server = {
    name: 'pg-orders',
    resourceGroup: DATA_GROUP,
    location: REGION,
    sealed: sealSimulated({ host: 'pg-orders.example', version: '16', minorVersion: '4', databases: [] }),
    version: '16',
    minorVersion: '4',
    administratorLogin: 'admin',
    storageSizeGB: 32,
  };
  await seed(ports, { people: [], servers: [server] });
  await ports.store.transact(async (tx) => {
    for (const { token, principal } of people) {
      const wanted = {
        name: ports.newId(),
        scope: SUBSCRIPTION,
        roleGuid: ROLES[token as Role],
        principalId: principal.objectId,
        principalType: 'User',
      };
      await tx.put(roleAssignments, wanted.name, assignmentOf(wanted, null, new Date()));
    }
    const vault = (await tx.get(vaults, idKey(VAULT_ID)))?.value as Vault;
    const record = instanceRecord(vault, POLICY_ID, SERVER, '77777777-7777-4777-8777-777777777777');
    await tx.put(instances, idKey(INSTANCE), record);
    const policy = (await tx.get(policies, idKey(POLICY_ID)))?.value;
    if (!policy) throw new Error('The world has no policy.');
    longPolicy = policy.resource.properties;
    const short = { ...policy.resource, properties: shortPolicy(), id: SHORT_POLICY_ID, name: 'short' };
    await tx.put(policies, idKey(SHORT_POLICY_ID), { ...policy, resource: short });
    const resource = newRecoveryPoint({
      recoveryPointId: POINT,
      instanceId: record.resource.id,
      policy: { name: POLICY_NAME, version: policy.version, properties: policy.resource.properties },
      retentionTag: 'Monthly',
      dataStoreId: ports.newId(),
      created: new Date(),
      isComplete: true,
    });
    await tx.put(recoveryPoints, idKey(resource.id), { vaultId: VAULT_ID, instanceId: record.resource.id, resource });
  });
  return ports.save();
}

let saved = '';
let longPolicy: BackupPolicyProperties;

/** The vault's policy, but for what its monthly rule keeps: a month instead of three years. */
const shortPolicy = (): BackupPolicyProperties =>
  JSON.parse(JSON.stringify(longPolicy).replace('"P36M"', '"P1M"')) as BackupPolicyProperties;

beforeAll(async () => {
  saved = await makeWorld();
});

const names = {
  subscription: SUBSCRIPTION_ID,
  group: BACKUP_GROUP,
  vault: VAULT_NAME,
  policy: POLICY_NAME,
  instance: INSTANCE_NAME,
  point: POINT,
  location: REGION,
  namespace: 'Microsoft.DBforPostgreSQL',
  scope: SUBSCRIPTION.slice(1),
  assignment: '66666666-6666-4666-8666-666666666666',
  definition: '99999999-9999-4999-8999-999999999999',
  lock: 'keep',
  server: 'pg-orders',
  deployment: 'x',
  operation: 'x',
  job: 'x',
  account: 'x',
};

const VERSIONS: readonly [string, string][] = [
  ['Microsoft.Authorization', API_VERSIONS.authorization],
  ['Microsoft.DataProtection', API_VERSIONS.dataProtection],
  ['Microsoft.DBforPostgreSQL', API_VERSIONS.postgres],
  ['Microsoft.Storage', API_VERSIONS.storage],
  ['Microsoft.Insights', API_VERSIONS.insights],
];

const pathOf = ({ template }: Route): string =>
  fill(template, { ...names, ...(template.includes(':server') && { group: DATA_GROUP }) });

async function call(ports: MemoryPorts, route: Route, as: Role, body: unknown = {}): Promise<Response> {
  const version = VERSIONS.find(([namespace]) => route.template.includes(namespace))?.[1] ?? API_VERSIONS.subscriptions;
  const hasBody = route.method !== 'GET' && route.method !== 'DELETE';
  return createProvider(ports).fetch(
    new Request(`https://arm.example${pathOf(route)}?api-version=${version}`, {
      method: route.method,
      headers: { Authorization: `Bearer ${as}` },
      ...(hasBody && { body: JSON.stringify(body) }),
    }),
  );
}

const world = () => createMemoryPorts({ people, saved, speed: () => 1_000_000 });
const codeOf = async (answer: Response): Promise<string> =>
  answer.status < 400 ? '' : ((await answer.clone().json()) as ErrorEnvelope).error.code;

/** Templates as the table writes them: the longest first. */
const SHORT: readonly (readonly [string, string])[] = [
  [INSTANCE_ROUTE, 'I'],
  [POLICY_ROUTE, 'P'],
  [VAULT_ROUTE, 'V'],
  [SERVER_ROUTE, 'PG'],
  [GROUP_ROUTE, 'G'],
  [SUBSCRIPTION_ROUTE, 'S'],
  [`${SCOPE}/providers/Microsoft.Authorization`, 'AUTH'],
];

/**
 * Which roles, given at the subscription, a route lets in. Behind the bar, for each write: what it does with recovery points
 * that an immutable vault holds, by its worst body (`WORST`): it is denied for their sake, or it keeps them anyway.
 */
const TABLE: Readonly<Record<string, string>> = {
  'GET /subscriptions': 'all',
  'GET S': 'all',
  'GET S/locations': 'all',
  'GET S/resourceGroups': 'all',
  'GET G': 'all',
  'PUT G': 'O C | keeps',
  'GET S/providers/:namespace': 'O C R U A',
  'GET AUTH/permissions': 'all',
  'GET AUTH/roleAssignments': 'all',
  'GET AUTH/roleAssignments/:assignment': 'all',
  'PUT AUTH/roleAssignments/:assignment': 'O U A | keeps',
  'DELETE AUTH/roleAssignments/:assignment': 'O U A | keeps',
  'GET AUTH/roleDefinitions': 'all',
  'GET AUTH/roleDefinitions/:definition': 'all',
  'PUT AUTH/roleDefinitions/:definition': 'O U | keeps',
  'DELETE AUTH/roleDefinitions/:definition': 'O U | keeps',
  'GET AUTH/locks': 'all',
  'GET AUTH/locks/:lock': 'all',
  'PUT AUTH/locks/:lock': 'O U | keeps',
  'DELETE AUTH/locks/:lock': 'O U | keeps',
  'GET G/providers/Microsoft.Resources/deployments': 'O C R U A bC bO',
  'GET G/providers/Microsoft.Resources/deployments/:deployment': 'O C R U A bC bO',
  'PUT G/providers/Microsoft.Resources/deployments/:deployment': 'O C bC bO | keeps',
  'DELETE G/providers/Microsoft.Resources/deployments/:deployment': 'O C bC bO | keeps',
  'POST G/providers/Microsoft.Resources/deployments/:deployment/validate': 'O C bC bO | keeps',
  'POST G/providers/Microsoft.Resources/deployments/:deployment/cancel': 'O C bC bO | keeps',
  'GET G/providers/Microsoft.Resources/deployments/:deployment/operations': 'O C R U A bC bO',
  'GET G/providers/Microsoft.Resources/deployments/:deployment/operationStatuses/:operation': 'O C R U A bC bO',
  'GET S/providers/Microsoft.Resources/deployments': 'O C R U A bC bO',
  'GET S/providers/Microsoft.Resources/deployments/:deployment': 'O C R U A bC bO',
  'PUT S/providers/Microsoft.Resources/deployments/:deployment': 'O C bC bO | keeps',
  'DELETE S/providers/Microsoft.Resources/deployments/:deployment': 'O C bC bO | keeps',
  'POST S/providers/Microsoft.Resources/deployments/:deployment/validate': 'O C bC bO | keeps',
  'POST S/providers/Microsoft.Resources/deployments/:deployment/cancel': 'O C bC bO | keeps',
  'GET S/providers/Microsoft.Resources/deployments/:deployment/operations': 'O C R U A bC bO',
  'GET S/providers/Microsoft.Resources/deployments/:deployment/operationStatuses/:operation': 'O C R U A bC bO',
  'GET S/providers/Microsoft.DBforPostgreSQL/flexibleServers': 'O C R U A',
  'GET G/providers/Microsoft.DBforPostgreSQL/flexibleServers': 'O C R U A',
  'GET PG': 'O C R U A',
  'DELETE PG': 'O C | keeps',
  'GET PG/databases': 'O C R U A',
  'PUT PG': 'O C | keeps',
  'PATCH PG': 'O C | keeps',
  'POST PG/testConnection': 'O C | keeps',
  'GET S/providers/Microsoft.Storage/storageAccounts': 'O C R U A bC bO',
  'GET G/providers/Microsoft.Storage/storageAccounts': 'O C R U A bC bO',
  'GET G/providers/Microsoft.Storage/storageAccounts/:account': 'O C R U A bC bO',
  'GET G/providers/Microsoft.Storage/storageAccounts/:account/blobServices/default/containers': 'O C R U A',
  'GET S/providers/Microsoft.DataProtection/backupVaults': 'all',
  'GET G/providers/Microsoft.DataProtection/backupVaults': 'all',
  'GET V': 'all',
  'PUT V': 'O C bC | denied',
  'PATCH V': 'O C bC | denied',
  'DELETE V': 'O C | keeps',
  'POST G/providers/Microsoft.DataProtection/locations/:location/checkNameAvailability': 'O C bC | keeps',
  'GET V/backupPolicies': 'all',
  'GET P': 'all',
  'PUT P': 'O C bC | denied',
  'DELETE P': 'O C bC | keeps',
  'GET V/backupInstances': 'all',
  'GET I': 'all',
  'PUT I': 'O C bC | denied',
  'DELETE I': 'O C bC | denied',
  'POST V/validateForBackup': 'O C bC bO | keeps',
  'POST I/stopProtection': 'O C bC | keeps',
  'POST I/suspendBackups': 'O C bC | keeps',
  'POST I/resumeProtection': 'O C bC | keeps',
  'POST I/resumeBackups': 'O C bC | keeps',
  'POST I/backup': 'O C bC bO | keeps',
  'GET V/backupJobs': 'all',
  'GET V/backupJobs/:job': 'all',
  'POST V/backupJobs/:job/cancel': 'O C bC bO | keeps',
  'GET I/recoveryPoints': 'all',
  'GET I/recoveryPoints/:point': 'all',
  'POST I/validateRestore': 'O C bC bO | keeps',
  'POST I/restore': 'O C bC bO | keeps',
  'GET I/recoveryPoints/:point/contents/default': 'all',
  'POST I/verify': 'O C bC bO | keeps',
  'POST I/recoveryPoints/:point/verify': 'O C bC bO | keeps',
  'POST I/drill': 'O C bC bO | keeps',
  'POST I/recoveryPoints/:point/drill': 'O C bC bO | keeps',
  'GET V/deletedBackupInstances': 'all',
  'GET V/deletedBackupInstances/:instance': 'all',
  'POST V/deletedBackupInstances/:instance/undelete': 'O C bC | keeps',
  'GET V/operationStatus/:operation': 'all',
  'GET G/providers/Microsoft.DataProtection/operationStatus/:operation': 'all',
  'GET S/providers/Microsoft.DataProtection/locations/:location/operationStatus/:operation': 'all',
  'GET S/providers/Microsoft.DataProtection/locations/:location/operationResults/:operation': 'all',
  'GET V/operationResults/:operation': 'all',
  'GET I/operationResults/:operation': 'all',
  'GET S/providers/Microsoft.Insights/eventtypes/management/values': 'O C R U A',
};

const weaker = {
  securitySettings: { softDeleteSettings: { state: 'Off' }, immutabilitySettings: { state: 'Disabled' } },
};
const storageSettings = [{ datastoreType: 'VaultStore', type: 'GeoRedundant' }];

/** The strongest request to a route against recovery points; an empty body where it takes none. */
const WORST: Readonly<Record<string, () => unknown>> = {
  'PUT V': () => ({ location: REGION, properties: { storageSettings, ...weaker } }),
  'PATCH V': () => ({ identity: { type: 'None' }, properties: weaker }),
  'PUT P': () => ({ properties: shortPolicy() }),
  'PUT I': () => ({
    properties: {
      objectType: 'BackupInstance',
      friendlyName: 'pg-orders',
      dataSourceInfo: { resourceID: SERVER, resourceLocation: REGION },
      policyInfo: { policyId: SHORT_POLICY_ID },
    },
  }),
  'PUT G/providers/Microsoft.Resources/deployments/:deployment': () => ({
    properties: {
      mode: 'Incremental',
      template: {
        $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
        contentVersion: '1.0.0.0',
        resources: [
          {
            type: 'Microsoft.DataProtection/backupVaults',
            apiVersion: API_VERSIONS.dataProtection,
            name: VAULT_NAME,
            location: REGION,
            properties: { storageSettings, ...weaker },
          },
        ],
      },
    },
  }),
};

const nameOf = ({ method, template }: Route): string => {
  const short = SHORT.find(([long]) => template === long || template.startsWith(`${long}/`));
  return `${method} ${short ? short[1] + template.slice(short[0].length) : template}`;
};
const rolesOf = (route: Route): Role[] => {
  const [roles = ''] = (TABLE[nameOf(route)] ?? '').split(' | ');
  return roles === 'all' ? ALL : (roles.split(' ').filter((role) => role !== '') as Role[]);
};
const table = routes.map((route) => [nameOf(route), route] as const);
const writes = table.filter(([, { method }]) => method !== 'GET');

it('has a line for each route, and no other', () => {
  expect(Object.keys(TABLE).sort()).toEqual(table.map(([name]) => name).sort());
  const [withoutBar, withBar] = [/^[A-Za-z ]+$/, /^[A-Za-z ]+ \| (?:denied|keeps)$/];
  for (const [name, { method }] of table) expect(TABLE[name]).toMatch(method === 'GET' ? withoutBar : withBar);
});

it.each(table)('%s lets in the roles of its line, and no other', async (_, route) => {
  const open: Role[] = [];
  for (const role of ALL) if ((await call(world(), route, role)).status !== 403) open.push(role);
  expect(open).toEqual(rolesOf(route));
});

describe.each(['CanNotDelete', 'ReadOnly'] as const)('under a lock %s', (level) => {
  it.each(table)('%s', async (name, route) => {
    const ports = world();
    const id = `${SUBSCRIPTION}${LOCKS}/all`;
    await ports.store.transact((tx) =>
      tx.put(locks, idKey(id), { id, name: 'all', type: 'Microsoft.Authorization/locks', properties: { level } }),
    );
    const isLocked =
      !name.includes('/locks/') && (route.method === 'DELETE' || (level === 'ReadOnly' && route.method !== 'GET'));
    for (const role of ALL) {
      const answer = await call(ports, route, role);
      // A caller without access gets no hint of the lock.
      if (!rolesOf(route).includes(role)) expect(answer.status).toBe(403);
      else if (isLocked) expect(await codeOf(answer)).toBe('ScopeLocked');
      else expect(await codeOf(answer)).not.toBe('ScopeLocked');
    }
  });
});

describe.each(['Unlocked', 'Locked'])('in a vault whose immutability is %s', (state) => {
  it.each(writes)('%s', async (name, route) => {
    const isDenied = TABLE[name]?.endsWith('| denied') === true;
    for (const role of rolesOf(route)) {
      const ports = world();
      await setImmutability(ports, state);
      const answer = await call(ports, route, role, WORST[name]?.());
      const mayLack = ['LinkedAuthorizationFailed', DENIED, LOCKED_STATE];
      if (isDenied) expect(mayLack).toContain(await codeOf(answer));
      const { stop } = await ports.work.start(createProvider(ports).perform);
      await ports.work.idle();
      await stop();
      await expectKept(ports, state);
    }
  });
});

const DENIED = 'UserErrorOperationDeniedOnImmutableItem';
const LOCKED_STATE = 'UserErrorUnsupportedVaultImmutabilityStateChange';

async function setImmutability(ports: MemoryPorts, state: string): Promise<void> {
  await ports.store.transact(async (tx) => {
    const vault = (await tx.get(vaults, idKey(VAULT_ID)))?.value as Vault;
    const securitySettings = { ...vault.properties.securitySettings, immutabilitySettings: { state } };
    await tx.put(vaults, idKey(VAULT_ID), { ...vault, properties: { ...vault.properties, securitySettings } });
  });
}

/** The point is there with the end that it had, and what protects it is no weaker. */
async function expectKept(ports: MemoryPorts, state: string): Promise<void> {
  await ports.store.transact(async (tx) => {
    const before = createMemoryPorts({ people, saved });
    const was = await before.store.transact((old) =>
      old.get(recoveryPoints, idKey(`${INSTANCE}/recoveryPoints/${POINT}`)),
    );
    const point = await tx.get(recoveryPoints, idKey(`${INSTANCE}/recoveryPoints/${POINT}`));
    expect(point?.value.resource.properties.expiryTime).toBe(was?.value.resource.properties.expiryTime);
    expect(await tx.count(expiredPoints)).toBe(0);
    expect(await tx.get(instances, idKey(INSTANCE))).toBeDefined();
    const vault = (await tx.get(vaults, idKey(VAULT_ID)))?.value;
    expect(vault?.identity?.principalId).toBeDefined();
    expect(vault?.properties.securitySettings).toMatchObject({
      softDeleteSettings: { state: 'On', retentionDurationInDays: 14 },
      immutabilitySettings: { state },
    });
    const policy = (await tx.get(policies, idKey(POLICY_ID)))?.value;
    expect(JSON.stringify(policy?.resource.properties)).toContain('"P36M"');
  });
}
