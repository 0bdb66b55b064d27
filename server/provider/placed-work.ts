/**
 * Work that removes bytes waits by the storage that it is at, so that a bucket that hangs holds up what is in it and nothing else.
 * Whoever enqueues it need not think of that.
 */
import { LOCAL_STORAGE } from '#protocol/data-protection.ts';
import { idKey } from '#protocol/resource-id.ts';
import { storageNamesOf } from './domain/point-copies.ts';
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

/** Those of the vault, where it has two: which of them hangs is seen when it does. Undefined for the data folder alone. */
async function storageOf(tx: Transaction, { payload }: WorkItem): Promise<string | undefined> {
  const { storage, vaultId, instanceId = '' } = payload as Partial<Record<PayloadField | 'storage', string>>;
  const id = vaultId ?? instanceId.slice(0, Math.max(0, instanceId.toLowerCase().lastIndexOf('/backupinstances/')));
  const vault = storage === undefined ? (await tx.get(vaults, idKey(id)))?.value : undefined;
  const names = storage === undefined ? (vault ? storageNamesOf(vault) : []) : [storage];
  const elsewhere = names.filter((name) => name !== LOCAL_STORAGE.name);
  return elsewhere.length === 0 ? undefined : elsewhere.join('+');
}
