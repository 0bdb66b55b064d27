/** What still prevents validating a restore, step by step. Pure. */
import { databaseNameProblem, filePrefixProblem, type DatabaseTarget } from '#protocol/restore.ts';
import { accountProblem } from '#protocol/storage.ts';
import { fieldProblems, type FieldProblem } from '#ui/form/field-problems.ts';
import { accountOf, containerOf, databaseTargets, prefixOf, type RestoreFacts } from './restore-choices.ts';
import { choiceOf, type RestoreForm } from './restore-form.ts';

export type RestoreField = 'point' | 'account' | 'container' | 'prefix' | 'server' | 'databases' | `database ${string}`;

export const pointProblems = (_: RestoreForm, { point }: RestoreFacts): FieldProblem<RestoreField>[] =>
  fieldProblems([['point', point ? undefined : 'Select a restore point.']]);

export const parametersProblems = (form: RestoreForm, facts: RestoreFacts): FieldProblem<RestoreField>[] =>
  form.target === 'files' ? fileProblems(form, facts) : serverProblems(form, facts);

function fileProblems(form: RestoreForm, facts: RestoreFacts): FieldProblem<RestoreField>[] {
  const account = accountOf(form, facts);
  return fieldProblems([
    ['account', account ? accountProblem(account) : 'Select a storage account.'],
    ['container', containerOf(form, facts) === undefined ? 'Select a container.' : undefined],
    ['prefix', filePrefixProblem(prefixOf(form, facts))],
  ]);
}

function serverProblems(form: RestoreForm, facts: RestoreFacts): FieldProblem<RestoreField>[] {
  const targets = databaseTargets(form, facts);
  return fieldProblems<RestoreField>([
    ['server', form.serverId === undefined ? 'Select a server.' : undefined],
    ['databases', targets.length === 0 ? 'Select at least one database.' : undefined],
    ...targets.map(
      (target) => [`database ${target.name}`, databaseProblem(form, target, targets, facts.present ?? [])] as const,
    ),
  ]);
}

function databaseProblem(
  form: RestoreForm,
  { name, targetName, replace, only }: DatabaseTarget,
  all: readonly DatabaseTarget[],
  present: readonly string[],
): string | undefined {
  const problem = databaseNameProblem(targetName);
  if (problem !== undefined) return problem;
  if (all.some((other) => other.name !== name && other.targetName === targetName)) {
    return 'Another database is restored under this name.';
  }
  if (!present.includes(targetName)) return undefined;
  if (only) return 'The server has a database of this name. Schemas and tables go into a new one: use another name.';
  if (!replace) return 'The server has a database of this name. Use another name, or replace it.';
  return choiceOf(form, name).confirmation === targetName
    ? undefined
    : `Type ${targetName} to confirm that it is replaced.`;
}
