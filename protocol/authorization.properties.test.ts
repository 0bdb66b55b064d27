/**
 * What holds for any roles and any assignments (docs/reference/arm.md#72-permissions): wildcards, notActions of one
 * entry, inheritance.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  grantsAction,
  matchesAction,
  missingRoles,
  reaches,
  type Permission,
  type RoleAssignment,
  type RoleNeed,
} from './authorization.ts';
import { isAtOrBelow } from './resource-id.ts';

const words = fc.constantFrom('Microsoft.Authorization', 'backupVaults', 'read', 'write', 'a', 'b');
const actions = fc.array(words, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const patterns = fc
  .array(fc.oneof(words, fc.constant('*')), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('/'));
const permissions = fc
  .record({ actions: fc.array(patterns, { maxLength: 3 }), notActions: fc.array(patterns, { maxLength: 2 }) })
  .map((parts): Permission => ({ ...parts, dataActions: [], notDataActions: [] }));

describe('wildcards', () => {
  it('cover everything when alone, and whatever an action becomes when a part of it turns into one', () => {
    fc.assert(
      fc.property(actions, fc.nat(60), fc.nat(60), (action, one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        expect(matchesAction('*', action)).toBe(true);
        expect(matchesAction(`${action.slice(0, from)}*${action.slice(to)}`, action)).toBe(true);
      }),
    );
  });

  it('ignore case', () => {
    fc.assert(
      fc.property(patterns, actions, (pattern, action) => {
        const found = matchesAction(pattern, action);
        expect(matchesAction(pattern.toUpperCase(), action)).toBe(found);
        expect(matchesAction(pattern, action.toUpperCase())).toBe(found);
      }),
    );
  });
});

describe('permissions', () => {
  it('grant what any one entry grants by itself', () => {
    fc.assert(
      fc.property(fc.array(permissions, { maxLength: 4 }), actions, (entries, action) => {
        expect(grantsAction(entries, action)).toBe(entries.some((entry) => grantsAction([entry], action)));
      }),
    );
  });

  it('are never fewer with one more entry: notActions of one are no deny for another', () => {
    fc.assert(
      fc.property(fc.array(permissions, { maxLength: 3 }), permissions, actions, (entries, added, action) => {
        if (grantsAction(entries, action)) expect(grantsAction([...entries, added], action)).toBe(true);
      }),
    );
  });

  it('are never more with one more notAction, and none of what it covers in that entry', () => {
    fc.assert(
      fc.property(permissions, patterns, actions, (entry, notAction, action) => {
        const narrowed = { ...entry, notActions: [...entry.notActions, notAction] };
        if (matchesAction(notAction, action)) expect(grantsAction([narrowed], action)).toBe(false);
        else expect(grantsAction([narrowed], action)).toBe(grantsAction([entry], action));
      }),
    );
  });
});

describe('scopes', () => {
  const ROOT = '/subscriptions/11111111-1111-4111-8111-111111111111';
  const names = fc.array(fc.constantFrom('rg', 'rg-data', 'pg', 'pg-orders'), { maxLength: 4 });
  const scopes = names.map((parts) => [ROOT, ...parts].join('/'));
  const people = fc.constantFrom('aaaa', 'bbbb');
  const roles = fc.constantFrom('reader', 'backup');
  const assigned = (roleId: string, principalId: string, scope: string): RoleAssignment => ({
    id: 'x',
    name: 'x',
    type: 'Microsoft.Authorization/roleAssignments',
    properties: {
      roleDefinitionId: `${ROOT}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
      principalId,
      principalType: 'User',
      scope,
      condition: null,
      conditionVersion: null,
      createdOn: '',
      updatedOn: '',
      createdBy: null,
      updatedBy: null,
      delegatedManagedIdentityResourceId: null,
      description: null,
    },
  });
  const assignments = fc.tuple(roles, people, scopes).map((parts) => assigned(...parts));

  it('hand an assignment down to everything below, and to nothing beside or above', () => {
    fc.assert(
      fc.property(assignments, people, roles, names, names, (assignment, person, role, parts, below) => {
        const scope = [ROOT, ...parts].join('/');
        const deeper = [scope, ...below].join('/');
        if (reaches(assignment, person, role, scope)) expect(reaches(assignment, person, role, deeper)).toBe(true);
        const sameGrant =
          assignment.properties.principalId === person && assignment.properties.roleDefinitionId.endsWith(`/${role}`);
        expect(reaches(assignment, person, role, scope)).toBe(
          sameGrant && isAtOrBelow(scope, assignment.properties.scope),
        );
      }),
    );
  });

  it('do not reach a sibling whose name begins alike', () => {
    expect(reaches(assigned('reader', 'aaaa', `${ROOT}/rg`), 'aaaa', 'reader', `${ROOT}/rg-data`)).toBe(false);
  });

  it('leave fewer roles missing with every assignment, and none when each need is met', () => {
    const needs = fc.array(
      fc.tuple(roles, scopes).map(([roleId, scope]): RoleNeed => ({ roleId, roleName: roleId, scope })),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(needs, fc.array(assignments, { maxLength: 6 }), assignments, (wanted, given, added) => {
        const missing = missingRoles(wanted, 'aaaa', given);
        for (const need of missingRoles(wanted, 'aaaa', [...given, added])) expect(missing).toContain(need);
        const met = missing.map(({ roleId, scope }) => assigned(roleId, 'aaaa', scope));
        expect(missingRoles(wanted, 'aaaa', [...given, ...met])).toEqual([]);
      }),
    );
  });
});
