import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { POLICY_TYPE, VAULT_TYPE } from '#protocol/data-protection.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { emptyDraft, reduceDraft, resourceNameFor, type Draft, type DraftEvent } from './draft.ts';

const group = resourceGroupScope('11111111-1111-4111-8111-111111111111', 'rg-backup');
const vault = resourceId(group, VAULT_TYPE, 'bv-one');
const otherVault = resourceId(group, VAULT_TYPE, 'bv-two');
const policy = resourceId(group, POLICY_TYPE, 'bv-one', 'weekly-standard');
const serverIn = (resourceGroup: string, name: string) =>
  resourceId(resourceGroupScope('11111111-1111-4111-8111-111111111111', resourceGroup), SERVER_TYPE, name);
const orders = serverIn('rg-data', 'pg-orders');
const invoices = serverIn('rg-data', 'pg-invoices');

const after = (...events: DraftEvent[]): Draft => events.reduce(reduceDraft, emptyDraft);
const added = (...ids: string[]): DraftEvent => ({
  type: 'serversAdded',
  servers: ids.map((serverId) => ({ serverId, resourceName: resourceNameFor(serverId, 'guid') })),
});

const full = after(
  { type: 'vaultChosen', vaultId: vault },
  { type: 'policyChosen', policyId: policy },
  added(orders, invoices),
  { type: 'stepsChecked', steps: ['basics', 'policy'] },
);

describe('choosing another vault', () => {
  const changed = reduceDraft(full, { type: 'vaultChosen', vaultId: otherVault });

  it('clears the policy and says so', () => {
    expect(changed).toMatchObject({ vaultId: otherVault, policyId: undefined, notice: 'policyCleared' });
  });

  it('keeps the servers', () => {
    expect(changed.rows).toEqual(full.rows);
  });

  it('does not blame the policy step before it is left again', () => {
    expect(changed.checked).toEqual(['basics']);
  });

  it('says nothing when no policy was chosen', () => {
    const early = after({ type: 'vaultChosen', vaultId: vault }, { type: 'vaultChosen', vaultId: otherVault });
    expect(early.notice).toBeUndefined();
  });

  it('changes nothing when it is the same vault in another case', () => {
    expect(reduceDraft(full, { type: 'vaultChosen', vaultId: vault.toUpperCase() })).toBe(full);
  });
});

describe('servers', () => {
  it('are taken once, in whatever case', () => {
    expect(after(added(orders), added(orders.toUpperCase(), invoices)).rows.map((row) => row.serverId)).toEqual([
      orders,
      invoices,
    ]);
  });

  it('keep their instance when others come and go', () => {
    const draft = after(
      added(orders, invoices),
      { type: 'instanceRenamed', serverId: orders, instanceName: 'orders' },
      { type: 'serversRemoved', serverIds: [invoices] },
    );
    expect(draft.rows).toEqual([
      { serverId: orders, instanceName: 'orders', resourceName: 'pg-orders-pg-orders-guid' },
    ]);
  });

  it('of the same name get names of their own', () => {
    const names = after(added(orders, serverIn('rg-other', 'pg-orders'))).rows.map((row) => row.instanceName);
    expect(names).toEqual(['pg-orders', 'pg-orders-rg-other']);
  });
});

describe('a submitted draft', () => {
  const submitted = reduceDraft(full, { type: 'submitted' });

  it('stays as it was sent, whatever happens', () => {
    const event = fc.constantFrom<DraftEvent>(
      { type: 'vaultChosen', vaultId: otherVault },
      { type: 'policyChosen', policyId: policy },
      added(serverIn('rg-data', 'pg-late')),
      { type: 'serversRemoved', serverIds: [orders] },
      { type: 'instanceRenamed', serverId: orders, instanceName: 'late' },
      { type: 'stepsChecked', steps: ['review'] },
    );
    fc.assert(
      fc.property(fc.array(event), (events) => {
        expect(events.reduce(reduceDraft, submitted)).toBe(submitted);
      }),
    );
  });
});

it.each<[boolean, DraftEvent]>([
  [true, { type: 'vaultChosen', vaultId: otherVault }],
  [true, { type: 'policyChosen', policyId: policy }],
  [true, added(orders)],
  [true, { type: 'serversRemoved', serverIds: [orders] }],
  [true, { type: 'instanceRenamed', serverId: orders, instanceName: 'x' }],
  [false, { type: 'stepsChecked', steps: ['basics'] }],
  [false, { type: 'noticeRead' }],
])('touched is %s after %j', (touched, event) => {
  expect(reduceDraft({ ...full, touched: false }, event).touched).toBe(touched);
});
