/**
 * Work at the storages of vaults waits by the storage that it is at, so that a bucket that hangs holds up what is in it and nothing
 * else. Whoever enqueues it need not think of that.
 */
import { LOCAL_STORAGE } from '#protocol/data-protection.ts';
import { idKey, vaultIn } from '#protocol/resource-id.ts';
import { catalogueChanges } from './catalogue.ts';
import { storageNamesOf } from './domain/point-copies.ts';
import type { LaneName } from './lanes.ts';
import type { Store, Transaction } from './ports.ts';
import { vaults } from './records.ts';
import { laneOf, type PayloadField, type WorkItem } from './work-items.ts';

const AT_STORAGES: readonly LaneName[] = ['expiry', 'copies', 'documents'];

export const placingStore = (store: Store): Store => ({
  transact: (change) =>
    store.transact((tx) =>
      change({
        ...tx,
        async enqueue(item) {
          const atStorage = AT_STORAGES.includes(laneOf(item.kind)) ? await storageOf(tx, item) : undefined;
          await tx.enqueue(atStorage === undefined ? item : { ...item, atStorage });
        },
      }),
    ),
});

/** Those of the vault, where it has two: which of them hangs is seen when it does. Undefined for the data folder alone. */
async function storageOf(tx: Transaction, { payload }: WorkItem): Promise<string | undefined> {
  const {
    storage,
    vaultId,
    document,
    instanceId = document,
  } = payload as Partial<Record<PayloadField | 'storage', string>>;
  const names =
    storage === undefined ? await storagesOf(tx, vaultId ?? vaultIn(instanceId ?? ''), document) : [storage];
  const elsewhere = names.filter((name) => name !== LOCAL_STORAGE.name);
  return elsewhere.length === 0 ? undefined : elsewhere.join('+');
}

async function storagesOf(tx: Transaction, vaultId: string, document?: string): Promise<string[]> {
  const vault = (await tx.get(vaults, idKey(vaultId)))?.value;
  if (vault) return storageNamesOf(vault);
  // Of a vault that is gone, its documents go from where it was.
  return (document === undefined ? undefined : (await tx.get(catalogueChanges, document))?.value.goneFrom) ?? [];
}
