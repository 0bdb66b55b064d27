/** The activity log: no write without an event, no event for reads, and which callers may read it. */
import type { ActivityLogEvent } from '#protocol/activity-log.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type { Page } from '#protocol/data-protection.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import { resourceGroupScope, subscriptionScope } from '#protocol/resource-id.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { INSTANCE, open, protect, SERVER, type Laboratory } from '../testing/laboratory.ts';
import { events } from './activity-log.ts';
import { BACKUP_GROUP, DATA_GROUP, POLICY_ID, REGION, SUBSCRIPTION_ID, VAULT_ID } from './seed.ts';

const SUBSCRIPTION = subscriptionScope(SUBSCRIPTION_ID);
const GROUP = resourceGroupScope(SUBSCRIPTION_ID, BACKUP_GROUP);
const DATA = resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP);

let laboratory: Laboratory;
const send: Laboratory['send'] = (...given) => laboratory.send(...given);
beforeEach(async () => {
  laboratory = await open();
});
afterEach(() => laboratory.stop());

const valuesAt = async (query: string, as = 'operator'): Promise<Response> => {
  const url = new URL(
    `https://arm.example${SUBSCRIPTION}/providers/Microsoft.Insights/eventtypes/management/values?${query}`,
  );
  url.searchParams.set('api-version', API_VERSIONS.insights);
  return laboratory.provider.fetch(new Request(url, { headers: { Authorization: `Bearer ${as}` } }));
};
const log = async (filter = '', as?: string): Promise<ActivityLogEvent[]> =>
  ((await (await valuesAt(`$filter=${encodeURIComponent(filter)}`, as)).json()) as Page<ActivityLogEvent>).value;
const summaries = (all: ActivityLogEvent[]) =>
  all.map(({ operationName, status, caller }) => `${caller} ${operationName.value} ${status.value}`);

it('records who deleted an instance, from where, and how it ended', async () => {
  await protect(laboratory);
  const url = new URL(`${INSTANCE}?api-version=${API_VERSIONS.dataProtection}`, 'https://arm.example');
  const headers = {
    Authorization: 'Bearer operator',
    'x-ms-correlation-request-id': '99999999-9999-4999-8999-999999999999',
  };
  await laboratory.provider.fetch(new Request(url, { method: 'DELETE', headers }), { address: '192.0.2.7' });
  await laboratory.clock.advance(5_000);

  const found = await log("correlationId eq '99999999-9999-4999-8999-999999999999'");
  expect(summaries(found)).toEqual([
    'operator Microsoft.DataProtection/backupVaults/backupInstances/delete Succeeded',
    'operator Microsoft.DataProtection/backupVaults/backupInstances/delete Accepted',
  ]);
  expect(found[1]).toMatchObject({
    resourceId: INSTANCE,
    resourceGroupName: BACKUP_GROUP,
    resourceType: { value: 'Microsoft.DataProtection/backupVaults/backupInstances' },
    authorization: { action: 'Microsoft.DataProtection/backupVaults/backupInstances/delete', scope: INSTANCE },
    httpRequest: { clientIpAddress: '192.0.2.7', method: 'DELETE' },
    subStatus: { value: 'Accepted', localizedValue: 'Accepted (HTTP Status Code: 202)' },
    level: 'Informational',
    subscriptionId: SUBSCRIPTION_ID,
  });
});

it('records what was refused, and why: no right, a lock, a field', async () => {
  await send('PATCH', VAULT_ID, { tags: {} }, 'data-owner');
  await laboratory.clock.advance(1_000);
  await send('PUT', `${VAULT_ID}/providers/Microsoft.Authorization/locks/keep`, { properties: { level: 'ReadOnly' } });
  await send('PATCH', VAULT_ID, { tags: {} });
  await laboratory.clock.advance(1_000);
  await send('PUT', `${SUBSCRIPTION}/resourceGroups/rg-x`, { location: 'atlantis' });
  const failed = await log("status eq 'Failed'");
  expect(failed.map(({ subStatus, properties }) => [subStatus.value, codeIn(properties)])).toEqual([
    ['BadRequest', 'InvalidParameter'],
    ['Conflict', 'ScopeLocked'],
    ['Forbidden', 'AuthorizationFailed'],
  ]);
  expect(failed.every(({ level }) => level === 'Error')).toBe(true);
});

const codeIn = ({ statusMessage = '{}' }: Record<string, string>): string =>
  (JSON.parse(statusMessage) as { error: { code: string } }).error.code;

it('keeps nothing of reads, and no secret of what was sent', async () => {
  await send('GET', VAULT_ID);
  const registered = send('PUT', SERVER, {
    location: REGION,
    properties: {
      administratorLogin: 'admin',
      administratorLoginPassword: 'open sesame',
      connection: { host: 'pg.example' },
    },
  });
  await laboratory.clock.advance(10_000);
  expect((await registered).status).toBe(200);
  const all = await log();
  expect(summaries(all)).toEqual(['operator Microsoft.DBforPostgreSQL/flexibleServers/write Succeeded']);
  expect(JSON.stringify(all)).not.toContain('sesame');
});

it('is written in the transaction of its change: a write without a visible end has its event', async () => {
  const { store } = laboratory.ports;
  const transact = store.transact.bind(store);
  let count = 0;
  store.transact = (change) => {
    count += 1;
    // What comes after the write itself: the process died.
    return count > 3 ? Promise.reject(new Error('dead')) : transact(change);
  };
  await send('PUT', `${SUBSCRIPTION}/resourceGroups/rg-new`, { location: REGION });
  store.transact = transact;
  expect((await send('GET', `${SUBSCRIPTION}/resourceGroups/rg-new`)).status).toBe(200);
  expect(summaries(await log())).toEqual(['operator Microsoft.Resources/subscriptions/resourceGroups/write Started']);
});

it('records what a template wrote, for the person who deployed it', async () => {
  const template = {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    resources: [
      {
        type: 'Microsoft.DataProtection/backupVaults',
        apiVersion: '2025-07-01',
        name: 'bv-made',
        location: REGION,
        properties: { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] },
      },
    ],
  };
  const deployment = `${GROUP}/providers/Microsoft.Resources/deployments/vault`;
  await send('PUT', deployment, { properties: { mode: 'Incremental', template } });
  await laboratory.clock.advance(10_000);
  const [made] = await log(`resourceUri eq '${GROUP}/providers/Microsoft.DataProtection/backupVaults/bv-made'`);
  expect(made).toMatchObject({
    caller: 'operator',
    properties: { entity: expect.stringContaining('bv-made') as string },
  });
  const all = await log(`resourceUri eq '${GROUP}/providers/Microsoft.DataProtection/backupVaults/bv-made'`);
  expect(all.at(-1)?.properties.deployment).toBe(deployment);
});

it('is found by resource with what lies in it, by group, by caller and by time', async () => {
  await protect(laboratory);
  await laboratory.clock.advance(DAY_MS);
  const later = laboratory.clock.now().toISOString();
  await laboratory.clock.advance(1_000);
  await send('PATCH', VAULT_ID, { tags: { a: 'b' } });
  const names = async (filter: string) => (await log(filter)).map(({ operationName }) => operationName.value);

  expect(await names(`resourceUri eq '${VAULT_ID.toUpperCase()}'`)).toContain(
    'Microsoft.DataProtection/backupVaults/backupInstances/write',
  );
  expect(await names(`resourceUri eq '${POLICY_ID}'`)).toEqual([]);
  expect(new Set(await names(`resourceGroupName eq '${DATA_GROUP}'`))).toEqual(
    new Set(['Microsoft.Authorization/roleAssignments/write']),
  );
  expect(await names("caller eq 'data-owner'")).toEqual([]);
  expect(await names(`eventTimestamp ge '${later}'`)).toEqual([
    'Microsoft.DataProtection/backupVaults/write',
    'Microsoft.DataProtection/backupVaults/write',
  ]);
  expect(await names(`eventTimestamp ge '2026-01-01' and eventTimestamp le '${later}'`)).not.toContain(
    'Microsoft.DataProtection/backupVaults/write',
  );
});

it.each(["eventTimestamp ge 'yesterday'", "resourceUri ne 'x'", 'everything', "resourceUri eq 'x' or caller eq 'y'"])(
  'refuses the filter %j',
  async (filter) => {
    expect((await valuesAt(`$filter=${encodeURIComponent(filter)}`)).status).toBe(400);
  },
);

it('comes in pages, newest first', async () => {
  for (let count = 0; count < 5; count += 1) {
    await send('PUT', `${SUBSCRIPTION}/resourceGroups/rg-${String(count)}`, { location: REGION });
    await laboratory.clock.advance(1_000);
  }
  const first = (await (await valuesAt('$top=2')).json()) as Page<ActivityLogEvent>;
  expect(first.value.map(({ resourceGroupName }) => resourceGroupName)).toEqual(['rg-4', 'rg-3']);
  const next = new URL(first.nextLink ?? '').searchParams;
  const second = (await (await valuesAt(next.toString())).json()) as Page<ActivityLogEvent>;
  expect(second.value.map(({ resourceGroupName }) => resourceGroupName)).toEqual(['rg-2', 'rg-1']);
});

it('is shown to callers with the right to read, in the scope of that right', async () => {
  await send('PATCH', VAULT_ID, { tags: {} });
  await send('PUT', `${DATA}/providers/Microsoft.Authorization/locks/keep`, { properties: { level: 'ReadOnly' } });
  expect(summaries(await log('', 'data-owner'))).toEqual(['operator Microsoft.Authorization/locks/write Succeeded']);
});

it('is kept for 90 days', async () => {
  await send('PUT', `${SUBSCRIPTION}/resourceGroups/rg-old`, { location: REGION });
  await laboratory.clock.advance(89 * DAY_MS);
  expect(await log()).toHaveLength(1);
  await laboratory.clock.advance(3 * DAY_MS);
  expect(await log()).toHaveLength(0);
});

it('keeps so many refusals of one person in an hour, and everything that was written', async () => {
  const attempts = Array.from({ length: 520 }, () => send('PATCH', VAULT_ID, { tags: {} }, 'data-owner'));
  await Promise.all(attempts);
  await send('PUT', `${SUBSCRIPTION}/resourceGroups/rg-more`, { location: REGION });
  expect(await laboratory.ports.store.transact((tx) => tx.count(events))).toBe(501);
});
