import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { needKey, missingRoles, reaches, type GrantScope, type RoleAssignment } from '#protocol/authorization.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { groupScopeOf, lastName, resourceGroupScope, resourceId, subscriptionScope } from '#protocol/resource-id.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { problemOf } from '#ui/state/problem-of.ts';
import {
  fullestSubscription,
  planGrants,
  planWords,
  progressOf,
  type GrantCandidate,
  type GrantOutcome,
  type PlannedGrant,
} from './grant-plan.ts';
import type { Readiness } from './verdict.ts';

const subscription = (number: number) => `11111111-1111-4111-8111-11111111111${String(number)}`;
const serverIn = (group: string, name: string, number = 1) =>
  resourceId(resourceGroupScope(subscription(number), group), SERVER_TYPE, name);
const identity = '33333333-3333-4333-8333-333333333333';
const refusal = problemOf({ code: 'UserErrorMissingRequiredPermissions', message: 'Missing.' });

/** A row as its check leaves it, when the vault has these assignments. */
const candidate = (serverId: ResourceId, given: readonly RoleAssignment[] = []): GrantCandidate => ({
  serverId,
  readiness: {
    state: 'roleAssignmentNotDone',
    missing: missingRoles(backupRoleNeeds(serverId), identity, given),
    refusal,
  },
});

const assignmentOf = ({ roleId, scope }: { roleId: string; scope: ResourceId }) =>
  ({
    properties: { principalId: identity, roleDefinitionId: `${scope}/roleDefinitions/${roleId}`, scope },
  }) as RoleAssignment;

const shortOf = (grants: readonly PlannedGrant[]) =>
  grants.map(({ roleName, scope, serverIds }) => [roleName.split(' ')[0], lastName(scope), serverIds.length]);

describe('planGrants', () => {
  const one = serverIn('rg-data', 'pg-one');
  const two = serverIn('RG-data', 'pg-two');
  const far = serverIn('rg-far', 'pg-far', 2);

  it.each<[GrantScope, unknown[][]]>([
    [
      'resource',
      [
        ['PostgreSQL', 'pg-one', 1],
        ['Reader', 'rg-data', 2],
        ['PostgreSQL', 'pg-two', 1],
        ['PostgreSQL', 'pg-far', 1],
        ['Reader', 'rg-far', 1],
      ],
    ],
    [
      'resourceGroup',
      [
        ['PostgreSQL', 'rg-data', 2],
        ['Reader', 'rg-data', 2],
        ['PostgreSQL', 'rg-far', 1],
        ['Reader', 'rg-far', 1],
      ],
    ],
    [
      'subscription',
      [
        ['PostgreSQL', subscription(1), 2],
        ['Reader', subscription(1), 2],
        ['PostgreSQL', subscription(2), 1],
        ['Reader', subscription(2), 1],
      ],
    ],
  ])('at the scope %s assigns what servers share only once', (scope, expected) => {
    expect(shortOf(planGrants([candidate(one), candidate(two), candidate(far)], scope))).toEqual(expected);
  });

  it('leaves out rows that this person cannot or need not fix', () => {
    const missing = backupRoleNeeds(one);
    const states: Readiness[] = [
      { state: 'success' },
      { state: 'validating' },
      { state: 'assigning', done: 0, total: 2 },
      { state: 'userCannotAssignRoles', missing, refusal },
    ];
    expect(planGrants(states.map((readiness) => ({ serverId: one, readiness })))).toEqual([]);
  });

  it('says how much it is', () => {
    expect(planWords(planGrants([candidate(one)], 'resource'))).toBe('2 role assignments at 2 scopes');
    expect(planWords(planGrants([candidate(one)], 'resourceGroup'))).toBe('2 role assignments at 1 scope');
    expect(planWords([])).toBe('0 role assignments at 0 scopes');
  });
});

/** Estates in which servers share groups and subscriptions, have ids in two spellings, and have some roles already. */
const estates = fc
  .uniqueArray(
    fc.record({
      subscription: fc.integer({ min: 1, max: 3 }),
      group: fc.constantFrom('rg-a', 'RG-A', 'rg-b'),
      name: fc.constantFrom('pg-1', 'pg-2', 'pg-3', 'pg-4'),
    }),
    { selector: (each) => `${String(each.subscription)} ${each.group.toLowerCase()} ${each.name}`, maxLength: 12 },
  )
  .map((all) => all.map((each) => serverIn(each.group, each.name, each.subscription)))
  .chain((servers) => {
    const possible = servers.flatMap((server) =>
      backupRoleNeeds(server).flatMap((need) =>
        [need.scope, groupScopeOf(need.scope), subscriptionScope(server.split('/')[2] ?? '')].map((scope) =>
          assignmentOf({ roleId: need.roleId, scope }),
        ),
      ),
    );
    return fc.record({ servers: fc.constant(servers), given: fc.subarray(possible) });
  });
const scopes = fc.constantFrom<GrantScope>('resource', 'resourceGroup', 'subscription');

describe('a plan, whatever the estate', () => {
  const planFor = ({ servers, given }: { servers: ResourceId[]; given: RoleAssignment[] }, scope: GrantScope) =>
    planGrants(
      servers.map((server) => candidate(server, given)),
      scope,
    );

  it('covers everything that every server needs', () => {
    fc.assert(
      fc.property(estates, scopes, (estate, scope) => {
        const after = [...estate.given, ...planFor(estate, scope).map(assignmentOf)];
        for (const server of estate.servers) {
          expect(missingRoles(backupRoleNeeds(server), identity, after)).toEqual([]);
        }
      }),
    );
  });

  it('makes no assignment twice, and none that is there already', () => {
    fc.assert(
      fc.property(estates, scopes, (estate, scope) => {
        const grants = planFor(estate, scope);
        expect(new Set(grants.map(needKey)).size).toBe(grants.length);
        for (const grant of grants) {
          expect(estate.given.some((given) => reaches(given, identity, grant.roleId, grant.scope))).toBe(false);
        }
      }),
    );
  });

  it('makes none that no server waits for', () => {
    fc.assert(
      fc.property(estates, scopes, (estate, scope) => {
        for (const grant of planFor(estate, scope)) {
          expect(grant.serverIds.length).toBeGreaterThan(0);
          for (const server of grant.serverIds) {
            const missing = missingRoles(backupRoleNeeds(server), identity, estate.given);
            expect(missing.some((need) => reaches(assignmentOf(grant), identity, need.roleId, need.scope))).toBe(true);
          }
        }
      }),
    );
  });

  it('never needs more at a wider scope', () => {
    fc.assert(
      fc.property(estates, (estate) => {
        const [narrow, wider, widest] = (['resource', 'resourceGroup', 'subscription'] as const).map(
          (scope) => planFor(estate, scope).length,
        ) as [number, number, number];
        expect(wider).toBeLessThanOrEqual(narrow);
        expect(widest).toBeLessThanOrEqual(wider);
      }),
    );
  });
});

describe('how far each server is', () => {
  const [one, two] = [serverIn('rg-data', 'pg-one'), serverIn('rg-data', 'pg-two')];
  const grants = planGrants([candidate(one), candidate(two)]);
  const [ownOfOne, shared, ownOfTwo] = grants.map(needKey) as [string, string, string];

  it('counts its own assignments, shared ones too', () => {
    const outcomes = new Map<string, GrantOutcome>([
      [ownOfOne, 'done'],
      [shared, new Error('refused')],
      [ownOfTwo, 'running'],
    ]);
    const progress = progressOf(grants, outcomes);
    expect(progress.get(one.toLowerCase())).toEqual({ done: 2, total: 2, failed: 1 });
    expect(progress.get(two.toLowerCase())).toEqual({ done: 1, total: 2, failed: 1 });
  });
});

describe('a large plan', () => {
  const servers = (count: number) =>
    Array.from({ length: count }, (_, at) => candidate(serverIn('rg-data', `pg-${String(at)}`)));

  it('names the subscription that gets most of it', () => {
    const grants = planGrants([...servers(250), candidate(serverIn('rg-data', 'pg-far', 2))]);
    expect(fullestSubscription(grants)).toEqual({ subscription: subscriptionScope(subscription(1)), count: 251 });
  });

  it('says nothing when there are few', () => {
    expect(fullestSubscription(planGrants(servers(20)))).toBeUndefined();
  });
});
