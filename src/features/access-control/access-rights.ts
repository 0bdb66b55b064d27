/** What the signed-in person may do at a scope, and which roles would allow it. Pure. */
import {
  DELETE_ROLE_ASSIGNMENT,
  grantsAction,
  WRITE_ROLE_ASSIGNMENT,
  type Permission,
  type RoleDefinition,
} from '#protocol/authorization.ts';
import { VAULT_TYPE } from '#protocol/data-protection.ts';
import { parseResourceId, type ResourceId } from '#protocol/resource-id.ts';

export const READ_ROLE_ASSIGNMENT = 'Microsoft.Authorization/roleAssignments/read';

export interface Task {
  title: string;
  action: string;
}

const VAULT_TASKS: readonly Task[] = [
  { title: 'View the vault', action: `${VAULT_TYPE}/read` },
  { title: 'Configure and change protection', action: `${VAULT_TYPE}/backupInstances/write` },
  { title: 'Back up now', action: `${VAULT_TYPE}/backupInstances/backup/action` },
  { title: 'Restore', action: `${VAULT_TYPE}/backupInstances/restore/action` },
  { title: 'Stop protection', action: `${VAULT_TYPE}/backupInstances/stopProtection/action` },
  { title: 'Delete backup data', action: `${VAULT_TYPE}/backupInstances/delete` },
  { title: 'Create backup policies', action: `${VAULT_TYPE}/backupPolicies/write` },
  { title: 'Change the properties of the vault', action: `${VAULT_TYPE}/write` },
  { title: 'Delete the vault', action: `${VAULT_TYPE}/delete` },
];

/** The main tasks for a resource of this type. */
export function tasksAt(scope: ResourceId): Task[] {
  const { type = 'Microsoft.Resources/subscriptions/resourceGroups' } = parseResourceId(scope) ?? {};
  const own =
    type.toLowerCase() === VAULT_TYPE.toLowerCase()
      ? VAULT_TASKS
      : [
          { title: 'View the resource', action: `${type}/read` },
          { title: 'Change the resource', action: `${type}/write` },
          { title: 'Delete the resource', action: `${type}/delete` },
        ];
  return [
    ...own,
    { title: 'View role assignments', action: READ_ROLE_ASSIGNMENT },
    { title: 'Add role assignments', action: WRITE_ROLE_ASSIGNMENT },
    { title: 'Remove role assignments', action: DELETE_ROLE_ASSIGNMENT },
  ];
}

/**
 * Why the person may not do the action, and which role allows it; undefined when they may, and when their permissions
 * are unknown: the service has the last word.
 */
export function missingRight(
  granted: readonly Permission[] | undefined,
  action: string,
  definitions: readonly RoleDefinition[],
): string | undefined {
  if (!granted || grantsAction(granted, action)) return undefined;
  const roles = definitions
    .filter(({ properties }) => grantsAction(properties.permissions, action))
    .map(({ properties }) => properties.roleName);
  const need = `You need the permission ${action} at this scope.`;
  return roles.length === 0 ? need : `${need} Roles that have it: ${new Intl.ListFormat('en').format(roles)}.`;
}
