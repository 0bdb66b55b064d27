/** The form of a custom role: lists are text, one entry a line. Pure. */
import type { RoleDefinition } from '#protocol/authorization.ts';
import {
  ACTION_PATTERN,
  isAssignableScope,
  MOST_ACTION_LENGTH,
  MOST_ROLE_ACTIONS,
  MOST_ROLE_DESCRIPTION,
  MOST_ROLE_NAME,
  MOST_ROLE_SCOPES,
} from '#protocol/custom-role.ts';
import { groupScopeOf, type ResourceId } from '#protocol/resource-id.ts';
import type { CustomRoleInput } from '#resources/custom-roles.ts';

export interface RoleForm {
  name: string;
  description: string;
  actions: string;
  notActions: string;
  scopes: string;
}

export type RoleField = keyof RoleForm;

/** The form of an existing role, or of a new one for the resource group of `scope`. */
export function formOf(role: RoleDefinition | undefined, scope: ResourceId): RoleForm {
  if (!role) return { name: '', description: '', actions: '', notActions: '', scopes: groupScopeOf(scope) };
  const { roleName, description, permissions, assignableScopes } = role.properties;
  const listed = (kind: 'actions' | 'notActions') => permissions.flatMap((permission) => permission[kind]).join('\n');
  return {
    name: roleName,
    description,
    actions: listed('actions'),
    notActions: listed('notActions'),
    scopes: assignableScopes.join('\n'),
  };
}

/** The entries of a list, each once. */
export const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
];

/** What is wrong, field by field in their order. `others` are the roles whose names are taken. */
export function roleProblems(form: RoleForm, others: readonly RoleDefinition[]): Map<RoleField, string> {
  const problems: [RoleField, string | undefined][] = [
    ['name', nameProblem(form.name.trim(), others)],
    [
      'description',
      form.description.length > MOST_ROLE_DESCRIPTION
        ? `The description can be at most ${String(MOST_ROLE_DESCRIPTION)} characters long.`
        : undefined,
    ],
    ['actions', actionsProblem(form.actions) ?? (linesOf(form.actions).length === 0 ? NO_ACTION : undefined)],
    ['notActions', actionsProblem(form.notActions)],
    ['scopes', scopesProblem(linesOf(form.scopes))],
  ];
  return new Map(problems.filter((entry): entry is [RoleField, string] => entry[1] !== undefined));
}

const NO_ACTION = 'Enter at least one action, such as Microsoft.DataProtection/backupVaults/read.';

function nameProblem(name: string, others: readonly RoleDefinition[]): string | undefined {
  if (name === '') return 'Enter a name for the role.';
  if (name.length > MOST_ROLE_NAME) return `The name can be at most ${String(MOST_ROLE_NAME)} characters long.`;
  const isTaken = others.some(({ properties }) => properties.roleName.toLowerCase() === name.toLowerCase());
  return isTaken ? 'There is a role of this name. Choose another one.' : undefined;
}

function actionsProblem(text: string): string | undefined {
  const actions = linesOf(text);
  const wrong = actions.find((action) => !ACTION_PATTERN.test(action) || action.length > MOST_ACTION_LENGTH);
  if (wrong !== undefined) {
    return `'${wrong}' is not an action. Enter one a line, such as Microsoft.DataProtection/backupVaults/read or */read.`;
  }
  return actions.length > MOST_ROLE_ACTIONS
    ? `There can be at most ${String(MOST_ROLE_ACTIONS)} actions. A * covers many.`
    : undefined;
}

function scopesProblem(scopes: readonly string[]): string | undefined {
  if (scopes.length === 0) return 'Enter at least one subscription or resource group.';
  if (scopes.length > MOST_ROLE_SCOPES) return `There can be at most ${String(MOST_ROLE_SCOPES)} scopes.`;
  const wrong = scopes.find((scope) => !isAssignableScope(scope));
  return wrong === undefined
    ? undefined
    : `'${wrong}' is not the ID of a subscription or a resource group. Enter one a line, such as /subscriptions/…/resourceGroups/….`;
}

/** The request; when a role is changed, fields that the form does not show keep their values. */
export function roleInput(form: RoleForm, before: RoleDefinition | undefined): CustomRoleInput {
  const kept = before?.properties.permissions ?? [];
  return {
    roleName: form.name.trim(),
    description: form.description.trim(),
    permissions: [
      {
        actions: linesOf(form.actions),
        notActions: linesOf(form.notActions),
        dataActions: kept.flatMap(({ dataActions }) => dataActions),
        notDataActions: kept.flatMap(({ notDataActions }) => notDataActions),
      },
    ],
    assignableScopes: linesOf(form.scopes),
  };
}
