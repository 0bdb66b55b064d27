/** How a deployment ends when its server stops, when its caller no longer exists, and when it nests without end. */
import { ROLE_IDS } from '#protocol/authorization.ts';
import { DEPLOYMENT_TYPE, GROUP_TEMPLATE_SCHEMA, type Deployment } from '#protocol/deployments.ts';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { expect, it } from 'vitest';
import { deploymentContents } from '../deployment-records.ts';
import { createMemoryPorts, type MemoryPorts } from '../memory/memory-ports.ts';
import { createProvider } from '../provider.ts';
import { BACKUP_GROUP, REGION, seed, SUBSCRIPTION_ID } from '../seed.ts';

const people = [
  {
    token: 'owner',
    principal: { objectId: '44444444-4444-4444-8444-444444444440', name: 'owner', displayName: 'Owner', type: 'User' },
  },
];
const GROUP = resourceGroupScope(SUBSCRIPTION_ID, BACKUP_GROUP);
const deploymentId = (name: string): string => resourceId(GROUP, DEPLOYMENT_TYPE, name);

const template = (parts: Record<string, unknown>) => ({
  $schema: GROUP_TEMPLATE_SCHEMA,
  contentVersion: '1.0.0.0',
  resources: [],
  ...parts,
});

const vault = (name: string, dependsOn: string[] = []) => ({
  type: 'Microsoft.DataProtection/backupVaults',
  apiVersion: '2025-07-01',
  name,
  location: REGION,
  dependsOn,
  identity: { type: 'SystemAssigned' },
  properties: { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] },
});

const nested = (name: string, inside: unknown) => ({
  type: DEPLOYMENT_TYPE,
  apiVersion: '2022-09-01',
  name,
  properties: { mode: 'Incremental', expressionEvaluationOptions: { scope: 'inner' }, template: inside },
});

async function openPorts(saved?: string, known = people): Promise<MemoryPorts> {
  const ports = createMemoryPorts({ people: known, speed: () => 1_000, ...(saved !== undefined && { saved }) });
  const [owner] = people;
  await seed(ports, {
    people: owner ? [{ principal: owner.principal, roles: [{ roleId: ROLE_IDS.owner }] }] : [],
    servers: [],
  });
  return ports;
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the type of the response
async function call<T>(
  ports: MemoryPorts,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: T }> {
  const answer = await createProvider(ports).fetch(
    new Request(`https://arm.example${path}?api-version=2022-09-01`, {
      method,
      headers: { Authorization: 'Bearer owner' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );
  return { status: answer.status, body: (await answer.json()) as T };
}

const put = (ports: MemoryPorts, name: string, given: unknown) =>
  call<Deployment>(ports, 'PUT', deploymentId(name), { properties: { mode: 'Incremental', template: given } });

async function ended(ports: MemoryPorts, name: string): Promise<Deployment['properties']> {
  for (;;) {
    const { body } = await call<Deployment>(ports, 'GET', deploymentId(name));
    if (!['Accepted', 'Running'].includes(body.properties.provisioningState)) return body.properties;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

it.each([0, 1, 5, 20, 60])('goes on after a stop %i ms on its way, and makes nothing twice', async (ms) => {
  const first = await openPorts();
  await put(
    first,
    'main',
    template({ resources: [vault('bv-two', ['inner']), nested('inner', template({ resources: [vault('bv-one')] }))] }),
  );
  const working = await first.work.start(createProvider(first, { retryAfterSeconds: 0 }).perform);
  await new Promise((resolve) => setTimeout(resolve, ms));
  await working.stop();
  const saved = first.save();

  const second = await openPorts(saved);
  const { stop } = await second.work.start(createProvider(second, { retryAfterSeconds: 0 }).perform);
  const { provisioningState, error } = await ended(second, 'main');
  await stop();
  expect([provisioningState, error]).toEqual(['Succeeded', undefined]);
  const { body } = await call<{ value: { name: string }[] }>(
    second,
    'GET',
    `${GROUP}/providers/Microsoft.Resources/deployments`,
  );
  expect(body.value.map(({ name }) => name)).toEqual(['inner', 'main']);
  // The template may hold secrets: nothing of it is left.
  expect(await second.store.transact((tx) => tx.count(deploymentContents))).toBe(0);
});

it('fails when the person who began it does not exist any more', async () => {
  const first = await openPorts();
  await put(first, 'orphan', template({ resources: [vault('bv-orphan')] }));
  const second = await openPorts(first.save(), []);
  const { stop } = await second.work.start(createProvider(second).perform);
  await second.work.idle();
  await stop();
  const third = await openPorts(second.save());
  const { error, provisioningState } = await ended(third, 'orphan');
  expect([provisioningState, error?.code]).toEqual(['Failed', 'PrincipalNotFound']);
});

it('refuses to be changed while it runs', async () => {
  const ports = await openPorts();
  expect((await put(ports, 'busy', template({}))).status).toBe(201);
  expect((await put(ports, 'busy', template({}))).status).toBe(409);
});

it('refuses a template that nests itself deeper than anyone means to', async () => {
  const ports = await openPorts();
  let inside: unknown = template({});
  for (let level = 0; level < 9; level += 1)
    inside = template({ resources: [nested(`level-${String(level)}`, inside)] });
  const { status, body } = await call<{ error: { message: string } }>(ports, 'PUT', deploymentId('deep'), {
    properties: { mode: 'Incremental', template: inside },
  });
  expect([status, body.error.message]).toEqual([400, expect.stringContaining('nested at most 8 levels deep')]);
});

it('ends many deployments that wait for each other, with fewer workers than deployments', async () => {
  const ports = await openPorts();
  const tree = (name: string, depth: number): unknown =>
    nested(
      name,
      template({
        resources: depth === 0 ? [vault(`bv-${name}`)] : [tree(`${name}a`, depth - 1), tree(`${name}b`, depth - 1)],
      }),
    );
  await put(ports, 'tree', template({ resources: [tree('n', 2)] }));
  const { stop } = await ports.work.start(createProvider(ports, { retryAfterSeconds: 0 }).perform);
  const { provisioningState } = await ended(ports, 'tree');
  await stop();
  expect(provisioningState).toBe('Succeeded');
}, 30_000);
