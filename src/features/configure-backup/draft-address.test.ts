import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { POLICY_TYPE, VAULT_TYPE } from '#protocol/data-protection.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { draftFrom, sameAddress, searchOf } from './draft-address.ts';
import { keptDraft, openDraft as openWith } from './draft-storage.ts';
import { readKeptDraft } from './read-kept-draft.ts';
import { reduceDraft } from './draft.ts';

const group = resourceGroupScope('11111111-1111-4111-8111-111111111111', 'rg-backup');
const vault = resourceId(group, VAULT_TYPE, 'bv-one');
const policy = resourceId(group, POLICY_TYPE, 'bv-one', 'weekly-standard');
const server = (name: string) => resourceId(group, SERVER_TYPE, name);
const newId = () => 'guid';
const openDraft = (storage: Storage, search: URLSearchParams, id: () => string) =>
  openWith(readKeptDraft(storage), search, id);

/** The part of the browser's storage that the draft uses. */
function memoryStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    length: 0,
    key: () => null,
    clear: () => kept.clear(),
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

const name = fc.stringMatching(/^[a-z][-a-z0-9]{2,20}$/);

describe('the address', () => {
  it('gives back what it was made from', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.uniqueArray(name, { maxLength: 8 }), (hasVault, hasPolicy, names) => {
        const chosen = {
          vaultId: hasVault ? vault : undefined,
          policyId: hasVault && hasPolicy ? policy : undefined,
          rows: names.map((each) => ({ serverId: server(each), instanceName: each, resourceName: each })),
        };
        const draft = draftFrom(searchOf(chosen), newId);
        expect([draft.vaultId, draft.policyId, draft.rows.map((row) => row.serverId)]).toEqual([
          chosen.vaultId,
          chosen.policyId,
          chosen.rows.map((row) => row.serverId),
        ]);
      }),
    );
  });

  it.each([
    [
      'text that is no resource id',
      'vault=x&servers=y&servers=',
      { vaultId: undefined, policyId: undefined, rows: [] },
    ],
    ['a subscription as a vault', 'vault=/subscriptions/1', { vaultId: undefined }],
    ["another vault's policy", `vault=${vault}2&policy=${policy}`, { vaultId: `${vault}2`, policyId: undefined }],
    ['a policy without its vault', `policy=${policy}`, { policyId: undefined }],
  ])('leaves out %s', (_, search, expected) => {
    expect(draftFrom(new URLSearchParams(search), newId)).toMatchObject(expected);
  });

  it('names what it could not read', () => {
    const search = new URLSearchParams(
      `vault=${vault}&policy=${vault}2/backupPolicies/p&servers=y&servers=${server('a')}`,
    );
    expect(draftFrom(search, newId).notices).toEqual([
      { kind: 'unreadable', texts: [`${vault}2/backupPolicies/p`, 'y'] },
    ]);
  });

  it('stays short enough for every browser and server', () => {
    const rows = Array.from({ length: 2_000 }, (_, at) => ({
      serverId: server(`pg-${at}`),
      instanceName: '',
      resourceName: '',
    }));
    expect(searchOf({ vaultId: vault, policyId: policy, rows }).toString().length).toBeLessThan(8_000);
  });
});

describe('after a reload', () => {
  const start = draftFrom(searchOf({ vaultId: vault, policyId: policy, rows: [] }), newId);
  const chosen = reduceDraft(
    reduceDraft(start, {
      type: 'serversAdded',
      servers: Array.from({ length: 2_000 }, (_, at) => ({
        serverId: server(`pg-${at}`),
        resourceName: `pg-${at}-guid`,
      })),
    }),
    { type: 'instanceRenamed', serverId: server('pg-7'), instanceName: 'seven' },
  );

  it('everything is there again, also what the address cannot hold', () => {
    const storage = memoryStorage();
    keptDraft(storage).keep(chosen);
    expect(openDraft(storage, searchOf(chosen), newId)).toEqual(chosen);
  });

  it('another tab says that the link does not include the servers', () => {
    const elsewhere = openDraft(memoryStorage(), searchOf(chosen), newId);
    expect(elsewhere).toMatchObject({ vaultId: vault, rows: [], notices: [{ kind: 'serversLeftBehind' }] });
  });

  it('an address with another policy of the vault chooses it, and keeps the rest', () => {
    const storage = memoryStorage();
    keptDraft(storage).keep(chosen);
    const created = resourceId(group, POLICY_TYPE, 'bv-one', 'created');
    const back = openDraft(storage, searchOf({ ...chosen, policyId: created }), newId);
    expect(back).toEqual({ ...chosen, policyId: created });
  });

  it('what was sent keeps its policy: another one is another draft', () => {
    const storage = memoryStorage();
    keptDraft(storage).keep({ ...chosen, rows: chosen.rows.slice(0, 2), submitted: true });
    const search = searchOf({ ...chosen, rows: chosen.rows.slice(0, 2), policyId: `${policy}2` });
    expect(openDraft(storage, search, newId)).toEqual(draftFrom(search, newId));
  });

  it.each([
    ['the address of another vault', new URLSearchParams({ vault: `${vault}2` })],
    ['an address without choices', new URLSearchParams()],
  ])('%s starts a draft of its own', (_, search) => {
    const storage = memoryStorage();
    keptDraft(storage).keep(chosen);
    expect(openDraft(storage, search, newId)).toEqual(draftFrom(search, newId));
  });

  it.each([
    '{',
    'null',
    '[]',
    '{"rows":[{}],"checked":[],"notices":[],"touched":true,"submitted":false}',
    '{"rows":[],"checked":["later"],"notices":[],"submitted":false}',
    '{"rows":[],"checked":[],"notice":"policyCleared","submitted":false}',
  ])('a stored %s is no draft', (text) => {
    const storage = memoryStorage();
    keptDraft(storage).keep(chosen);
    storage.getItem = () => text;
    expect(openDraft(storage, new URLSearchParams(), newId).rows).toEqual([]);
  });

  it('a draft of an older build is read as far as it goes', () => {
    const storage = memoryStorage();
    const row = { serverId: server('pg-7'), instanceName: 'seven', resourceName: 'pg-7-pg-7-guid' };
    // A draft stored before it held the origin vault and whether anything was changed.
    const old = { vaultId: vault, policyId: policy, rows: [row], checked: ['basics'], notices: [], submitted: false };
    storage.setItem('backup-portal.configure-backup', JSON.stringify(old));
    const search = searchOf({ vaultId: vault, policyId: policy, rows: [row] });
    expect(openDraft(storage, search, newId)).toEqual({ ...old, touched: false });
  });

  it.each([
    ['a step that there is no more', { checked: ['later'] }],
    ['a notice that nobody can say any more', { notices: [{ kind: 'policyCleared' }] }],
    ['a row without a name', { rows: [{ serverId: server('pg-7') }] }],
    ['a vault that is no text', { vaultId: 7 }],
  ])('%s makes it another draft: it is dropped quietly', (_, part) => {
    const storage = memoryStorage();
    const small = { ...chosen, rows: chosen.rows.slice(7, 8) };
    const search = searchOf(small);
    const openedWith = (stored: unknown) => {
      storage.setItem('backup-portal.configure-backup', JSON.stringify(stored));
      return openDraft(storage, search, newId);
    };
    expect(openedWith(small)).toEqual(small);
    expect(openedWith({ ...small, ...part })).toEqual(draftFrom(search, newId));
  });

  it('a draft that was given up is gone', () => {
    const storage = memoryStorage();
    keptDraft(storage).keep(chosen);
    keptDraft(storage).forget();
    expect(openDraft(storage, searchOf(chosen), newId).rows).toEqual([]);
  });
});

it('ids in another case are the same address', () => {
  const address = searchOf({ vaultId: vault, policyId: policy, rows: [] });
  expect(sameAddress(address, searchOf({ vaultId: vault.toUpperCase(), policyId: policy, rows: [] }))).toBe(true);
});
