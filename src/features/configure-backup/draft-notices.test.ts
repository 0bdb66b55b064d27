import { describe, expect, it } from 'vitest';
import { POLICY_TYPE, VAULT_TYPE, type BackupInstance, type Vault } from '#protocol/data-protection.ts';
import { SERVER_TYPE, type PostgresServer } from '#protocol/postgres.ts';
import { idKey, resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { noticeLines, type NoticeFacts } from './draft-notices.ts';
import type { Draft } from './draft-schema.ts';
import { emptyDraft, reduceDraft } from './draft.ts';

const group = resourceGroupScope('11111111-1111-4111-8111-111111111111', 'rg');
const server = (name: string) => resourceId(group, SERVER_TYPE, name);
const vaultId = (name: string) => resourceId(group, VAULT_TYPE, name);
const policyId = resourceId(group, POLICY_TYPE, 'bv-one', 'weekly');

const before: Draft = {
  ...emptyDraft,
  vaultId: vaultId('bv-one'),
  policyId,
  rows: ['pg-here', 'pg-there', 'pg-held', 'pg-gone'].map((name) => ({
    serverId: server(name),
    instanceName: name,
    resourceName: `${name}-guid`,
  })),
};
const changed = reduceDraft(before, { type: 'vaultChosen', vaultId: vaultId('bv-two') });

const here = (name: string, location = 'westeurope'): [string, PostgresServer] => [
  idKey(server(name)),
  { id: server(name), name, location } as PostgresServer,
];
const instance = (name: string, of: string) =>
  ({ name, properties: { dataSourceInfo: { resourceID: server(of).toUpperCase() } } }) as BackupInstance;

const facts: NoticeFacts = {
  vault: { location: 'West Europe' } as Vault,
  policyIsGone: false,
  servers: new Map([here('pg-here'), here('pg-there', 'northeurope'), here('pg-held'), here('pg-gone')]),
  instances: [instance('elsewhere', 'pg-held'), instance('PG-HERE-guid', 'pg-here')],
};
const texts = (draft: Draft, known: NoticeFacts) => noticeLines(draft, known).map((line) => line.text);

describe('after another vault was chosen', () => {
  it('names the policy that was cleared, and the rows that do not fit the new vault', () => {
    expect(noticeLines(changed, facts)).toEqual([
      {
        canBeRead: true,
        text: "The backup policy 'weekly' was cleared, because a policy belongs to its vault. Select a policy of the new vault. The servers are kept and checked again.",
      },
      {
        canBeRead: true,
        text: '1 server is in another region than the new vault (West Europe): pg-there.',
        unfit: [server('pg-there')],
      },
      { canBeRead: true, text: 'Already protected in the new vault: pg-held.', unfit: [server('pg-held')] },
    ]);
  });

  it('says nothing of the policy once another is chosen', () => {
    const chosen = reduceDraft(changed, { type: 'policyChosen', policyId: `${policyId}2` });
    expect(texts(chosen, facts)).toHaveLength(2);
  });

  it('says no more when it was read', () => {
    expect(noticeLines(reduceDraft(changed, { type: 'noticesRead' }), facts)).toEqual([]);
  });
});

describe('what went away meanwhile', () => {
  it('is named until it is put right', () => {
    const servers = new Map([here('pg-here'), here('pg-there'), here('pg-held')]);
    expect(noticeLines(before, { ...facts, servers, policyIsGone: true })).toEqual([
      {
        canBeRead: false,
        text: "The backup policy 'weekly' is no longer in this vault. Select another policy.",
      },
      {
        canBeRead: false,
        text: "This server doesn't exist any more, or you can't see it: pg-gone.",
        unfit: [server('pg-gone')],
      },
    ]);
  });

  it('is not guessed as long as the servers are not known', () => {
    expect(noticeLines(before, { ...facts, servers: undefined })).toEqual([]);
  });
});

it('lists the first few names only', () => {
  const names = Array.from({ length: 9 }, (_, at) => `x${String(at)}`);
  const draft: Draft = { ...emptyDraft, notices: [{ kind: 'unreadable', texts: names }] };
  expect(texts(draft, facts)[0]).toContain('x0, x1, x2, x3, x4, x5 and 3 more');
});
