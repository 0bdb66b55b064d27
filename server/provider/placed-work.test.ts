/** A bucket that hangs holds up nothing that is elsewhere. */
import type { Vault } from '#protocol/data-protection.ts';
import { idKey } from '#protocol/resource-id.ts';
import { expect, it, vi } from 'vitest';
import { describedStore } from './catalogue.ts';
import { createManualClock } from './memory/clock.ts';
import { createMemoryPorts } from './memory/memory-ports.ts';
import { createMemoryWork } from './memory/work.ts';
import { placingStore } from './placed-work.ts';
import { vaults } from './records.ts';
import type { WorkItem } from './work-items.ts';

const vaultId = (name: string) =>
  `/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/${name}`;
const instanceId = (vault: string, number: number) => `${vaultId(vault)}/backupInstances/i${String(number)}`;
const named = (vault: string, number: number) => ({ id: `${vault} ${String(number)}` });

const KINDS: Record<string, (vault: string, number: number) => WorkItem> = {
  expirePoints: (vault, number) => ({
    ...{ kind: 'expirePoints', ...named(vault, number) },
    payload: { instanceId: instanceId(vault, number) },
  }),
  copyPoint: (vault, number) => ({
    ...{ kind: 'copyPoint', ...named(vault, number) },
    payload: { instanceId: instanceId(vault, number), pointId: 'p' },
  }),
  describe: (vault, number) => ({
    ...{ kind: 'describe', ...named(vault, number) },
    payload: { document: idKey(number === 0 ? vaultId(vault) : instanceId(vault, number)) },
  }),
};

const ofBoth = [
  ['a vault is stored', { vaultStorage: { name: 'Offsite', type: 'S3' } }],
  ['the copies of a vault are', { copyStorage: { name: 'Offsite', type: 'S3' } }],
] as const;
const cases = Object.keys(KINDS).flatMap((kind) => ofBoth.map(([what, inBucket]) => [kind, what, inBucket] as const));

it.each(cases)(
  'does %s elsewhere while the bucket hangs in which %s, however much there is',
  async (kind, _, inBucket) => {
    const item = (vault: string, number: number): WorkItem => KINDS[kind]?.(vault, number) as WorkItem;
    const clock = createManualClock('2026-01-01T00:00:00Z');
    const work = createMemoryWork({ clock, log: vi.fn(), onChange: () => undefined });
    const { store } = createMemoryPorts({ people: [] });
    const placed: WorkItem[] = [];
    const placing = placingStore({
      transact: (change) =>
        store.transact((tx) => change({ ...tx, enqueue: (item) => Promise.resolve(void placed.push(item)) })),
    });
    await placing.transact(async (tx) => {
      for (const [name, properties] of [
        ['remote', inBucket],
        ['local', {}],
      ] as const) {
        await tx.put(vaults, idKey(vaultId(name)), { id: vaultId(name), name, properties } as unknown as Vault);
      }
      for (let number = 0; number < 20; number += 1) await tx.enqueue(item('remote', number));
      if (kind === 'expirePoints')
        await tx.enqueue({
          kind: 'forgetVault',
          id: 'gone',
          payload: { vaultId: vaultId('gone'), storage: 'offsite' },
        });
      await tx.enqueue(item('local', 1));
      await tx.enqueue(item('local', 2));
    });
    const begun: string[] = [];
    await work.start(({ id }) => {
      begun.push(id);
      return id.startsWith('local') ? Promise.resolve() : new Promise(() => undefined);
    });
    work.add(placed);
    await clock.advance(0);
    await clock.advance(0);
    expect(begun).toEqual(['remote 0', 'remote 1', 'local 1', 'local 2']);
  },
);

it('what is noted to be written down waits at the storages of its vault, also when that is gone', async () => {
  const { store, newId } = createMemoryPorts({ people: [] });
  const placed: WorkItem[] = [];
  const placing = placingStore({
    transact: (change) =>
      store.transact((tx) => change({ ...tx, enqueue: (item) => Promise.resolve(void placed.push(item)) })),
  });
  const described = describedStore(placing, { newId });
  const id = vaultId('remote');
  const properties = { copyStorage: { name: 'Offsite', type: 'S3' } };
  await store.transact((tx) => tx.put(vaults, idKey(id), { id, name: 'remote', properties } as unknown as Vault));
  await described.transact((tx) => tx.delete(vaults, idKey(id)));
  expect(placed).toMatchObject([{ kind: 'describe', atStorage: 'Offsite' }]);
});
