/** A bucket that hangs holds up the expiry of nothing else. */
import type { Vault } from '#protocol/data-protection.ts';
import { idKey } from '#protocol/resource-id.ts';
import { expect, it, vi } from 'vitest';
import { createManualClock } from './memory/clock.ts';
import { createMemoryPorts } from './memory/memory-ports.ts';
import { createMemoryWork } from './memory/work.ts';
import { placingStore } from './placed-work.ts';
import { vaults } from './records.ts';
import type { WorkItem } from './work-items.ts';

const vaultId = (name: string) =>
  `/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/${name}`;
const expiry = (vault: string, number: number): WorkItem => ({
  kind: 'expirePoints',
  id: `${vault} ${String(number)}`,
  payload: { instanceId: `${vaultId(vault)}/backupInstances/i${String(number)}` },
});

it.each([
  ['a vault is stored', { vaultStorage: { name: 'Offsite', type: 'S3' } }],
  ['the copies of a vault are', { copyStorage: { name: 'Offsite', type: 'S3' } }],
])('removes what is elsewhere while the bucket hangs in which %s, however much there is', async (_, inBucket) => {
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
    for (let number = 0; number < 20; number += 1) await tx.enqueue(expiry('remote', number));
    await tx.enqueue({ kind: 'forgetVault', id: 'gone', payload: { vaultId: vaultId('gone'), storage: 'offsite' } });
    await tx.enqueue(expiry('local', 1));
    await tx.enqueue(expiry('local', 2));
  });
  const begun: string[] = [];
  await work.start((item) => {
    begun.push(item.id);
    return item.id.startsWith('local') ? Promise.resolve() : new Promise(() => undefined);
  });
  work.add(placed);
  await clock.advance(0);
  await clock.advance(0);
  expect(begun).toEqual(['remote 0', 'remote 1', 'local 1', 'local 2']);
});
