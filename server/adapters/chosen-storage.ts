/** The vault storage of an installation with several: each vault has the one that it named when it was created (decision 40). */
import type { ResourceId } from '#protocol/resource-id.ts';
import { EngineFault, type PointAddress, type VaultStorage } from '#provider/ports.ts';

export interface ChosenStorageOptions {
  /** Of vaults that name none. */
  local: VaultStorage;
  /** By name in lower case; opened when first needed. */
  others: ReadonlyMap<string, () => Promise<VaultStorage>>;
  /** The storage of the vault; undefined when it names none, or does not exist. */
  storageOf: (vaultId: ResourceId) => Promise<string | undefined>;
}

export function createChosenStorage({ local, others, storageOf }: ChosenStorageOptions): VaultStorage {
  async function named(name: string | undefined): Promise<VaultStorage> {
    if (name === undefined) return local;
    const open = others.get(name.toLowerCase());
    if (open === undefined) throw storageNotSet(name);
    return open();
  }
  const of = async ({ vaultId }: PointAddress): Promise<VaultStorage> => named(await storageOf(vaultId));
  return {
    begin: async (point, expectedBytes) => (await of(point)).begin(point, expectedBytes),
    manifest: async (point) => (await of(point)).manifest(point),
    verify: async (point, signal, onBytes) => (await of(point)).verify(point, signal, onBytes),
    async *read(point, part, signal, proof) {
      yield* (await of(point)).read(point, part, signal, proof);
    },
    remove: async (point) => (await of(point)).remove(point),
    hold: async (point, until) => (await of(point)).hold(point, until),
    // The vault no longer exists: the caller passes the name of its storage.
    forget: async (vaultId, storage) => (await named(storage)).forget(vaultId, storage),
    checkWritable: async (storage) => (await named(storage)).checkWritable?.(),
    room: async (vaultId) => (await named(await storageOf(vaultId))).room?.(vaultId),
  };
}

/** A vault names a storage that the operator has taken away. */
export const storageNotSet = (name: string): EngineFault =>
  new EngineFault('UserErrorVaultStorageFailed', `The storage '${name}' of the vault is not set up on this server.`, [
    `Put '${name}' back into the setting STORAGES, with the place that it had, then try again.`,
  ]);
