/** Locks, custom roles and the activity log (decision 19), on every host alike. */
import type { ActivityLogEvent } from '#protocol/activity-log.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { ROLE_IDS } from '#protocol/authorization.ts';
import type { Page } from '#protocol/data-protection.ts';
import { describe, expect, it } from 'vitest';
import type { ContractHost } from '../host.ts';
import { assignment, assignmentBody, DATA, errorOf, fresh, newGuid, SUBSCRIPTION, vaultIdentity } from './client.ts';
import { freshWorld } from './world.ts';

const group = () => `${SUBSCRIPTION}/resourceGroups/${fresh('rg')}`;
const lockAt = (scope: string) => `${scope}/providers/Microsoft.Authorization/locks/keep`;

export function describeRights(host: ContractHost): void {
  describe('locks, roles and the activity log', () => {
    const arm = freshWorld(host);

    it('refuses a write where there is a lock, until it goes', async () => {
      const scope = group();
      await arm().put(scope, { location: 'westeurope' });
      const made = await arm().put(lockAt(scope), { properties: { level: 'ReadOnly' } });
      expect([made.status, made.body]).toMatchObject([201, { type: 'Microsoft.Authorization/locks' }]);
      const refused = await arm().put(scope, { location: 'westeurope', tags: { a: 'b' } });
      expect([refused.status, errorOf(refused).code]).toEqual([409, 'ScopeLocked']);
      expect((await arm().remove(lockAt(scope))).status).toBe(200);
      expect((await arm().put(scope, { location: 'westeurope', tags: { a: 'b' } })).status).toBe(200);
    });

    it('gives a role without its condition to nobody', async () => {
      const { properties } = assignmentBody(ROLE_IDS.reader, await vaultIdentity(arm()));
      const answer = await arm().put(assignment(DATA), {
        properties: { ...properties, condition: "@Resource[x] StringEquals 'y'", conditionVersion: '2.0' },
      });
      expect([answer.status, errorOf(answer).target]).toEqual([400, 'properties.condition']);
    });

    it('keeps a custom role while it is assigned', async () => {
      const guid = newGuid();
      const role = `${DATA}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
      const properties = {
        roleName: fresh('Looker'),
        permissions: [{ actions: ['*/read'] }],
        assignableScopes: [DATA],
      };
      expect((await arm().put(role, { properties })).status).toBe(201);
      const given = assignment(DATA);
      expect((await arm().put(given, assignmentBody(guid, await vaultIdentity(arm())))).status).toBe(201);
      const refused = await arm().remove(role);
      expect([refused.status, errorOf(refused).code]).toEqual([400, 'RoleDefinitionHasAssignments']);
      expect((await arm().remove(given)).status).toBe(200);
      expect((await arm().remove(role)).status).toBe(200);
    });

    it('records who wrote what, and from where', async () => {
      const scope = group();
      await arm().put(scope, { location: 'westeurope' });
      const filter = encodeURIComponent(`eventTimestamp ge '2020-01-01' and resourceUri eq '${scope}'`);
      const { value } = await arm().get<Page<ActivityLogEvent>>(
        `${SUBSCRIPTION}/providers/Microsoft.Insights/eventtypes/management/values?$filter=${filter}&api-version=${API_VERSIONS.insights}`,
      );
      expect(value).toHaveLength(1);
      expect(value[0]).toMatchObject({
        operationName: { value: 'Microsoft.Resources/subscriptions/resourceGroups/write' },
        status: { value: 'Succeeded' },
        subStatus: { value: 'Created' },
        resourceId: scope,
      });
      const address = value[0]?.httpRequest?.clientIpAddress;
      // Only where there is a network is there an address.
      expect(address).toBe(host.name.startsWith('behind Node') ? '127.0.0.1' : undefined);
    });
  });
}
