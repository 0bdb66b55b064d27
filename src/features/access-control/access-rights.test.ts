import { describe, expect, it } from 'vitest';
import { WRITE_ROLE_ASSIGNMENT, type Permission, type RoleDefinition } from '#protocol/authorization.ts';
import { missingRight, tasksAt } from './access-rights.ts';

const grant = (...actions: string[]): Permission => ({
  actions,
  notActions: [],
  dataActions: [],
  notDataActions: [],
});
const role = (roleName: string, ...actions: string[]) =>
  ({ properties: { roleName, permissions: [grant(...actions)] } }) as RoleDefinition;
const roles = [role('Owner', '*'), role('Reader', '*/read'), role('Access Administrator', 'Microsoft.Authorization/*')];

describe('a right that is missing', () => {
  it('is none when it is granted, or when nobody knows', () => {
    expect(missingRight([grant('*')], WRITE_ROLE_ASSIGNMENT, roles)).toBeUndefined();
    expect(missingRight(undefined, WRITE_ROLE_ASSIGNMENT, roles)).toBeUndefined();
  });

  it('is named, with the roles that would give it', () => {
    expect(missingRight([grant('*/read')], WRITE_ROLE_ASSIGNMENT, roles)).toBe(
      'You need the permission Microsoft.Authorization/roleAssignments/write at this scope. Roles that have it: Owner and Access Administrator.',
    );
  });

  it('is named also when the roles are not known', () => {
    expect(missingRight([], WRITE_ROLE_ASSIGNMENT, [])).toBe(
      'You need the permission Microsoft.Authorization/roleAssignments/write at this scope.',
    );
  });
});

describe('tasks', () => {
  it('of a vault are those of a backup admin', () => {
    const titles = tasksAt('/subscriptions/1/resourceGroups/rg/providers/microsoft.dataprotection/backupvaults/bv').map(
      ({ title }) => title,
    );
    expect(titles).toContain('Configure and change protection');
    expect(titles.slice(-3)).toEqual(['View role assignments', 'Add role assignments', 'Remove role assignments']);
  });

  it('of any other resource are reading, changing and deleting it', () => {
    const server = '/subscriptions/1/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg';
    expect(tasksAt(server).map(({ action }) => action)).toContain('Microsoft.DBforPostgreSQL/flexibleServers/write');
  });
});
