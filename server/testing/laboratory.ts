/** A provider over a clock that a test moves by hand: one vault, two servers, two people. */
import { ROLE_IDS } from '#protocol/authorization.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type { Job, OperationStatus, Page, RecoveryPoint } from '#protocol/data-protection.ts';
import type { ErrorEnvelope } from '#protocol/errors.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { describedStore } from '#provider/catalogue.ts';
import { createManualClock, settled, type ManualClock } from '#provider/memory/clock.ts';
import type { Person } from '#provider/memory/directory.ts';
import { createMemoryPorts, type MemoryPorts, type MemoryPortsOptions } from '#provider/memory/memory-ports.ts';
import { sealSimulated } from '#provider/memory/simulated-engine.ts';
import type { CatalogueStorage, Notifier } from '#provider/ports.ts';
import { createProvider, type Provider, type ProviderOptions } from '#provider/provider.ts';
import { DATA_GROUP, POLICY_ID, REGION, seed, SUBSCRIPTION_ID, VAULT_ID, type World } from '#provider/seed.ts';
import { watchedStore, type StoreWatch } from '#provider/watched-store.ts';
import { expect } from 'vitest';

const person = (name: string, at: number): Person => ({
  token: name,
  principal: { objectId: `44444444-4444-4444-8444-44444444444${at}`, name, displayName: name, type: 'User' },
});
const operator = person('operator', 0);
const dataOwner = person('data-owner', 1);
const DATA = resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP);
export const SERVER = resourceId(DATA, SERVER_TYPE, 'pg-orders');
export const INSTANCE = `${VAULT_ID}/backupInstances/pg-orders-1`;

export const world: World = {
  people: [
    { principal: operator.principal, roles: [{ roleId: ROLE_IDS.owner }] },
    { principal: dataOwner.principal, roles: [{ roleId: ROLE_IDS.owner, scope: DATA }] },
  ],
  groups: [{ name: 'rg-other', location: REGION }],
  servers: ['rg-other', DATA_GROUP].map((resourceGroup) => ({
    name: 'pg-orders',
    resourceGroup,
    location: REGION,
    sealed: sealSimulated({
      host: 'pg-orders.example',
      version: '16',
      minorVersion: '4',
      databases: [{ name: 'orders', sizeInBytes: 4 * 1024 ** 3 }],
    }),
    version: '16',
    minorVersion: '4',
    administratorLogin: 'admin',
    storageSizeGB: 32,
  })),
};

export interface Laboratory {
  ports: MemoryPorts;
  provider: Provider;
  clock: ManualClock;
  stop: (graceMs?: number) => Promise<void>;
  get: <T>(path: string, as?: string) => Promise<T>;
  send: (method: string, path: string, body?: unknown, as?: string) => Promise<Response>;
}

/** A fresh world, or one that was saved. Nothing in it moves but by `clock.advance`. `watch` is told what happens in it. */
export async function open(
  options: Partial<MemoryPortsOptions> = {},
  providerOptions: Partial<ProviderOptions> = {},
  clock = createManualClock('2026-01-31T10:00:00Z'),
  { notifier, catalogue, ...watch }: StoreWatch & { notifier?: Notifier; catalogue?: CatalogueStorage } = {},
): Promise<Laboratory> {
  const ports = createMemoryPorts({ people: [operator, dataOwner], clock, ...options });
  await seed(ports, world);
  const watched = watchedStore(ports.store, watch);
  const store = catalogue ? describedStore(watched, ports) : watched;
  const provider = createProvider(
    { ...ports, store, ...(notifier && { notifier }), ...(catalogue && { catalogue }) },
    providerOptions,
  );
  const { stop } = await ports.work.start(provider.perform);
  clock.settleBy(async () => {
    const { work } = ports;
    const isWaiting = () => clock.sleepers() - work.activity().alarms >= work.activity().running;
    while (!isWaiting()) await settled();
  });
  const send = (method: string, path: string, body?: unknown, as = 'operator'): Promise<Response> => {
    const url = new URL(path, 'https://arm.example');
    const version = path.includes('Authorization')
      ? API_VERSIONS.authorization
      : path.includes('DataProtection')
        ? API_VERSIONS.dataProtection
        : path.includes('PostgreSQL')
          ? API_VERSIONS.postgres
          : API_VERSIONS.subscriptions;
    url.searchParams.set('api-version', version);
    return provider.fetch(
      new Request(url, {
        method,
        headers: { Authorization: `Bearer ${as}` },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
  };
  return {
    ports,
    provider,
    clock,
    stop,
    send,
    get: async <T>(path: string, as?: string) => (await (await send('GET', path, undefined, as)).json()) as T,
  };
}

/** Status and code of a refusal. */
export const refusalOf = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  ((await answer.json()) as ErrorEnvelope).error.code,
];

export const instance = {
  objectType: 'BackupInstance',
  friendlyName: 'pg-orders',
  dataSourceInfo: { resourceID: SERVER, resourceLocation: REGION },
  policyInfo: { policyId: POLICY_ID },
};

/** Gives the vault's identity what it needs on the server. */
export async function grant(
  { get, send }: Laboratory,
  { server, group }: { server: string; group: string } = { server: SERVER, group: DATA },
): Promise<void> {
  const { identity } = await get<{ identity: { principalId: string } }>(VAULT_ID);
  for (const [scope, role] of [
    [server, ROLE_IDS.longTermRetentionBackup],
    [group, ROLE_IDS.reader],
  ]) {
    const answer = await send(
      'PUT',
      `${scope}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`,
      {
        properties: {
          roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role}`,
          principalId: identity.principalId,
        },
      },
    );
    expect(answer.status).toBe(201);
  }
}

/** Protects the server by the vault's policy. */
export async function protect(laboratory: Laboratory): Promise<void> {
  await grant(laboratory);
  expect((await laboratory.send('PUT', INSTANCE, { properties: instance })).status).toBe(201);
  await laboratory.clock.advance(5_000);
}

/** Starts a backup that the rule keeps, and returns the id of its job. */
export async function startBackup({ send, get }: Laboratory, retentionTagOverride = 'Monthly'): Promise<string> {
  const accepted = await send('POST', `${INSTANCE}/backup`, {
    backupRuleOptions: { ruleName: 'BackupWeekly', triggerOption: { retentionTagOverride } },
  });
  expect(accepted.status).toBe(202);
  const status = await get<OperationStatus>(accepted.headers.get('azure-asyncoperation') ?? '');
  return status.properties?.jobId ?? '';
}

/** Lets time pass until the job has ended. */
export async function ended({ clock, get }: Laboratory, jobId: string): Promise<Job['properties']> {
  for (let seconds = 0; seconds < 600; seconds += 1) {
    const { properties } = await get<Job>(jobId);
    if (properties.status !== 'InProgress') return properties;
    await clock.advance(1_000);
  }
  throw new Error('The job does not end.');
}

export const pointsOf = async ({ get }: Laboratory): Promise<RecoveryPoint[]> =>
  (await get<Page<RecoveryPoint>>(`${INSTANCE}/recoveryPoints`)).value;
