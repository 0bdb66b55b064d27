/** The storages of the vaults: the data folder, and those that the operator has set up beside it, each opened when it is needed. */
import type { MasterKeys } from '#adapters/age/master-keys.ts';
import { createVaultKeys } from '#adapters/age/vault-keys.ts';
import { createCatalogueStorage } from '#adapters/catalogue-files.ts';
import { createChosenStorage, storageNamed, type OpenStorage } from '#adapters/chosen-storage.ts';
import { MAX_PUBLIC_KEY_BYTES, PUBLIC_KEY_FILE, publishKey, type ManifestSigning } from '#adapters/manifest-signing.ts';
import { createMountedVaults } from '#adapters/mounted-vaults.ts';
import type { ObjectStore } from '#adapters/stores/object-store.ts';
import { openStore } from '#adapters/stores/open-store.ts';
import { createVaultStorage } from '#adapters/vault-storage.ts';
import { LOCAL_STORAGE } from '#protocol/data-protection.ts';
import { idKey } from '#protocol/resource-id.ts';
import { copyIn, storageNamesOf } from '#provider/domain/point-copies.ts';
import type { CatalogueStorage, Log, Store, VaultStorages as StoragePort } from '#provider/ports.ts';
import { recoveryPoints, vaults, word } from '#provider/records.ts';
import { placeOf, type Storages } from './storages.ts';

export interface VaultStoragesOptions {
  local: OpenStorage;
  storages: Storages;
  quotaBytes: number | undefined;
  encrypts: boolean;
  store: Store;
  signing: ManifestSigning;
  masters: MasterKeys;
  log: Log;
}

export interface VaultStorages {
  storage: StoragePort;
  /** Where the documents about the vaults of a storage are; undefined is the data folder. */
  catalogue: CatalogueStorage;
  /**
   * Opens all of them in the background, which wraps keys with a new master key, and logs which one does not respond. It loads
   * their clients: that is for after the start.
   */
  openAll: () => void;
}

/** Throws a `SetupError` when a file with a secret cannot be read. */
export function createVaultStorages(options: VaultStoragesOptions): VaultStorages {
  const { local, storages, quotaBytes, store, signing, log } = options;
  const others = new Map(
    Object.entries(storages).map(([name, storage]) => {
      const place = placeOf(name, storage, quotaBytes);
      return [name, once(async () => opened(name, await openStore(place), options))];
    }),
  );
  return {
    storage: createChosenStorage({
      local,
      others,
      signing,
      storagesOf: (vaultId) =>
        store.transact(async (tx) => {
          const vault = (await tx.get(vaults, idKey(vaultId)))?.value;
          return vault ? storageNamesOf(vault) : [LOCAL_STORAGE.name];
        }),
    }),
    catalogue: createCatalogueStorage(async (name) => (await storageNamed({ local, others })(name)).files),
    openAll() {
      for (const [name, open] of others) {
        open().then(
          () => log('a storage is ready', { storage: name }),
          (error: unknown) => log('a storage is not ready', { storage: name, error: String(error) }),
        );
      }
    },
  };
}

async function opened(name: string, objects: ObjectStore, options: VaultStoragesOptions): Promise<OpenStorage> {
  const { store, signing, masters, encrypts, log } = options;
  const keys = createVaultKeys(objects, masters, log);
  if ((await objects.get(PUBLIC_KEY_FILE, MAX_PUBLIC_KEY_BYTES)) !== undefined || !(await holdsPoints(store, name))) {
    await publishKey(objects, signing);
    const count = await keys.rewrap();
    if (count > 0) log('keys of vaults are wrapped with the current master key', { storage: name, count });
  } else {
    throw objects.missing();
  }
  return {
    storage: createMountedVaults(objects, createVaultStorage(objects, signing, { keys, encrypts })),
    files: { store: objects, signing, keys, encrypts },
  };
}

/** Whether the state knows recovery points in that storage, copies among them. */
const holdsPoints = (store: Store, name: string): Promise<boolean> =>
  store.transact(async (tx) => {
    for (const { value: vault } of await tx.list(vaults)) {
      const { vaultStorage, copyStorage } = vault.properties;
      if (vaultStorage?.name === name && (await tx.count(recoveryPoints, { with: [word.inVault(vault.id)] })) > 0)
        return true;
      if (copyStorage?.name !== name) continue;
      const points = await tx.list(recoveryPoints, { with: [word.inVault(vault.id)] });
      if (points.some(({ value }) => copyIn(value.resource, 'second')?.copiedTime !== undefined)) return true;
    }
    return false;
  });

/** Opens it once, and again when that failed: the service may be back. */
function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opening: Promise<T> | undefined;
  return () => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
}
