import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backupRoleNeeds, type RoleAssignment } from '#protocol/authorization.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';
import { problemOf } from '#ui/problem-of.ts';
import { planGrants } from './grant-plan.ts';
import {
  countReadiness,
  grantedSince,
  isUnderWay,
  nextCheckMs,
  readinessOf,
  type Check,
  type Readiness,
  type Verdict,
} from './verdict.ts';

const subscription = '11111111-1111-4111-8111-111111111111';
const serverIn = (group: string, name: string) =>
  resourceId(resourceGroupScope(subscription, group), SERVER_TYPE, name);
const server = serverIn('rg-data', 'pg-orders');
const needs = backupRoleNeeds(server);
const refusal = problemOf({ code: 'UserErrorMissingRequiredPermissions', message: 'Missing.' });
const identity = '33333333-3333-4333-8333-333333333333';
const minutes = (count: number) => count * 60_000;

const check = (facts: Partial<Check>): Check => ({ error: null, isFetching: false, dataUpdatedAt: 0, ...facts });
const missing = (mayAssign: boolean): Verdict => ({ kind: 'missingRoles', missing: needs, mayAssign, refusal });
const propagating = (since: number): Verdict => ({ kind: 'propagating', since, refusal });

describe('readinessOf', () => {
  it.each<[string, Partial<Check>, Readiness['state']]>([
    ['not asked yet', {}, 'waiting'],
    ['asked for the first time', { isFetching: true }, 'validating'],
    ['asked again after an answer', { isFetching: true, data: { kind: 'ready' } }, 'revalidating'],
    ['asked again after an error', { isFetching: true, error: new Error('gone') }, 'revalidating'],
    ['a good answer', { data: { kind: 'ready' } }, 'success'],
    ['roles missing, and the person may assign them', { data: missing(true) }, 'roleAssignmentNotDone'],
    ['roles missing, and the person may not assign them', { data: missing(false) }, 'userCannotAssignRoles'],
    ['roles there, the service not aware', { data: propagating(0), dataUpdatedAt: minutes(1) }, 'propagating'],
    ['asked again while roles spread', { data: propagating(0), dataUpdatedAt: 1, isFetching: true }, 'propagating'],
    ['roles there for too long', { data: propagating(0), dataUpdatedAt: minutes(11) }, 'slow'],
    ['no answer in time', { data: { kind: 'timedOut' } }, 'timedOut'],
    ['an error', { error: new Error('gone') }, 'failed'],
    ['an error after a good answer', { error: new Error('gone'), data: { kind: 'ready' } }, 'failed'],
  ])('%s', (_, facts, state) => {
    expect(readinessOf(check(facts), false).state).toBe(state);
  });

  it('shows that roles are being assigned, whatever was known before', () => {
    expect(readinessOf(check({ data: missing(true) }), true)).toEqual({ state: 'assigning' });
  });

  it('names code, message and action of an error', () => {
    const error = Object.assign(new Error('Datasource is already protected.'), {
      code: 'UserErrorDppDatasourceAlreadyProtected',
      recommendedAction: ['Delete the backup instance.'],
      requestId: 'r-1',
    });
    expect(readinessOf(check({ error }), false)).toMatchObject({
      refusal: {
        code: 'UserErrorDppDatasourceAlreadyProtected',
        message: 'Datasource is already protected.',
        recommendedAction: ['Delete the backup instance.'],
        requestId: 'r-1',
      },
    });
  });
});

describe('asking again by itself', () => {
  it('happens only while roles spread', () => {
    const others: (Verdict | undefined)[] = [
      undefined,
      { kind: 'ready' },
      { kind: 'timedOut' },
      missing(true),
      missing(false),
    ];
    expect(others.map((verdict) => nextCheckMs(verdict, minutes(1)))).toEqual(others.map(() => false));
  });

  it('slows down, never beyond half a minute, and stops after ten minutes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000, max: minutes(30) }),
        fc.integer({ min: 0, max: minutes(5) }),
        (waited, more) => {
          const now = nextCheckMs(propagating(0), waited);
          const later = nextCheckMs(propagating(0), waited + more);
          expect(now === false).toBe(waited > minutes(10));
          if (now !== false) {
            expect(now).toBeGreaterThanOrEqual(2_000);
            expect(now).toBeLessThanOrEqual(30_000);
            if (later !== false) expect(later).toBeGreaterThanOrEqual(now);
          }
        },
      ),
    );
  });
});

describe('grantedSince', () => {
  const assignment = (roleId: string, scope: ResourceId, createdOn: string) =>
    ({
      properties: { principalId: identity, roleDefinitionId: `/roleDefinitions/${roleId}`, scope, createdOn },
    }) as RoleAssignment;
  const [backup, reader] = needs.map((need) => need.roleId) as [string, string];
  const noon = Date.parse('2026-02-03T12:00:00Z');

  it('is when the last of the roles came, each by its first assignment', () => {
    const assignments = [
      assignment(backup, server, '2026-02-03T09:00:00Z'),
      assignment(backup, subscriptionScope(subscription), '2026-02-03T11:00:00Z'),
      assignment(reader, resourceGroupScope(subscription, 'rg-data'), '2026-02-03T10:00:00Z'),
    ];
    expect(grantedSince(needs, identity, assignments, noon)).toBe(Date.parse('2026-02-03T10:00:00Z'));
  });

  it("is never in the future, when the service's clock is ahead", () => {
    const assignments = [
      assignment(backup, server, '2026-02-03T12:30:00Z'),
      assignment(reader, subscriptionScope(subscription), 'not a time'),
    ];
    expect(grantedSince(needs, identity, assignments, noon)).toBe(noon);
  });
});

describe('planGrants', () => {
  const notDone = (serverId: ResourceId): { serverId: ResourceId; readiness: Readiness } => ({
    serverId,
    readiness: { state: 'roleAssignmentNotDone', missing: backupRoleNeeds(serverId), refusal },
  });

  it('assigns what servers of one resource group share only once', () => {
    const one = serverIn('rg-data', 'pg-one');
    const two = serverIn('RG-data', 'pg-two');
    const grants = planGrants([notDone(one), notDone(two)]);
    expect(grants.map((grant) => [grant.roleName.split(' ')[0], grant.serverIds.length])).toEqual([
      ['PostgreSQL', 1],
      ['Reader', 2],
      ['PostgreSQL', 1],
    ]);
  });

  it('leaves out rows that this person cannot or need not fix', () => {
    const states: Readiness[] = [
      { state: 'success' },
      { state: 'validating' },
      { state: 'userCannotAssignRoles', missing: needs, refusal },
    ];
    expect(planGrants(states.map((readiness) => ({ serverId: server, readiness })))).toEqual([]);
  });
});

it('counts every row once', () => {
  const state = fc.constantFrom<Readiness>(
    { state: 'waiting' },
    { state: 'validating' },
    { state: 'success' },
    { state: 'assigning' },
    { state: 'timedOut' },
    { state: 'propagating', since: 0, refusal },
    { state: 'failed', refusal },
  );
  fc.assert(
    fc.property(fc.array(state), (states) => {
      const { total, ready, underWay, needAttention } = countReadiness(states);
      expect(ready + underWay + needAttention).toBe(total);
      expect(underWay).toBe(states.filter(isUnderWay).length);
    }),
  );
});
