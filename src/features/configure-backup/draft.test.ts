import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { POLICY_TYPE, VAULT_TYPE } from '#protocol/data-protection.ts';
import { instanceNameFor } from '#protocol/datasources.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import type { Draft } from './draft-schema.ts';
import { emptyDraft, reduceDraft, type DraftEvent } from './draft.ts';

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
  servers: ids.map((serverId) => ({ serverId, resourceName: instanceNameFor(serverId, 'guid') })),
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
    expect(changed).toMatchObject({
      vaultId: otherVault,
      policyId: undefined,
      notices: [{ kind: 'vaultChanged', from: vault, policyId: policy }],
    });
  });

  it('and going back gives the policy back', () => {
    const back = reduceDraft(changed, { type: 'vaultChosen', vaultId: vault.toUpperCase() });
    expect(back).toMatchObject({ policyId: policy, notices: [] });
  });

  it('twice in a row reports the last change only', () => {
    const third = reduceDraft(changed, { type: 'vaultChosen', vaultId: `${vault}3` });
    expect(third.notices).toEqual([{ kind: 'vaultChanged', from: otherVault, policyId: undefined }]);
  });

  it('keeps the servers', () => {
    expect(changed.rows).toEqual(full.rows);
  });

  it('does not blame the policy step before it is left again', () => {
    expect(changed.checked).toEqual(['basics']);
  });

  it('says nothing when nothing else was chosen', () => {
    const early = after({ type: 'vaultChosen', vaultId: vault }, { type: 'vaultChosen', vaultId: otherVault });
    expect(early.notices).toEqual([]);
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

  it('never share a name, whatever is added', () => {
    const server = fc.record({ name: fc.constantFrom('a', 'A', 'a-g', 'b'), group: fc.constantFrom('g', 'h', 'g-g') });
    fc.assert(
      fc.property(fc.array(fc.array(server)), (batches) => {
        const { rows } = after(
          ...batches.map((batch) => added(...batch.map(({ name, group }) => serverIn(group, name)))),
        );
        expect(new Set(rows.map((row) => row.instanceName.toLowerCase())).size).toBe(rows.length);
      }),
    );
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

  it('can be reopened with what was not taken', () => {
    const reopened = reduceDraft(submitted, { type: 'reopened', taken: [orders] });
    expect(reopened.submitted).toBe(false);
    expect(reopened.rows).toEqual(full.rows.slice(1));
  });
});

it.each<[boolean, DraftEvent]>([
  [true, { type: 'vaultChosen', vaultId: otherVault }],
  [true, { type: 'policyChosen', policyId: policy }],
  [true, added(orders)],
  [true, { type: 'serversRemoved', serverIds: [orders] }],
  [true, { type: 'instanceRenamed', serverId: orders, instanceName: 'x' }],
  [false, { type: 'stepsChecked', steps: ['basics'] }],
  [false, { type: 'noticesRead' }],
])('touched is %s after %j', (touched, event) => {
  expect(reduceDraft({ ...full, touched: false }, event).touched).toBe(touched);
});
