/**
 * The vaults of a folder that may be an empty mount point. Only with its public key in it is it the folder of the vaults:
 * without it nothing is written there, nothing counts as removed, and nothing that is missing counts as damaged.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineFault, type VaultStorage } from '#provider/ports.ts';
import { isNotFound } from './file-errors.ts';
import { PUBLIC_KEY_FILE } from './manifest-signing.ts';
import { storageFault, vaultsMissing } from './vault-faults.ts';

export function createMountedVaults(root: string, storage: VaultStorage): VaultStorage {
  async function checkMounted(): Promise<void> {
    if (!(await isMounted(root))) throw vaultsMissing();
  }
  /** What looks like damage may be a missing disk. */
  async function explained(error: unknown): Promise<unknown> {
    const isDamage = error instanceof EngineFault && error.code === 'RecoveryPointDamaged';
    return isDamage && !(await isMounted(root)) ? vaultsMissing() : error;
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

async function isMounted(root: string): Promise<boolean> {
  try {
    await stat(join(root, PUBLIC_KEY_FILE));
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw storageFault(error);
  }
}

/** Whether the folder is not there or holds nothing, as one on which no disk is mounted. */
export async function isEmptyFolder(root: string): Promise<boolean> {
  try {
    // Files of the file system itself do not count.
    return (await readdir(root)).every((name) => name === 'lost+found');
  } catch (error) {
    if (isNotFound(error)) return true;
    throw error;
  }
}
