/** What a write is made to depend on (docs/reference/arm.md#17-conditions). */
import type { Vault } from '#protocol/data-protection.ts';
import type { Deployment } from '#protocol/deployments.ts';
import { BACKUP_GROUP, POLICY_ID, REGION, VAULT_ID } from '#provider/seed.ts';
import { ROLE_IDS } from '#protocol/authorization.ts';
import { describe, expect, it } from 'vitest';
import type { ContractHost } from '../host.ts';
import {
  assignment,
  assignmentBody,
  DATA,
  errorOf,
  fresh,
  instanceInput,
  eventually,
  newGuid,
  registerServer,
  serverId,
  SUBSCRIPTION,
  type Answer,
  type Arm,
} from './client.ts';
import { freshWorld } from './world.ts';

const vaultId = (): string =>
  `${SUBSCRIPTION}/resourceGroups/${BACKUP_GROUP}/providers/Microsoft.DataProtection/backupVaults/${fresh('bv')}`;
const vaultBody = (tags: Record<string, string> = {}) => ({
  location: REGION,
  tags,
  properties: { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] },
});

const failed = (answer: Answer): [number, string, string | null | undefined] => [
  answer.status,
  errorOf(answer).code,
  errorOf(answer).target,
];
const ETAG = /^"[^"]+"$/;

/** How to make one resource of each kind that can be written. */
const KINDS: Record<string, (arm: Arm) => Promise<{ id: string; body: unknown }>> = {
  'a resource group': () =>
    Promise.resolve({ id: `${SUBSCRIPTION}/resourceGroups/${fresh('rg')}`, body: { location: REGION } }),
  'a vault': () => Promise.resolve({ id: vaultId(), body: vaultBody() }),
  'a policy': async (arm) => ({
    id: `${VAULT_ID}/backupPolicies/${fresh('policy')}`,
    body: { properties: (await arm.get<{ properties: unknown }>(POLICY_ID)).properties },
  }),
  'a backup instance': async (arm) => {
    const name = fresh('pg');
    await registerServer(arm, name);
    return {
      id: `${VAULT_ID}/backupInstances/${name}-${newGuid()}`,
      body: { properties: instanceInput(serverId(name)) },
    };
  },
  'a server': () => {
    const name = fresh('pg');
    const properties = {
      administratorLogin: 'admin',
      administratorLoginPassword: 'secret',
      connection: { host: `${name}.example`, port: 5432, tlsMode: 'prefer' },
    };
    return Promise.resolve({ id: serverId(name), body: { location: REGION, properties } });
  },
  'a role assignment': async (arm) => {
    const { identity } = await arm.get<Vault>(VAULT_ID);
    return { id: assignment(DATA), body: assignmentBody(ROLE_IDS.contributor, identity?.principalId ?? '') };
  },
  'a role': () => {
    const name = fresh('role');
    const properties = {
      roleName: name,
      permissions: [{ actions: ['Microsoft.DataProtection/backupVaults/read'] }],
      assignableScopes: [SUBSCRIPTION],
    };
    return Promise.resolve({
      id: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${newGuid()}`,
      body: { properties },
    });
  },
  'a lock': () =>
    Promise.resolve({
      id: `${DATA}/providers/Microsoft.Authorization/locks/${fresh('lock')}`,
      body: { properties: { level: 'CanNotDelete' } },
    }),
  'a deployment': () =>
    Promise.resolve({
      id: `${DATA}/providers/Microsoft.Resources/deployments/${fresh('deployment')}`,
      body: {
        properties: {
          mode: 'Incremental',
          template: {
            $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
            contentVersion: '1.0.0.0',
            resources: [],
          },
        },
      },
    }),
};

export function describeConditions(host: ContractHost): void {
  describe('conditions of a write', () => {
    const arm = freshWorld(host);

    it.each(Object.entries(KINDS))('hold for %s', async (what, make) => {
      const { id, body } = await make(arm());
      const missing = await arm().put(id, body, { headers: { 'If-Match': '*' } });
      expect(failed(missing)).toEqual([412, 'PreconditionFailed', 'If-Match']);
      expect((await arm().call('GET', id)).status).toBe(404);
      const made = await arm().put(id, body, { headers: { 'If-None-Match': '*' } });
      expect([200, 201], made.text).toContain(made.status);
      expect(made.headers.get('etag')).toMatch(ETAG);
      if (made.headers.has('azure-asyncoperation')) await arm().settle(made);
      const twice = await arm().put(id, body, { headers: { 'If-None-Match': '*' } });
      expect(failed(twice)).toEqual([412, 'PreconditionFailed', 'If-None-Match']);
      // Resource groups are not deleted here.
      if (what === 'a resource group') return;
      if (what === 'a deployment')
        await eventually(
          () => arm().get<Deployment>(id),
          ({ properties }) => properties.provisioningState === 'Succeeded',
        );
      const etag = (await arm().call('GET', id)).headers.get('etag') ?? '';
      expect(etag).toMatch(ETAG);
      for (const stale of ['"stale"', `W/${etag}`]) {
        const gone = await arm().remove(id, { headers: { 'If-Match': stale } });
        expect(failed(gone)).toEqual([412, 'PreconditionFailed', 'If-Match']);
      }
      expect((await arm().call('GET', id)).status).toBe(200);
      // What is on its way changes an instance by itself.
      if (what === 'a backup instance') return;
      const right = await arm().remove(id, { headers: { 'If-Match': `"other" , ${etag}` } });
      expect([200, 202, 204], right.text).toContain(right.status);
      if (right.headers.has('azure-asyncoperation')) await arm().settle(right);
      expect(failed(await arm().remove(id, { headers: { 'If-Match': '*' } }))[0]).toBe(412);
      expect((await arm().remove(id)).status).toBe(204);
    });

    it('keep two people from undoing what the other has just done', async () => {
      const id = vaultId();
      await arm().settle(await arm().put(id, vaultBody()));
      const read = await arm().call('GET', id);
      const headers = { 'If-Match': read.headers.get('etag') ?? '' };
      const first = await arm().call('PATCH', id, { headers, body: { tags: { owner: 'first' } } });
      expect(first.status, first.text).toBe(202);
      const second = await arm().put(id, vaultBody({ owner: 'second' }), { headers });
      expect(failed(second)).toEqual([412, 'PreconditionFailed', 'If-Match']);
      await arm().settle(first);
      expect((await arm().get<Vault>(id)).tags).toEqual({ owner: 'first' });
      const etag = (await arm().call('GET', id)).headers.get('etag') ?? '';
      const same = await arm().put(id, vaultBody(), { headers: { 'If-None-Match': `W/${etag}` } });
      expect(failed(same)).toEqual([412, 'PreconditionFailed', 'If-None-Match']);
    });

    it.each(['', 'x', '"a" "b"', '*, "a"', '"a'])('refuse the header %j and name it', async (value) => {
      for (const name of ['If-Match', 'If-None-Match']) {
        const answer = await arm().put(vaultId(), vaultBody(), { headers: { [name]: value } });
        expect(failed(answer)).toEqual([400, 'InvalidHeaderValue', name]);
      }
    });

    it('do not concern what only reads', async () => {
      const { status, headers } = await arm().call('GET', VAULT_ID, { headers: { 'If-Match': '"stale"' } });
      expect([status, headers.get('etag')]).toEqual([200, expect.stringMatching(ETAG)]);
    });
  });
}
