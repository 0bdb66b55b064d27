/** The file that gives the vault's identity what the chosen rows miss, for someone who may assign roles to deploy. */
import type { RoleNeed } from '#protocol/authorization.ts';
import type { Vault } from '#protocol/data-protection.ts';
import { deployCommand, roleTemplateFileName, roleTemplateText } from '#protocol/role-template.ts';
import { needKey, missingOf, type Readiness } from './verdict.ts';

export interface RoleFile {
  name: string;
  text: string;
  /** The command that deploys it with the Azure CLI. */
  command: string;
  /** What it assigns, each once. */
  needs: readonly RoleNeed[];
}

/** Undefined when no row misses a role, or the vault has no identity that could be given one. */
export function roleFileFor(vault: Vault, rows: readonly Readiness[]): RoleFile | undefined {
  const needs = [...new Map(rows.flatMap(missingOf).map((need) => [needKey(need), need])).values()];
  const principalId = vault.identity?.principalId;
  if (needs.length === 0 || principalId === undefined) return undefined;
  const name = roleTemplateFileName(vault.name);
  const input = { needs, principalId, vaultName: vault.name, location: vault.location };
  return { name, text: roleTemplateText(input), command: deployCommand(input, name), needs };
}
