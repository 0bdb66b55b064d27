/**
 * The vaults of a store that may be another one than it was: a folder on which no disk is mounted, a bucket that was
 * emptied. Only with its public key in it is it the store of the vaults: without it nothing is written there, nothing
 * counts as removed, and nothing that is missing counts as damaged.
 */
import type { VaultStorage } from '#provider/ports.ts';
import { MAX_PUBLIC_KEY_BYTES, PUBLIC_KEY_FILE } from './manifest-signing.ts';
import type { ObjectStore } from './stores/object-store.ts';
import { isDamage, storageFault } from './vault-faults.ts';

export function createMountedVaults(store: ObjectStore, storage: VaultStorage): VaultStorage {
  const checkMounted = () => checkIsMounted(store);
  /** What looks like damage may be a missing disk. */
  async function explained(error: unknown): Promise<unknown> {
    return isDamage(error) && !(await isMounted(store)) ? store.missing() : error;
  }
  const room = storage.room?.bind(storage);
  return {
    async begin(point, expectedBytes) {
      await checkMounted();
      return storage.begin(point, expectedBytes);
    },
    async manifest(point) {
      try {
        const manifest = await storage.manifest(point);
        if (manifest === undefined) await checkMounted();
        return manifest;
      } catch (error) {
        throw await explained(error);
      }
    },
    async verify(point, signal, onBytes) {
      try {
        await storage.verify(point, signal, onBytes);
      } catch (error) {
        throw await explained(error);
      }
    },
    async *read(point, part, signal, proof) {
      try {
        yield* storage.read(point, part, signal, proof);
      } catch (error) {
        throw await explained(error);
      }
    },
    async remove(point) {
      await checkMounted();
      await storage.remove(point);
    },
    async hold(point, until) {
      await checkMounted();
      return storage.hold(point, until);
    },
    async forget(vaultId) {
      await checkMounted();
      await storage.forget(vaultId);
    },
    async checkWritable() {
      await checkMounted();
      await storage.checkWritable?.();
    },
    ...(room && {
      async room(vaultId) {
        await checkMounted();
        return room(vaultId);
      },
    }),
  };
}

/** Throws unless the store is that of the vaults. */
export async function checkIsMounted(store: ObjectStore): Promise<void> {
  if (!(await isMounted(store))) throw store.missing();
}

async function isMounted(store: ObjectStore): Promise<boolean> {
  try {
    return (await store.get(PUBLIC_KEY_FILE, MAX_PUBLIC_KEY_BYTES)) !== undefined;
  } catch (error) {
    throw storageFault(error);
  }
}

/** Whether the store is empty, as a folder on which no disk is mounted. Files of the file system itself do not count. */
export const isEmptyStore = async (store: ObjectStore): Promise<boolean> =>
  (await store.names('')).every((name) => name === 'lost+found');
