/** Requests that say one thing and mean another: nobody comes by a resource under a name, a method or a field that is not its own. */
import { BACKUP_GROUP, VAULT_ID, VAULT_NAME } from '#provider/seed.ts';
import { describe, expect, it } from 'vitest';
import type { ContractHost } from '../host.ts';
import { errorOf, SUBSCRIPTION } from './client.ts';
import { freshWorld } from './world.ts';

const VAULTS = `${SUBSCRIPTION}/resourceGroups/${BACKUP_GROUP}/providers/Microsoft.DataProtection/backupVaults`;
const LOCATION = '"location":"westeurope"';
const SETTINGS = '"storageSettings":[{"datastoreType":"VaultStore","type":"LocallyRedundant"}]';

export function describeDisguises(host: ContractHost): void {
  describe('a disguise', () => {
    const arm = freshWorld(host);

    it.each(['%2f', '%5c', '%00', '%2e%2e%2f', '%c0%af', '%ff', '%', '%zz', '%0d%0a'])(
      'of a name is no name: %s',
      async (code) => {
        for (const method of ['GET', 'PUT', 'DELETE']) {
          const body = method === 'PUT' ? { body: `{${LOCATION},"properties":{${SETTINGS}}}` } : {};
          const answer = await arm().call(method, `${VAULTS}/${VAULT_NAME}${code}`, body);
          expect([400, 404], `${method} ${answer.text}`).toContain(answer.status);
        }
        expect((await arm().call('GET', VAULT_ID)).status).toBe(200);
      },
    );

    // In lower case, the sign for kelvin is a k.
    it('of a letter is another letter', async () => {
      const kelvin = encodeURIComponent('\u212A');
      const group = await arm().call('GET', `${SUBSCRIPTION}/resourceGroups/${BACKUP_GROUP.replace('k', kelvin)}`);
      expect([group.status, errorOf(group).code]).toEqual([404, 'ResourceGroupNotFound']);
      const list = await arm().call('GET', VAULTS.replace('rg-backup', `rg-bac${kelvin}up`));
      expect(list.status, list.text).toBe(404);
    });

    it.each(['x-http-method-override', 'x-http-method', 'x-method-override'])(
      'of a method is not looked at: %s',
      async (header) => {
        const answer = await arm().call('GET', VAULT_ID, { headers: { [header]: 'DELETE' } });
        expect(answer.status).toBe(200);
        expect((await arm().call('GET', VAULT_ID)).status).toBe(200);
      },
    );

    it('of a field is no field: what an object inherits is not sent', async () => {
      const path = `${VAULTS}/bv-disguised`;
      const hidden = `{"__proto__":{${LOCATION}},"constructor":{"prototype":{${LOCATION}}},"properties":{${SETTINGS}}}`;
      expect((await arm().call('PUT', path, { body: hidden })).status).toBe(400);
      const tags = '"tags":{"__proto__":"a","constructor":"b"}';
      const made = await arm().call<{ tags: object }>('PUT', path, {
        body: `{${LOCATION},${tags},"properties":{${SETTINGS}}}`,
      });
      expect(made.status, made.text).toBe(201);
      expect(Object.getPrototypeOf(made.body.tags)).toBe(Object.prototype);
      expect(({} as { location?: string }).location).toBeUndefined();
    });
  });
}
