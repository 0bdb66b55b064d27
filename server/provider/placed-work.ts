/**
 * Work that removes bytes waits by the storage that it is at, so that a bucket that hangs holds up what is in it and nothing else.
 * Whoever enqueues it need not think of that.
 */
import { idKey } from '#protocol/resource-id.ts';
import type { Store, Transaction } from './ports.ts';
import { vaults } from './records.ts';
import { laneOf, type PayloadField, type WorkItem } from './work-items.ts';

export const placingStore = (store: Store): Store => ({
  transact: (change) =>
    store.transact((tx) =>
      change({
        ...tx,
        async enqueue(item) {
          const atStorage = laneOf(item.kind) === 'expiry' ? await storageOf(tx, item) : undefined;
          await tx.enqueue(atStorage === undefined ? item : { ...item, atStorage });
        },
      }),
    ),
});

/** Undefined for the data folder. */
async function storageOf(tx: Transaction, { payload }: WorkItem): Promise<string | undefined> {
  const { storage, vaultId, instanceId = '' } = payload as Partial<Record<PayloadField | 'storage', string>>;
  if (storage !== undefined) return storage;
  const vault = vaultId ?? instanceId.slice(0, Math.max(0, instanceId.toLowerCase().lastIndexOf('/backupinstances/')));
  return (await tx.get(vaults, idKey(vault)))?.value.properties.vaultStorage?.name;
}
