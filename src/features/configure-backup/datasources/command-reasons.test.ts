import { expect, it } from 'vitest';
import { problemOf } from '#ui/state/problem-of.ts';
import type { Readiness } from '../readiness/verdict.ts';
import { commandReasons, countNeedy } from './command-reasons.ts';

const refusal = problemOf({ message: 'Missing.' });
const notDone: Readiness = { state: 'roleAssignmentNotDone', missing: [], refusal };
const cannot: Readiness = { state: 'userCannotAssignRoles', missing: [], refusal };
const ready: Readiness = { state: 'success' };
const spreading: Readiness = { state: 'propagating', since: 0, refusal };
const validating: Readiness = { state: 'validating' };
const known = { vault: 'known', isAssigning: false, ticked: 0 } as const;

it.each<[string, Parameters<typeof commandReasons>[0], Partial<ReturnType<typeof commandReasons>>]>([
  [
    'without a vault',
    { ...known, vault: 'none', rows: [] },
    { add: 'Select a Backup vault on the Basics tab first.', remove: 'Add a server first.' },
  ],
  ['while the vault loads', { ...known, vault: 'loading', rows: [] }, { add: 'The vault has not been loaded yet.' }],
  [
    'with rows that this person can fix',
    { ...known, rows: [notDone, cannot] },
    { add: undefined, assign: undefined, revalidate: undefined, remove: 'Select the servers to remove.' },
  ],
  [
    'with rows that only others can fix',
    { ...known, rows: [ready, cannot] },
    {
      assign:
        "You don't have permission to assign roles on these servers. Download the role assignment template and ask an administrator to deploy it.",
      download: undefined,
    },
  ],
  [
    'with rows that need no roles',
    { ...known, rows: [ready] },
    { assign: 'No server misses roles.', download: 'No server misses roles.' },
  ],
  [
    'with ticked rows that need no roles',
    { ...known, ticked: 1, rows: [ready] },
    { assign: 'None of the selected servers misses roles.', remove: undefined },
  ],
  [
    'while roles are assigned',
    { ...known, isAssigning: true, rows: [notDone] },
    { assign: 'Roles are being assigned.', download: undefined },
  ],
  [
    'while the ticked rows get their roles',
    { ...known, isAssigning: true, ticked: 1, rows: [{ state: 'assigning', done: 0, total: 2 }] },
    { revalidate: 'Roles are being assigned.', remove: undefined },
  ],
  [
    'before any check',
    { ...known, rows: [{ state: 'waiting' }] },
    { revalidate: 'Nothing has been checked yet. Select a Backup vault and a backup policy first.' },
  ],
  ['while roles spread', { ...known, rows: [validating, spreading] }, { revalidate: undefined }],
  ['while all are checked', { ...known, rows: [validating] }, { revalidate: 'Validation has not finished.' }],
])('%s', (_, situation, reasons) => {
  expect(commandReasons(situation)).toMatchObject(reasons);
});

it('counts the rows that each command would work on', () => {
  expect(countNeedy([ready, notDone, cannot, cannot, validating, spreading])).toEqual({
    assign: 1,
    download: 3,
    revalidate: 5,
  });
});
