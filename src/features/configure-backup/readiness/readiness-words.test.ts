import { describe, expect, it } from 'vitest';
import { problemOf } from '#ui/state/problem-of.ts';
import { adviceFor, readinessWords, waitedText } from './readiness-words.ts';
import { countGroups, groupOf, STATE_GROUPS } from './state-groups.ts';
import type { Readiness } from './verdict.ts';

const refusal = problemOf({ message: 'No.' });
const vault = '/subscriptions/1/resourceGroups/rg/providers/Microsoft.DataProtection/backupVaults/bv-other';
const failed = (message: string, code?: string, recommendedAction: string[] = []): Readiness => ({
  state: 'failed',
  refusal: problemOf({ message, code, recommendedAction }),
});

const EVERY_STATE: [Readiness, string, string][] = [
  [{ state: 'waiting' }, 'Not checked yet', 'neutral'],
  [{ state: 'validating' }, 'Validating…', 'running'],
  [{ state: 'revalidating' }, 'Revalidating…', 'running'],
  [{ state: 'success' }, 'Success', 'success'],
  [{ state: 'roleAssignmentNotDone', missing: [], refusal }, 'Role assignment not done', 'error'],
  [{ state: 'userCannotAssignRoles', missing: [], refusal }, 'User cannot assign roles', 'error'],
  [{ state: 'assigning', done: 1, total: 2 }, 'Assigning roles (1 of 2)…', 'running'],
  [{ state: 'propagating', since: 0, refusal }, 'Waiting for role propagation…', 'running'],
  [{ state: 'slow', since: 0, refusal }, 'Taking longer than expected', 'warning'],
  [{ state: 'timedOut' }, 'Validation timed out', 'error'],
  [failed('No.'), 'Validation failed: No.', 'error'],
  [
    failed(`Datasource is already protected under the Backup vault ${vault}.`),
    'Validation failed: Datasource is already protected under the Backup vault bv-other.',
    'error',
  ],
  [
    failed("The client 'a' with object id 'b' does not have authorization", 'AuthorizationFailed'),
    "Validation failed: You don't have permission to check this server with this vault.",
    'error',
  ],
  [failed(`Not '${vault}' at all`), "Validation failed: Not 'bv-other' at all", 'error'],
];

it.each(EVERY_STATE)('%j reads %s', (readiness, text, kind) => {
  expect(readinessWords(readiness)).toMatchObject({ text, kind });
});

it('every state is in a group that a list can be narrowed to, and each row in one', () => {
  const all = EVERY_STATE.map(([readiness]) => readiness);
  expect(all.map(groupOf).every((group) => group in STATE_GROUPS)).toBe(true);
  const counts = countGroups(all);
  expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
  expect(counts.find(({ group }) => group === 'beingChecked')?.count).toBe(2);
  expect(counts.find(({ group }) => group === 'failed')?.count).toBe(5);
});

it.each([
  [0, '0 s'],
  [45_000, '45 s'],
  [80_000, '1 min 20 s'],
  [59 * 60_000 + 59_999, '59 min 59 s'],
  [65 * 60_000, '1 h 5 min'],
  [-5_000, '0 s'],
])('%i ms of waiting reads %s', (ms, text) => {
  expect(waitedText(1_000_000, 1_000_000 + ms)).toBe(text);
});

describe('what to do', () => {
  it('is what the page knows about the code, else what the service says, else to try again', () => {
    const adviceOf = (code: string, recommendedAction: string[]) =>
      adviceFor(problemOf({ message: 'No.', code, recommendedAction }))[0];
    expect(adviceOf('UserErrorDppDatasourceAlreadyProtected', ['See the documentation.'])).toMatch(
      /^Remove the server/,
    );
    expect(adviceOf('SomethingNew', ['See the documentation.'])).toBe('See the documentation.');
    expect(adviceOf('SomethingNew', [])).toMatch(/select Revalidate/);
  });
});
