/**
 * The file that gives the vault's identity the missing roles of the chosen rows, for a person who may assign roles to
 * deploy.
 */
import { distinctNeeds, type RoleNeed } from '#protocol/authorization.ts';
import type { Vault } from '#protocol/data-protection.ts';
import { roleFile, type RoleFile } from '#protocol/role-template.ts';
import { missingOf, type Readiness } from './verdict.ts';

export interface RowsRoleFile extends RoleFile {
  /** Its role assignments, each once. */
  needs: readonly RoleNeed[];
}

/** Undefined when no row misses a role, or the vault has no identity that could be given one. */
export function roleFileFor(vault: Vault, rows: readonly Readiness[]): RowsRoleFile | undefined {
  const needs = distinctNeeds(rows.flatMap(missingOf));
  const principalId = vault.identity?.principalId;
  if (needs.length === 0 || principalId === undefined) return undefined;
  return { ...roleFile({ needs, principalId, vaultName: vault.name, location: vault.location }), needs };
}
