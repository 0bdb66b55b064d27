import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RoleAssignment } from '#protocol/authorization.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';
import { grantedSince } from '#resources/role-propagation.ts';
import { problemOf } from '#ui/state/problem-of.ts';
import {
  countReadiness,
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
const assigning: Verdict = { kind: 'assigning', done: 1, total: 2, before: missing(true) };
const propagating = (since: number): Verdict => ({ kind: 'propagating', since, refusal });

describe('readinessOf', () => {
  it.each<[string, Partial<Check>, Readiness['state']]>([
    ['not checked yet', {}, 'waiting'],
    ['checked for the first time', { isFetching: true }, 'validating'],
    ['checked again after a result', { isFetching: true, data: { kind: 'ready' } }, 'revalidating'],
    ['checked again after an error', { isFetching: true, error: new Error('gone') }, 'revalidating'],
    ['a good result', { data: { kind: 'ready' } }, 'success'],
    ['roles missing, and the person may assign them', { data: missing(true) }, 'roleAssignmentNotDone'],
    ['roles missing, and the person may not assign them', { data: missing(false) }, 'userCannotAssignRoles'],
    ['roles there, the service not aware', { data: propagating(0), dataUpdatedAt: minutes(1) }, 'propagating'],
    [
      'checked again while roles propagate',
      { data: propagating(0), dataUpdatedAt: 1, isFetching: true },
      'propagating',
    ],
    [
      'checked again by a person while roles propagate',
      { data: propagating(0), dataUpdatedAt: 1, isFetching: true, isManual: true },
      'revalidating',
    ],
    ['roles there for too long', { data: propagating(0), dataUpdatedAt: minutes(11) }, 'slow'],
    [
      'checked again by itself after that',
      { data: propagating(0), dataUpdatedAt: minutes(11), isFetching: true },
      'slow',
    ],
    ['roles being assigned', { data: assigning }, 'assigning'],
    ['roles being assigned while a check is under way', { data: assigning, isFetching: true }, 'assigning'],
    ['a check that failed after roles were assigned', { data: propagating(0), error: new Error('gone') }, 'failed'],
    ['no result in time', { data: { kind: 'timedOut' } }, 'timedOut'],
    ['an error', { error: new Error('gone') }, 'failed'],
    ['an error after a good result', { error: new Error('gone'), data: { kind: 'ready' } }, 'failed'],
  ])('%s', (_, facts, state) => {
    expect(readinessOf(check(facts)).state).toBe(state);
  });

  it('names code, message and action of an error', () => {
    const error = Object.assign(new Error('Datasource is already protected.'), {
      code: 'UserErrorDppDatasourceAlreadyProtected',
      recommendedAction: ['Delete the backup instance.'],
      requestId: 'r-1',
    });
    expect(readinessOf(check({ error }))).toMatchObject({
      refusal: {
        code: 'UserErrorDppDatasourceAlreadyProtected',
        message: 'Datasource is already protected.',
        recommendedAction: ['Delete the backup instance.'],
        requestId: 'r-1',
      },
    });
  });
});

describe('checking again by itself', () => {
  it('happens only while roles spread', () => {
    const others: (Verdict | undefined)[] = [
      undefined,
      { kind: 'ready' },
      { kind: 'timedOut' },
      assigning,
      missing(true),
      missing(false),
    ];
    expect(others.map((verdict) => nextCheckMs(verdict, minutes(1)))).toEqual(others.map(() => false));
  });

  it('slows down with time, to once a minute, and gives up after forty minutes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000, max: minutes(60) }),
        fc.integer({ min: 0, max: minutes(5) }),
        (waited, more) => {
          const now = nextCheckMs(propagating(0), waited);
          const later = nextCheckMs(propagating(0), waited + more);
          expect(now === false).toBe(waited > minutes(40));
          if (now === false) return;
          expect(now).toBeGreaterThanOrEqual(2_000);
          expect(now).toBeLessThanOrEqual(waited > minutes(10) ? 60_000 : 30_000);
          if (later !== false) expect(later).toBeGreaterThanOrEqual(now);
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

it('counts every row once', () => {
  const state = fc.constantFrom<Readiness>(
    { state: 'waiting' },
    { state: 'validating' },
    { state: 'success' },
    { state: 'assigning', done: 0, total: 2 },
    { state: 'timedOut' },
    { state: 'propagating', since: 0, refusal },
    { state: 'failed', refusal },
  );
  fc.assert(
    fc.property(fc.array(state), (states) => {
      const { total, ready, underWay, beingChecked, needAttention } = countReadiness(states);
      expect(ready + underWay + needAttention).toBe(total);
      expect(underWay).toBe(states.filter(isUnderWay).length);
      expect(beingChecked).toBeLessThanOrEqual(underWay);
    }),
  );
});
