/** The role assignment template makes exactly what it is for: deployed on the provider, for any servers and scopes. */
import * as fc from 'fast-check';
import { ROLE_IDS, roleGuid, type RoleNeed } from '#protocol/authorization.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { DEPLOYMENT_TYPE } from '#protocol/deployments.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { idKey, resourceGroupScope, resourceId, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';
import { roleTemplate, roleTemplateTarget } from '#protocol/role-template.ts';
import { createMemoryPorts } from '#provider/memory/memory-ports.ts';
import { sealSimulated } from '#provider/memory/simulated-engine.ts';
import { createProvider } from '#provider/provider.ts';
import { identities, roleAssignments, word } from '#provider/records.ts';
import { DATA_GROUP, REGION, seed, SUBSCRIPTION_ID, VAULT_NAME } from '#provider/seed.ts';
import { expect, it } from 'vitest';
import { people } from './people.ts';
import { eventually } from './suite/client.ts';

const FABRIKAM = '55555555-5555-4555-8555-555555555555';
const PRINCIPAL = '33333333-3333-4333-8333-333333333333';
const SUBSCRIPTIONS = [SUBSCRIPTION_ID, FABRIKAM];
const GROUPS = [
  { name: DATA_GROUP, subscriptionId: SUBSCRIPTION_ID },
  { name: 'rg-shop', subscriptionId: SUBSCRIPTION_ID },
  { name: 'rg-(erp).2', subscriptionId: FABRIKAM },
];
const SERVERS = GROUPS.flatMap((group) => ['pg-one', 'pg-two'].map((name) => ({ ...group, server: name })));

const serverIds = SERVERS.map(({ name, subscriptionId, server }) =>
  resourceId(resourceGroupScope(subscriptionId, name), SERVER_TYPE, server),
);
const scopes: ResourceId[] = [
  ...SUBSCRIPTIONS.map(subscriptionScope),
  ...GROUPS.map(({ name, subscriptionId }) => resourceGroupScope(subscriptionId, name)),
  ...serverIds,
];

/** A fresh world with two subscriptions, of which the operator owns both. */
async function openWorld() {
  const ports = createMemoryPorts({ people, speed: () => 1_000 });
  const [operator] = people;
  await seed(ports, {
    people: operator
      ? [
          {
            principal: operator.principal,
            roles: SUBSCRIPTIONS.map((id) => ({ roleId: ROLE_IDS.owner, scope: subscriptionScope(id) })),
          },
        ]
      : [],
    subscriptions: [{ subscriptionId: FABRIKAM, displayName: 'Fabrikam' }],
    groups: GROUPS.slice(1).map((group) => ({ ...group, location: REGION })),
    servers: SERVERS.map(({ name, subscriptionId, server }) => ({
      name: server,
      resourceGroup: name,
      subscriptionId,
      location: REGION,
      sealed: sealSimulated({ host: 'pg.example', version: '16', minorVersion: '4', databases: [] }),
      version: '16',
      minorVersion: '4',
      administratorLogin: 'sample',
      storageSizeGB: 1,
    })),
  });
  await ports.store.transact((tx) =>
    tx.put(identities, PRINCIPAL, { objectId: PRINCIPAL, vaultId: '', displayName: 'bv-fresh' }),
  );
  const provider = createProvider(ports, { retryAfterSeconds: 0 });
  const { stop } = await ports.work.start(provider.perform);
  const call = (method: string, path: string, body?: unknown): Promise<Response> =>
    provider.fetch(
      new Request(`https://management.example${path}?api-version=2022-09-01`, {
        method,
        headers: { Authorization: 'Bearer operator' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
  const given = async (): Promise<string[]> => {
    const found = await ports.store.transact((tx) => tx.list(roleAssignments, { with: [word.ofPrincipal(PRINCIPAL)] }));
    return found.map(({ value }) => key(value.properties.scope, value.properties.roleDefinitionId)).sort();
  };
  return { call, given, stop };
}

const key = (scope: ResourceId, roleId: string): string => `${idKey(scope)} ${roleGuid(roleId)}`;

const roles = [
  { roleId: ROLE_IDS.reader, roleName: 'Reader' },
  { roleId: ROLE_IDS.longTermRetentionBackup, roleName: 'PostgreSQL Flexible Server Long Term Retention Backup Role' },
];
const anyNeed: fc.Arbitrary<RoleNeed> = fc
  .record({ role: fc.constantFrom(...roles), scope: fc.constantFrom(...scopes), isLoud: fc.boolean() })
  .map(({ role, scope, isLoud }) => ({
    ...role,
    // Ids come in any case from the service.
    scope: isLoud ? scope.replace('/resourceGroups/', '/RESOURCEGROUPS/').replace(DATA_GROUP, 'RG-Data') : scope,
  }));
const anyNeeds = fc.oneof(
  fc.array(anyNeed, { minLength: 1, maxLength: 12 }),
  fc.subarray(serverIds, { minLength: 1 }).map((ids) => ids.flatMap(backupRoleNeeds)),
);

it('makes exactly the role assignments that it is for, and nothing more when it is deployed again', async () => {
  await fc.assert(
    fc.asyncProperty(anyNeeds, async (needs) => {
      const world = await openWorld();
      try {
        const template = roleTemplate({ needs, principalId: PRINCIPAL, vaultName: VAULT_NAME, location: REGION });
        const { subscriptionId, resourceGroup } = roleTemplateTarget(needs);
        const scope =
          resourceGroup === undefined
            ? subscriptionScope(subscriptionId)
            : resourceGroupScope(subscriptionId, resourceGroup);
        const id = `${scope}/providers/${DEPLOYMENT_TYPE}/roles`;
        const place = resourceGroup === undefined ? { location: REGION } : {};
        const wanted = [...new Set(needs.map(({ scope, roleId }) => key(scope, roleId)))].sort();
        for (const status of [201, 200]) {
          const answer = await world.call('PUT', id, { ...place, properties: { mode: 'Incremental', template } });
          expect(answer.status, await answer.clone().text()).toBe(status);
          const end = await eventually(
            async () => (await (await world.call('GET', id)).json()) as { properties: { provisioningState: string } },
            ({ properties }) => !['Accepted', 'Running'].includes(properties.provisioningState),
          );
          expect(end.properties.provisioningState, JSON.stringify(end)).toBe('Succeeded');
          expect(await world.given()).toEqual(wanted);
        }
      } finally {
        await world.stop();
      }
    }),
    { numRuns: 25 },
  );
}, 60_000);
