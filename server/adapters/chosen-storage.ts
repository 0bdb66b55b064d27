/**
 * The vault storage of an installation with several: each vault has the one that it named when it was created (decision 40), and a
 * second one for copies where it names that too (decision 44).
 */
import { LOCAL_STORAGE } from '#protocol/data-protection.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { COPY_NAMES, copyNameOf } from '#provider/domain/point-copies.ts';
import { inEach } from '#provider/in-each.ts';
import { EngineFault, type PointAddress, type VaultStorage, type VaultStorages } from '#provider/ports.ts';
import type { CatalogueFiles } from './catalogue-files.ts';
import { copyPoint } from './copy-point.ts';
import type { ManifestSigning } from './manifest-signing.ts';
import { isSamePlace } from './stores/same-place.ts';

/** One storage, which knows nothing of another. */
export interface OpenStorage {
  storage: VaultStorage;
  /** What is under the recovery points, and beside them. */
  files: CatalogueFiles;
}

export interface ChosenStorageOptions {
  /** Of vaults that name none. */
  local: OpenStorage;
  /** By name in lower case; opened when first needed. */
  others: ReadonlyMap<string, () => Promise<OpenStorage>>;
  /** The names of the storages of a vault, in the order of `COPY_NAMES`; the data folder's alone when it does not exist. */
  storagesOf: (vaultId: ResourceId) => Promise<readonly string[]>;
  signing: ManifestSigning;
}

/** The storage of that name; the data folder's when there is none. Throws an `EngineFault` for one that is not set up. */
export const storageNamed =
  ({ local, others }: Pick<ChosenStorageOptions, 'local' | 'others'>) =>
  async (name: string | undefined): Promise<OpenStorage> => {
    if (name === undefined || name.toLowerCase() === LOCAL_STORAGE.name) return local;
    const open = others.get(name.toLowerCase());
    if (open === undefined) throw storageNotSet(name);
    return open();
  };

export function createChosenStorage({ storagesOf, signing, ...storages }: ChosenStorageOptions): VaultStorages {
  const named = storageNamed(storages);
  const openAt = async (point: Pick<PointAddress, 'vaultId' | 'copy'>): Promise<OpenStorage> => {
    const name = (await storagesOf(point.vaultId))[COPY_NAMES.indexOf(copyNameOf(point))];
    if (name === undefined) throw new Error('The vault has no second storage.');
    return named(name);
  };
  const of = async (point: PointAddress): Promise<VaultStorage> => (await openAt(point)).storage;

  const inAll = async <T>(vaultId: ResourceId, work: (storage: VaultStorage) => Promise<T>): Promise<T[]> =>
    inEach(await storagesOf(vaultId), async (name) => work((await named(name)).storage));

  return {
    begin: async (point, expectedBytes) => (await of(point)).begin(point, expectedBytes),
    manifest: async (point) => (await of(point)).manifest(point),
    verify: async (point, signal, onBytes) => (await of(point)).verify(point, signal, onBytes),
    async *read(point, part, signal, proof) {
      yield* (await of(point)).read(point, part, signal, proof);
    },
    async copy(point, signal, onBytes, mayPublish) {
      const { copy, ...other } = point;
      const to = (await openAt(point)).files.store;
      const from = (await openAt(copy === undefined ? { ...other, copy: 'second' } : other)).files.store;
      if (isSamePlace(from.place, to.place)) throw samePlace();
      await copyPoint({ from, to, point, signing, signal, onBytes, mayPublish });
    },
    remove: async (point) => void (await inAll(point.vaultId, (storage) => storage.remove(point))),
    hold: async (point, until) =>
      (await inAll(point.vaultId, (storage) => storage.hold(point, until))).some((isHeld) => isHeld),
    // The vault no longer exists: the caller passes the name of its storage.
    forget: async (vaultId, storage) => (await named(storage)).storage.forget(vaultId, storage),
    checkWritable: async (storage) => (await named(storage)).storage.checkWritable?.(),
    room: async (vaultId) => (await openAt({ vaultId })).storage.room?.(vaultId),
  };
}

/** A vault names a storage that the operator has taken away. */
const storageNotSet = (name: string): EngineFault =>
  new EngineFault('UserErrorVaultStorageFailed', `The storage '${name}' of the vault is not set up on this server.`, [
    `Put '${name}' back into the setting STORAGES, with the place that it had, then try again.`,
  ]);

const samePlace = (): EngineFault =>
  new EngineFault('UserErrorVaultStorageFailed', 'Both storages of the vault are one and the same place.', [
    'Give one of them another place in the setting STORAGES: a copy beside the original is lost with it.',
  ]);
