/** The form of a lock: what is wrong with it, and the request. Pure. */
import type { ManagementLock } from '#protocol/authorization.ts';
import { lockNameProblem, scopeOfLock } from '#protocol/locks.ts';
import { sameId, type ResourceId } from '#protocol/resource-id.ts';

export type LockLevel = ManagementLock['properties']['level'];

export interface LockForm {
  name: string;
  level: LockLevel | undefined;
  notes: string;
}

export type LockField = keyof LockForm;

/** The service's limit. */
const MOST_NOTES = 512;

export const formOf = (lock: ManagementLock | undefined): LockForm => ({
  name: lock?.name ?? '',
  level: lock?.properties.level,
  notes: lock?.properties.notes ?? '',
});

/** What is wrong, field by field in their order. `taken` are the locks that a new one would overwrite. */
export function lockProblems(form: LockForm, taken: readonly ManagementLock[]): Map<LockField, string> {
  const isTaken = taken.some(({ name }) => name.toLowerCase() === form.name.trim().toLowerCase());
  const problems: [LockField, string | undefined][] = [
    [
      'name',
      lockNameProblem(form.name.trim()) ??
        (isTaken ? 'There is a lock of this name here. Edit it, or choose another name.' : undefined),
    ],
    ['level', form.level === undefined ? 'Select a lock type.' : undefined],
    [
      'notes',
      form.notes.length > MOST_NOTES ? `Notes can be at most ${String(MOST_NOTES)} characters long.` : undefined,
    ],
  ];
  return new Map(problems.filter((entry): entry is [LockField, string] => entry[1] !== undefined));
}

/** The request; fields of `before` that the form does not show stay. */
export function lockProperties(form: LockForm, before: ManagementLock | undefined): ManagementLock['properties'] {
  const notes = form.notes.trim();
  return {
    level: form.level ?? 'CanNotDelete',
    ...(notes !== '' && { notes }),
    ...(before?.properties.owners && { owners: before.properties.owners }),
  };
}

/** The locks at exactly that scope. */
export const locksOf = (scope: ResourceId, all: readonly ManagementLock[]): ManagementLock[] =>
  all.filter((lock) => sameId(scopeOfLock(lock), scope));
