/** A scope that is full: one more is refused in ARM's words, and what is there can still be changed. */
import { ROLE_IDS, type RoleAssignment } from '#protocol/authorization.ts';
import type { ErrorEnvelope } from '#protocol/errors.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { idKey, lastName, resourceGroupScope, subscriptionScope } from '#protocol/resource-id.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { INSTANCE, instance, open, SERVER, type Laboratory } from '../testing/laboratory.ts';
import { MOST_LOCKS } from './domain/lock-rules.ts';
import { MAX_GROUPS, MAX_INSTANCES, MAX_OF_A_TYPE, MAX_POLICIES, MAX_ROLE_ASSIGNMENTS, MAX_VAULTS } from './limits.ts';
import type { Kind } from './ports.ts';
import {
  customRoles,
  instances,
  locks,
  policies,
  resourceGroups,
  roleAssignments,
  servers,
  vaults,
} from './records.ts';
import { DATA_GROUP, POLICY_ID, REGION, SUBSCRIPTION_ID, VAULT_ID } from './seed.ts';

const SUBSCRIPTION = subscriptionScope(SUBSCRIPTION_ID);
const DATA = resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP);

let laboratory: Laboratory;
beforeEach(async () => {
  laboratory = await open();
});
afterEach(() => laboratory.stop());

/** Adds as many as are missing to `most`, each with a number in its id. */
const fill = <T>(
  kind: Kind<T>,
  most: number,
  idOf: (at: number) => string,
  valueOf: (id: string) => T,
): Promise<void> =>
  laboratory.ports.store.transact(async (tx) => {
    const there = await tx.count(kind, {});
    for (let at = 0; at < most - there; at += 1) await tx.put(kind, idKey(idOf(at)), valueOf(idOf(at)));
  });

async function first<T>(kind: Kind<T>): Promise<T> {
  const [found] = await laboratory.ports.store.transact((tx) => tx.list(kind, { limit: 1 }));
  if (!found) throw new Error(`There is no ${kind.name}.`);
  return found.value;
}

async function refusal(method: string, path: string, body: unknown): Promise<[number, string, string]> {
  const answer = await laboratory.send(method, path, body);
  const { error } = (await answer.json()) as ErrorEnvelope;
  return [answer.status, error.code, error.message];
}

const vaultBody = {
  location: REGION,
  properties: { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] },
};
const vaultIn = (group: string, name: string) =>
  `${resourceGroupScope(SUBSCRIPTION_ID, group)}/providers/Microsoft.DataProtection/backupVaults/${name}`;

describe('a subscription', () => {
  it('holds 980 resource groups', async () => {
    const group = await first(resourceGroups);
    const idOf = (at: number) => resourceGroupScope(SUBSCRIPTION_ID, `rg-${String(at)}`);
    await fill(resourceGroups, MAX_GROUPS, idOf, (id) => ({ ...group, id, name: lastName(id) }));
    const body = { location: REGION };
    expect(await refusal('PUT', `${SUBSCRIPTION}/resourceGroups/rg-more`, body)).toEqual([
      409,
      'ResourceGroupQuotaExceeded',
      expect.stringContaining("exceed the quota of '980'"),
    ]);
    expect((await laboratory.send('PUT', idOf(7), body)).status).toBe(200);
  });

  it('holds 4,000 role assignments, and those elsewhere do not count', async () => {
    const given = await first(roleAssignments);
    const name = (at: number) => `88888888-8888-4888-8888-${String(at).padStart(12, '0')}`;
    const valueOf =
      (scope: string) =>
      (id: string): RoleAssignment => ({ ...given, name: id, id, properties: { ...given.properties, scope } });
    const elsewhere = subscriptionScope('99999999-9999-4999-8999-999999999999');
    await fill(roleAssignments, 500, (at) => name(900_000 + at), valueOf(elsewhere));
    const add = async () => {
      const { identity } = await laboratory.get<{ identity: { principalId: string } }>(VAULT_ID);
      const path = `${DATA}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`;
      const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${ROLE_IDS.reader}`;
      return laboratory.send('PUT', path, { properties: { roleDefinitionId, principalId: identity.principalId } });
    };
    const made = await add();
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as RoleAssignment;
    expect((await laboratory.send('DELETE', id)).status).toBe(200);
    await fill(roleAssignments, 500 + MAX_ROLE_ASSIGNMENTS, name, valueOf(SERVER));
    const refused = await add();
    expect([refused.status, ((await refused.json()) as ErrorEnvelope).error.code]).toEqual([
      400,
      'RoleAssignmentLimitExceeded',
    ]);
  });

  it('holds 1,000 vaults', async () => {
    const vault = await first(vaults);
    const idOf = (at: number) => vaultIn(`rg-${String(at % 2)}`, `bv-${String(at)}`);
    await fill(vaults, MAX_VAULTS, idOf, (id) => ({ ...vault, id, name: lastName(id) }));
    expect(await refusal('PUT', vaultIn(DATA_GROUP, 'bv-more'), vaultBody)).toEqual([
      409,
      'ResourceQuotaExceeded',
      expect.stringContaining('1000'),
    ]);
  });
});

describe('a resource group', () => {
  it('holds 800 vaults', async () => {
    const vault = await first(vaults);
    const idOf = (at: number) => vaultIn(DATA_GROUP, `bv-${String(at)}`);
    await fill(vaults, MAX_OF_A_TYPE + 1, idOf, (id) => ({ ...vault, id, name: lastName(id) }));
    expect(await refusal('PUT', vaultIn(DATA_GROUP, 'bv-more'), vaultBody)).toEqual([
      409,
      'ResourceQuotaExceeded',
      expect.stringContaining("'800' resources of type 'Microsoft.DataProtection/backupVaults' per resource group"),
    ]);
    expect((await laboratory.send('PUT', idOf(7), vaultBody)).status).toBe(201);
  });

  it('holds 800 servers', async () => {
    const server = await first(servers);
    const idOf = (at: number) => `${DATA}/providers/${SERVER_TYPE}/pg-${String(at)}`;
    await fill(servers, MAX_OF_A_TYPE + 1, idOf, (id) => ({
      ...server,
      resource: { ...server.resource, id, name: lastName(id) },
    }));
    const properties = {
      administratorLogin: 'admin',
      administratorLoginPassword: 'secret',
      connection: { host: 'more.example', port: 5432, tlsMode: 'prefer' },
    };
    expect(await refusal('PUT', idOf(8_000), { location: REGION, properties })).toEqual([
      409,
      'ResourceQuotaExceeded',
      expect.stringContaining(`type '${SERVER_TYPE}' per resource group`),
    ]);
  });
});

describe('what all of them share', () => {
  it('holds 500 locks in a subscription', async () => {
    const idOf = (at: number) => `${DATA}/providers/Microsoft.Authorization/locks/lock-${String(at)}`;
    const body = { properties: { level: 'CanNotDelete' } };
    expect((await laboratory.send('PUT', idOf(0), body)).status).toBe(201);
    const lock = await first(locks);
    await fill(locks, MOST_LOCKS + 1, idOf, (id) => ({ ...lock, id, name: lastName(id) }));
    expect(await refusal('PUT', idOf(8_000), body)).toEqual([
      409,
      'LockLimitExceeded',
      expect.stringContaining('has 500 locks'),
    ]);
    expect((await laboratory.send('PUT', idOf(7), body)).status).toBe(200);
  });

  it('holds 5,000 custom roles', async () => {
    const guidOf = (at: number) => `99999999-9999-4999-8999-${String(at).padStart(12, '0')}`;
    const pathOf = (at: number) => `${DATA}/providers/Microsoft.Authorization/roleDefinitions/${guidOf(at)}`;
    const bodyOf = (at: number) => ({
      properties: { roleName: `role ${String(at)}`, permissions: [{ actions: ['*/read'] }], assignableScopes: [DATA] },
    });
    expect((await laboratory.send('PUT', pathOf(0), bodyOf(0))).status).toBe(201);
    const role = await first(customRoles);
    await fill(customRoles, 5_001, guidOf, (guid) => ({ ...role, guid, roleName: guid }));
    expect(await refusal('PUT', pathOf(8_000), bodyOf(8_000))).toEqual([
      400,
      'RoleDefinitionLimitExceeded',
      expect.stringContaining('5000 custom roles'),
    ]);
  });
});

describe('a vault', () => {
  it('holds 1,000 policies', async () => {
    const policy = await first(policies);
    const idOf = (at: number) => `${VAULT_ID}/backupPolicies/policy-${String(at)}`;
    await fill(policies, MAX_POLICIES, idOf, (id) => ({
      ...policy,
      resource: { ...policy.resource, id, name: lastName(id) },
    }));
    const { properties } = await laboratory.get<{ properties: unknown }>(POLICY_ID);
    expect(await refusal('PUT', idOf(8_000), { properties })).toEqual([
      409,
      'ResourceQuotaExceeded',
      expect.stringContaining('per Backup vault'),
    ]);
    expect((await laboratory.send('PUT', idOf(7), { properties })).status).toBe(200);
  });

  it('holds 5,000 instances', async () => {
    expect((await laboratory.send('PUT', INSTANCE, { properties: instance })).status).toBe(201);
    const made = await first(instances);
    const { properties } = made.resource;
    const idOf = (at: number) => `${VAULT_ID}/backupInstances/pg-${String(at)}`;
    await fill(instances, MAX_INSTANCES, idOf, (id) => {
      const dataSourceInfo = { ...properties.dataSourceInfo, resourceID: `${SERVER}-${id}` };
      return { ...made, resource: { ...made.resource, id, name: id, properties: { ...properties, dataSourceInfo } } };
    });
    const other = SERVER.replace(DATA_GROUP, 'rg-other');
    const dataSourceInfo = { ...instance.dataSourceInfo, resourceID: other };
    expect(await refusal('PUT', idOf(8_000), { properties: { ...instance, dataSourceInfo } })).toEqual([
      409,
      'ResourceQuotaExceeded',
      expect.stringContaining("quota of '5000'"),
    ]);
  });
});
