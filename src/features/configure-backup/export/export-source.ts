/** Whether a draft can be exported, and the resources behind its ids. */
import type { Vault } from '#protocol/data-protection.ts';
import { instanceNameProblem } from '#protocol/names.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import type { DatasourceResource } from '#protocol/datasource-type.ts';
import { sameType } from '#protocol/datasources.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { idKey } from '#protocol/resource-id.ts';
import type { DraftRow } from '../draft-schema.ts';
import type { Wizard } from '../wizard-context.ts';

/** All that a plan is made from. */
export interface ExportSource {
  vault: Vault;
  principalId: string;
  policy: BackupPolicy;
  rows: { row: DraftRow; server: DatasourceResource }[];
}

type ExportableWizard = Pick<Wizard, 'draft' | 'kind' | 'facts' | 'vault' | 'policy' | 'servers'>;

/** The resources behind the wizard's draft, or why it cannot be exported yet. It need not be ready for backup. */
export function exportSource(wizard: ExportableWizard): ExportSource | { reason: string } {
  const { draft, kind, facts, vault, policy, servers } = wizard;
  if (!sameType(kind.type, SERVER_TYPE)) return { reason: 'This datasource type cannot be exported yet.' };
  if (draft.vaultId === undefined) return { reason: 'Select a Backup vault first.' };
  if (facts.vaultIsGone) return { reason: "The Backup vault doesn't exist, or you can't see it." };
  if (draft.policyId === undefined) return { reason: 'Select a backup policy first.' };
  if (facts.policyIsGone) return { reason: "The backup policy isn't in this vault." };
  if (draft.rows.length === 0) return { reason: 'Add at least one server first.' };
  if (!vault || !policy || !servers) return { reason: 'The configuration is still loading.' };
  const principalId = vault.identity?.principalId;
  if (principalId === undefined)
    return { reason: 'The Backup vault has no managed identity to which roles can be given.' };
  const rows = draft.rows.flatMap((row) => {
    const server = servers.get(idKey(row.serverId));
    return server ? [{ row, server }] : [];
  });
  if (rows.length < draft.rows.length) return { reason: "One of the servers doesn't exist, or you can't see it." };
  const misnamed = draft.rows.find((row) => instanceNameProblem(row.instanceName.trim()) !== undefined);
  if (misnamed) return { reason: `The backup instance name '${misnamed.instanceName}' is not valid.` };
  const names = draft.rows.map((row) => row.instanceName.trim().toLowerCase());
  if (new Set(names).size < names.length) return { reason: 'Two servers have the same backup instance name.' };
  return { vault, principalId, policy, rows };
}
