/** Rules for every response and every request (docs/reference/arm.md#1-requests, #33-arm-codes, #121-subscriptions). */
import type { ResourceGroup, Subscription } from '#protocol/resources.ts';
import { BACKUP_GROUP, DATA_GROUP, SUBSCRIPTION_ID, VAULT_ID } from '#provider/seed.ts';
import { describe, expect, it } from 'vitest';
import type { ContractHost } from '../host.ts';
import { errorOf, fresh, newGuid, SUBSCRIPTION } from './client.ts';
import { freshWorld } from './world.ts';

export function describeGateway(host: ContractHost): void {
  describe('the gateway', () => {
    const arm = freshWorld(host);

    it('lists the subscriptions that the caller can see', async () => {
      const { value } = await arm().get<{ value: Subscription[] }>('/subscriptions');
      expect(value.map(({ subscriptionId }) => subscriptionId)).toContain(SUBSCRIPTION_ID);
    });

    it('reads a subscription, its regions and its resource groups', async () => {
      expect(await arm().get<Subscription>(SUBSCRIPTION)).toMatchObject({ displayName: 'Contoso', state: 'Enabled' });
      const locations = await arm().get<{ value: { name: string }[] }>(`${SUBSCRIPTION}/locations`);
      expect(locations.value.map(({ name }) => name)).toEqual(expect.arrayContaining(['westeurope', 'northeurope']));
      const groups = await arm().get<{ value: ResourceGroup[] }>(`${SUBSCRIPTION}/resourcegroups`);
      expect(groups.value.map(({ name }) => name)).toEqual(expect.arrayContaining([BACKUP_GROUP, DATA_GROUP]));
    });

    it('creates a resource group with 201, replaces it with 200, and keeps the name it was made with', async () => {
      const name = fresh('rg-Made');
      const first = await arm().put<ResourceGroup>(`${SUBSCRIPTION}/resourceGroups/${name}`, {
        location: 'West Europe',
      });
      expect(first.status).toBe(201);
      expect(first.body).toMatchObject({
        name,
        location: 'westeurope',
        properties: { provisioningState: 'Succeeded' },
      });
      const second = await arm().put<ResourceGroup>(`${SUBSCRIPTION}/resourceGroups/${name.toUpperCase()}`, {
        LOCATION: 'westeurope',
        Tags: { env: 'test' },
      });
      expect(second.status).toBe(200);
      expect(second.body).toMatchObject({ name, tags: { env: 'test' } });
      const moved = await arm().put(`${SUBSCRIPTION}/resourceGroups/${name}`, { location: 'northeurope' });
      expect([moved.status, errorOf(moved).code]).toEqual([409, 'InvalidResourceGroupLocation']);
    });

    it.each(['rg.', 'rg name', 'x'.repeat(91)])('refuses the resource group name %j', async (name) => {
      const answer = await arm().put(`${SUBSCRIPTION}/resourceGroups/${encodeURIComponent(name)}`, {
        location: 'westeurope',
      });
      expect(answer.status).toBe(400);
      expect(errorOf(answer).target).toBe('name');
    });

    it('ignores case in a path, and responds in the case the resource was created with', async () => {
      const answer = await arm().get<{ id: string }>(VAULT_ID.toUpperCase());
      expect(answer.id).toBe(VAULT_ID);
    });

    it('puts the headers of ARM on every response', async () => {
      const { headers } = await arm().call('GET', VAULT_ID);
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(headers.get('cache-control')).toBe('no-cache, no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-ms-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.get('x-ms-correlation-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.get('x-ms-routing-request-id')).toMatch(/^[A-Z]+:\d{8}T\d{6}Z:[0-9a-f-]{36}$/);
      expect(headers.get('x-ms-ratelimit-remaining-subscription-resource-requests')).toMatch(/^\d+$/);
    });

    it('echoes the client request id on request, and only then', async () => {
      const id = newGuid();
      const asked = { 'x-ms-client-request-id': id, 'x-ms-return-client-request-id': 'true' };
      const echoed = await arm().call('GET', VAULT_ID, { headers: asked });
      expect(echoed.headers.get('x-ms-client-request-id')).toBe(id);
      const silent = await arm().call('GET', VAULT_ID, { headers: { 'x-ms-client-request-id': id } });
      expect(silent.headers.get('x-ms-client-request-id')).toBeNull();
    });

    it('requires an api-version', async () => {
      const answer = await arm().call('GET', VAULT_ID, { apiVersion: null });
      expect([answer.status, errorOf(answer).code]).toEqual([400, 'MissingApiVersionParameter']);
      expect(answer.headers.get('x-ms-failure-cause')).toBe('gateway');
    });

    it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
      'knows no namespace by the name of %s, which every object has',
      async (namespace) => {
        const path = `${SUBSCRIPTION}/providers/${namespace}/things?api-version=2022-12-01`;
        expect((await arm().call('GET', path)).status).toBe(404);
      },
    );

    it('refuses an api-version that the namespace does not have, and takes later stable ones', async () => {
      const answer = await arm().call('GET', VAULT_ID, { apiVersion: '2019-01-01' });
      expect([answer.status, errorOf(answer).code]).toEqual([400, 'InvalidApiVersionParameter']);
      expect(errorOf(answer).message).toContain('2025-07-01');
      expect((await arm().call('GET', VAULT_ID, { apiVersion: '2026-03-01' })).status).toBe(200);
    });

    it.each(['', 'Bearer nonsense', 'Basic b3BlcmF0b3I6eA==', 'Bearer'])(
      'returns 401 to the authorization %j',
      async (authorization) => {
        const answer = await arm().call('GET', VAULT_ID, { headers: { Authorization: authorization } });
        expect([answer.status, errorOf(answer).code]).toEqual([401, 'InvalidAuthenticationToken']);
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
        expect(answer.headers.get('x-ms-failure-cause')).toBe('gateway');
      },
    );

    it('returns 404 for a path without a route and 405 for a method without one', async () => {
      const unknown = await arm().call('GET', `${VAULT_ID}/wonders`);
      expect([unknown.status, errorOf(unknown).code]).toEqual([404, 'InvalidResourceType']);
      const wrong = await arm().call('PATCH', `${VAULT_ID}/backupJobs`, { body: {} });
      expect([wrong.status, errorOf(wrong).code]).toEqual([405, 'MethodNotAllowed']);
      expect(wrong.headers.get('allow')).toBe('GET');
    });

    it('returns 404 for a subscription, a resource group and a resource that do not exist, each with its own message', async () => {
      const other = await arm().call('GET', `/subscriptions/${newGuid()}/resourceGroups`);
      expect([other.status, errorOf(other).code]).toEqual([404, 'SubscriptionNotFound']);
      const malformed = await arm().call('GET', '/subscriptions/mine/resourceGroups');
      expect([malformed.status, errorOf(malformed).code]).toEqual([400, 'InvalidSubscriptionId']);
      const group = await arm().call('GET', `${SUBSCRIPTION}/resourceGroups/rg-none`);
      expect([group.status, errorOf(group).code]).toEqual([404, 'ResourceGroupNotFound']);
      expect(errorOf(group).message).toBe("Resource group 'rg-none' could not be found.");
      const vault = await arm().call('GET', VAULT_ID.replace('bv-contoso-weu', 'bv-none'));
      expect([vault.status, errorOf(vault).code]).toEqual([404, 'ResourceNotFound']);
      expect(errorOf(vault).message).toBe(
        "The Resource 'Microsoft.DataProtection/backupVaults/bv-none' under resource group 'rg-backup' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
      );
    });

    it('hands a long list out in pages that hold everything once', async () => {
      const names = await Promise.all(
        Array.from({ length: 5 }, async () => {
          const name = fresh('rg-page');
          await arm().put(`${SUBSCRIPTION}/resourceGroups/${name}`, { location: 'westeurope' });
          return name;
        }),
      );
      const seen: string[] = [];
      let next: string | null | undefined = `${SUBSCRIPTION}/resourceGroups?$top=2`;
      while (next) {
        const page: { value: ResourceGroup[]; nextLink?: string | null } = await arm().get(next);
        expect(page.value.length).toBeLessThanOrEqual(2);
        seen.push(...page.value.map(({ name }) => name));
        next = page.nextLink;
        if (next) expect(new URL(next).searchParams.get('api-version')).not.toBeNull();
      }
      expect(seen).toEqual(expect.arrayContaining(names));
      expect(new Set(seen).size).toBe(seen.length);
    });

    it.each(['$top=0', '$top=x', '$top=-1', '$skiptoken=abc', '$skiptoken=W10='])(
      'refuses a list with %s',
      async (query) => {
        expect((await arm().call('GET', `${SUBSCRIPTION}/resourceGroups?${query}`)).status).toBe(400);
      },
    );
  });
}
