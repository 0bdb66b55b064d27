import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { arm, configureArm } from '#arm/arm.ts';
import { createQueryClient } from '#app/query-client.ts';
import { startNodeMocks, type NodeMocksOptions } from '#mocks/node.ts';
import { people, world } from '#mocks/world.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type { Vault } from '#protocol/data-protection.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { SERVER_TYPE, type PostgresServer } from '#protocol/postgres.ts';
import { idKey, resourceGroupScope } from '#protocol/resource-id.ts';
import { sealSimulated } from '#provider/memory/simulated-engine.ts';
import { DATA_GROUP, POLICY_ID, REGION, SUBSCRIPTION_ID, VAULT_ID, type SeedServer } from '#provider/seed.ts';
import { assignRole } from '#resources/authorization.ts';
import { createCheckWatch, type CheckWatch } from './check-watch.ts';
import { CHECKS_AT_ONCE, type Question } from './readiness.ts';
import { readinessOf } from './verdict.ts';

const tokens = { token: () => Promise.resolve(people[0]?.token ?? ''), refused: () => undefined };
const soon = (signal?: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    setTimeout(() => {
      if (signal?.aborted) reject(signal.reason as Error);
      else resolve();
    });
  });

const manyServers = (count: number): SeedServer[] =>
  Array.from({ length: count }, (_, at) => ({
    name: `pg-many-${String(at)}`,
    resourceGroup: DATA_GROUP,
    location: REGION,
    version: '16',
    minorVersion: '10',
    administratorLogin: 'pgadmin',
    storageSizeGB: 32,
    sealed: sealSimulated({
      host: `pg-many-${String(at)}`,
      version: '16',
      minorVersion: '10',
      isReplica: false,
      databases: [],
    }),
  }));

/** A world of so many servers, a watch over them, and the requests to the service. */
async function watchMany(count: number, options: Partial<NodeMocksOptions> = {}) {
  const mocks = await startNodeMocks({
    origin: location.origin,
    world: { ...world, servers: manyServers(count) },
    ...options,
  });
  const client = createQueryClient();
  configureArm({ endpoint: location.origin, tokens, sleep: (_, signal) => soon(signal) });
  const watch = createCheckWatch(client);
  onTestFinished(async () => {
    watch.stop();
    client.clear();
    await mocks.close();
  });
  const vault = await arm.read<Vault>(VAULT_ID, { apiVersion: API_VERSIONS.dataProtection });
  const servers = await arm.readAll<PostgresServer>(`/subscriptions/${SUBSCRIPTION_ID}/providers/${SERVER_TYPE}`, {
    apiVersion: API_VERSIONS.postgres,
  });
  const questions = new Map(
    servers.map((server): [string, Question] => [idKey(server.id), { vault, policyId: POLICY_ID, server }]),
  );
  return { watch, questions, vault, client };
}

const statesIn = (watch: CheckWatch) => [...watch.checks().values()].map((check) => readinessOf(check).state);
const settled = async (watch: CheckWatch, count: number) => {
  await vi.waitFor(() => {
    const states = statesIn(watch);
    expect(states).toHaveLength(count);
    expect(states.filter((state) => ['waiting', 'validating', 'revalidating'].includes(state))).toEqual([]);
  }, 60_000);
  return statesIn(watch);
};

it('two hundred servers all end, a few at a time, though the service turns requests away', async () => {
  const { watch, questions, vault } = await watchMany(200);
  const principalId = vault.identity?.principalId ?? '';
  const [first] = questions.values();
  // Both roles on the group cover every server in it.
  for (const { roleId } of backupRoleNeeds(first?.server.id ?? '')) {
    await assignRole({ scope: resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP), roleId, principalId });
  }
  const waits: number[] = [];
  configureArm({
    endpoint: location.origin,
    tokens,
    sleep: (ms, signal) => {
      waits.push(ms);
      return soon(signal);
    },
  });
  const underWay = new Set<string>();
  let most = 0;
  let requested = 0;
  const realFetch = fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    requested += 1;
    if (requested % 7 === 0) return new Response(null, { status: 429, headers: { 'retry-after': '17' } });
    if (!request.url.includes('validateForBackup')) return realFetch(request);
    const text = await request.clone().text();
    underWay.add(text);
    most = Math.max(most, underWay.size);
    const reply = await realFetch(request);
    underWay.delete(text);
    return reply;
  });

  watch.watch(questions, true);
  expect(await settled(watch, 200)).toEqual(Array.from({ length: 200 }, () => 'success'));
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(CHECKS_AT_ONCE);
  expect(waits.filter((ms) => ms === 17_000).length).toBeGreaterThan(50);
}, 90_000);

it('publishes many results together, and leaves unchanged rows alone', async () => {
  const { watch, questions } = await watchMany(40);
  let published = 0;
  watch.subscribe(() => (published += 1));
  watch.watch(questions, true);
  await settled(watch, 40);
  expect(published).toBeLessThan(40);

  const before = watch.checks();
  const [first = ''] = questions.keys();
  watch.again([first]);
  await vi.waitFor(() => expect(watch.checks().get(first)).not.toBe(before.get(first)), 10_000);
  expect([...watch.checks()].filter(([key, check]) => before.get(key) !== check).map(([key]) => key)).toEqual([first]);
});

it('checks again only the given servers, and marks the check as manual', async () => {
  const { watch, questions } = await watchMany(3);
  watch.watch(questions, true);
  expect(await settled(watch, 3)).toEqual(Array.from({ length: 3 }, () => 'roleAssignmentNotDone'));
  const [first = '', second = ''] = questions.keys();
  watch.again([first, second, 'not in the list']);
  expect(statesIn(watch)).toEqual(['revalidating', 'revalidating', 'roleAssignmentNotDone']);
  await settled(watch, 3);
});

it('forgets a server that is no longer watched, and keeps the results of the others', async () => {
  const { watch, questions } = await watchMany(3);
  watch.watch(questions, true);
  await settled(watch, 3);
  const [first = ''] = questions.keys();
  watch.watch(new Map([...questions].filter(([key]) => key !== first)), true);
  expect([...watch.checks().keys()]).not.toContain(first);
  watch.stop();
  watch.watch(questions, true);
  // Fresh results are not requested again.
  expect(statesIn(watch)).toEqual(Array.from({ length: 3 }, () => 'roleAssignmentNotDone'));
});

describe('a check that never ends', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('counts as timed out after five minutes, and can be checked again', async () => {
    const client = createQueryClient();
    const watch = createCheckWatch(client);
    onTestFinished(() => {
      watch.stop();
      client.clear();
    });
    configureArm({
      endpoint: location.origin,
      tokens,
      fetch: ({ method }) =>
        Promise.resolve(
          Response.json(method === 'POST' ? {} : { status: 'InProgress' }, {
            status: method === 'POST' ? 202 : 200,
            headers: { 'azure-asyncoperation': `${location.origin}/operation`, 'retry-after': '10' },
          }),
        ),
    });
    const vault = { id: VAULT_ID, location: REGION, identity: { principalId: 'p' } } as Vault;
    const server = { id: `${resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP)}/x/y`, name: 'y' } as PostgresServer;
    watch.watch(new Map([['y', { vault, policyId: POLICY_ID, server }]]), true);
    await vi.advanceTimersByTimeAsync(5 * 60_000 - 1_000);
    expect(statesIn(watch)).toEqual(['validating']);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(statesIn(watch)).toEqual(['timedOut']);
    watch.again(['y']);
    expect(statesIn(watch)).toEqual(['revalidating']);
  });
});
