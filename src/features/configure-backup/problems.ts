/**
 * What still prevents sending the draft. One list marks the tab, the field and the disabled button, so they cannot
 * disagree.
 */
import { instanceNameProblem } from '#protocol/names.ts';
import { idKey, lastName, type ResourceId } from '#protocol/resource-id.ts';
import { fieldIds, type FieldProblem } from '#ui/form/field-problems.ts';
import type { Draft, DraftRow } from './draft-schema.ts';
import { countReadiness, type Readiness } from './readiness/verdict.ts';

export type Problem = FieldProblem<FieldId>;

export type FieldId = 'vault' | 'policy' | 'servers' | 'review' | `name:${string}`;

/** The loaded data for the draft's ids. */
export interface Facts {
  /** The service has no resource of that id. */
  vaultIsGone: boolean;
  policyIsGone: boolean;
  /** The names of the vault's backup instances, in lower case. */
  takenNames: ReadonlySet<string>;
  /** By the server's key. A row without an entry waits. */
  readiness: ReadonlyMap<string, Readiness>;
}

export interface LastLook {
  /** The vault, its policies and the names in it are being read once more. */
  isLookingAgain: boolean;
}

export const nameField = (serverId: ResourceId): FieldId => `name:${idKey(serverId)}`;

export const elementIdOf = fieldIds<FieldId>('wizard');

export const readinessIn = (facts: Facts, serverId: ResourceId): Readiness =>
  facts.readiness.get(idKey(serverId)) ?? { state: 'waiting' };

export function basicsProblems(draft: Draft, facts: Facts): Problem[] {
  if (draft.vaultId === undefined) return [{ field: 'vault', message: 'Select a Backup vault.' }];
  if (!facts.vaultIsGone) return [];
  const name = lastName(draft.vaultId);
  return [
    { field: 'vault', message: `The Backup vault '${name}' doesn't exist, or you can't see it. Select another vault.` },
  ];
}

export function policyProblems(draft: Draft, facts: Facts): Problem[] {
  if (draft.policyId === undefined) return [{ field: 'policy', message: 'Select a backup policy.' }];
  if (!facts.policyIsGone) return [];
  const name = lastName(draft.policyId);
  return [{ field: 'policy', message: `The backup policy '${name}' isn't in this vault. Select another policy.` }];
}

export function datasourceProblems(draft: Draft, facts: Facts): Problem[] {
  if (draft.rows.length === 0) return [{ field: 'servers', message: 'Add at least one server to continue.' }];
  const timesUsed = Map.groupBy(draft.rows, nameKey);
  const names = draft.rows.flatMap((row) => {
    const message = rowNameProblem(row, timesUsed.get(nameKey(row))?.length ?? 0, facts.takenNames);
    return message === undefined ? [] : [{ field: nameField(row.serverId), message }];
  });
  const readiness = readinessProblem(draft, facts);
  return readiness === undefined ? names : [...names, { field: 'servers', message: readiness }];
}

/** Nothing is sent before the final check has ended. */
export const reviewProblems = (_: Draft, { isLookingAgain }: Facts & LastLook): Problem[] =>
  isLookingAgain ? [{ field: 'review', message: 'The final validation is running.' }] : [];

/** The form in which names of backup instances are compared. */
const nameKey = (row: DraftRow): string => row.instanceName.trim().toLowerCase();

/** What is wrong with the name that a row's backup instance would get; `timesUsed` in the draft, by this row too. */
function rowNameProblem(row: DraftRow, timesUsed: number, takenNames: ReadonlySet<string>): string | undefined {
  const wrong = instanceNameProblem(row.instanceName.trim());
  if (wrong !== undefined) return wrong;
  if (timesUsed > 1) return 'Another server in this list has the same name.';
  return takenNames.has(nameKey(row)) ? 'The vault has a backup instance with this name already.' : undefined;
}

function readinessProblem(draft: Draft, facts: Facts): string | undefined {
  if (draft.vaultId === undefined || draft.policyId === undefined) {
    return 'Select a Backup vault and a backup policy first. Readiness is checked against them.';
  }
  const { total, underWay, needAttention } = countReadiness(draft.rows.map((row) => readinessIn(facts, row.serverId)));
  const servers = (count: number) => (total === 1 ? 'The server' : `${count} of ${total} servers`);
  if (needAttention > 0) {
    const aren = needAttention === 1 ? "isn't" : "aren't";
    const them = needAttention === 1 ? 'it' : 'them';
    return `${servers(needAttention)} ${aren} ready for backup. Fix ${them} or remove ${them} to continue.`;
  }
  if (underWay === 0) return undefined;
  return `${servers(underWay)} ${underWay === 1 ? 'is' : 'are'} still being checked. Wait for the result, or remove ${underWay === 1 ? 'it' : 'them'}.`;
}
