/** Which roles are given where, and the file that gives them for someone who may not do it here. */
import { widenedScope, type GrantScope, type RoleNeed } from '#protocol/authorization.ts';
import type { Vault } from '#protocol/data-protection.ts';
import { idKey } from '#protocol/resource-id.ts';
import { deployCommand, roleTemplateFileName, roleTemplateText } from '#protocol/role-template.ts';

/** The assignments that cover what is missing, each once. */
export const grantsFor = (missing: readonly RoleNeed[], scope: GrantScope): RoleNeed[] => [
  ...new Map(
    missing.map((need) => {
      const grant = { ...need, scope: widenedScope(need.scope, scope) };
      return [`${grant.roleId}@${idKey(grant.scope)}`, grant];
    }),
  ).values(),
];

export interface RoleFile {
  name: string;
  text: string;
  /** The command that deploys it with the Azure CLI. */
  command: string;
}

/** The template that gives the vault's identity these roles. */
export function roleFile(vault: Vault, needs: readonly RoleNeed[]): RoleFile {
  const name = roleTemplateFileName(vault.name);
  const input = {
    needs,
    principalId: vault.identity?.principalId ?? '',
    vaultName: vault.name,
    location: vault.location,
  };
  return { name, text: roleTemplateText(input), command: deployCommand(input, name) };
}
