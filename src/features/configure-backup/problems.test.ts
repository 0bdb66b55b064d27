import { describe, expect, it } from 'vitest';
import { POLICY_TYPE, VAULT_TYPE } from '#protocol/data-protection.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { idKey, resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import type { Draft } from './draft-schema.ts';
import { emptyDraft } from './draft.ts';
import { basicsProblems, datasourceProblems, nameField, policyProblems, type Facts } from './problems.ts';
import type { Readiness } from './readiness/verdict.ts';

const group = resourceGroupScope('11111111-1111-4111-8111-111111111111', 'rg-backup');
const servers = ['pg-one', 'pg-two', 'pg-three'].map((name) => resourceId(group, SERVER_TYPE, name));
const [one, two, three] = servers as [string, string, string];

const draft: Draft = {
  ...emptyDraft,
  vaultId: resourceId(group, VAULT_TYPE, 'bv-one'),
  policyId: resourceId(group, POLICY_TYPE, 'bv-one', 'weekly-standard'),
  rows: servers.map((serverId, at) => ({ serverId, instanceName: `db-${at}`, resourceName: `r-${at}` })),
};

const facts = (readiness: Record<string, Readiness['state']>, takenNames: string[] = []): Facts => ({
  vaultIsGone: false,
  policyIsGone: false,
  takenNames: new Set(takenNames),
  readiness: new Map(Object.entries(readiness).map(([id, state]) => [idKey(id), { state } as Readiness])),
});
const allReady = facts({ [one]: 'success', [two]: 'success', [three]: 'success' });
const messages = (problems: { message: string }[]) => problems.map(({ message }) => message);

describe('basicsProblems', () => {
  it('requires a vault', () => {
    expect(basicsProblems(emptyDraft, allReady)).toEqual([{ field: 'vault', message: 'Select a Backup vault.' }]);
  });

  it('names a vault that is gone', () => {
    expect(messages(basicsProblems(draft, { ...allReady, vaultIsGone: true }))[0]).toContain("'bv-one' doesn't exist");
  });

  it('has nothing to say about a vault', () => {
    expect(basicsProblems(draft, allReady)).toEqual([]);
  });
});

describe('policyProblems', () => {
  it('requires a policy', () => {
    expect(messages(policyProblems(emptyDraft, allReady))).toEqual(['Select a backup policy.']);
  });

  it('names a policy that is gone', () => {
    expect(messages(policyProblems(draft, { ...allReady, policyIsGone: true }))[0]).toContain(
      "'weekly-standard' isn't in this vault",
    );
  });
});

describe('datasourceProblems', () => {
  it.each<[string, Draft, Facts, string[]]>([
    ['no server', { ...draft, rows: [] }, allReady, ['Add at least one server to continue.']],
    ['all ready', draft, allReady, []],
    [
      'no policy to check against',
      { ...draft, policyId: undefined },
      allReady,
      ['Select a Backup vault and a backup policy first. Readiness is checked against them.'],
    ],
    [
      'some not ready',
      draft,
      facts({ [one]: 'success', [two]: 'userCannotAssignRoles', [three]: 'failed' }),
      ["2 of 3 servers aren't ready for backup. Fix them or remove them to continue."],
    ],
    [
      'not ready before still checking',
      draft,
      facts({ [one]: 'validating', [two]: 'timedOut', [three]: 'success' }),
      ["1 of 3 servers isn't ready for backup. Fix it or remove it to continue."],
    ],
    [
      'still checking',
      draft,
      facts({ [one]: 'validating', [two]: 'propagating', [three]: 'success' }),
      ['2 of 3 servers are still being checked. Wait for the result, or remove them.'],
    ],
    [
      'a single one still checking',
      { ...draft, rows: draft.rows.slice(0, 1) },
      facts({ [one]: 'assigning' }),
      ['The server is still being checked. Wait for the result, or remove it.'],
    ],
  ])('%s', (_, chosen, known, expected) => {
    expect(messages(datasourceProblems(chosen, known))).toEqual(expected);
  });

  it('requires valid and different names, in the rows that have them', () => {
    const named = (...names: string[]): Draft => ({
      ...draft,
      rows: draft.rows.map((row, at) => ({ ...row, instanceName: names[at] ?? '' })),
    });
    const problems = datasourceProblems(named('same', 'SAME ', ''), allReady);
    expect(problems).toEqual([
      { field: nameField(one), message: 'Another server in this list has the same name.' },
      { field: nameField(two), message: 'Another server in this list has the same name.' },
      { field: nameField(three), message: 'Enter a name for the backup instance.' },
    ]);
    const taken = datasourceProblems(draft, { ...allReady, takenNames: new Set(['db-1']) });
    expect(taken).toEqual([
      { field: nameField(two), message: 'The vault has a backup instance with this name already.' },
    ]);
  });
});
