/** Reads what the storages say of their vaults, and brings it back into the state. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createVaultKeys } from '#adapters/age/vault-keys.ts';
import { createManifestSigning, readFormerKeys } from '#adapters/manifest-signing.ts';
import { readVaults, type ReadVaults } from '#adapters/read-vaults.ts';
import { SetupError } from '#adapters/setup-error.ts';
import { refuseWhileServed } from '#adapters/sql/postgres-database.ts';
import { createFolderStore } from '#adapters/stores/folder-store.ts';
import type { ObjectStore } from '#adapters/stores/object-store.ts';
import { openStore } from '#adapters/stores/open-store.ts';
import { LOCAL_STORAGE, type VaultStorageFacts } from '#protocol/data-protection.ts';
import { eachOnce } from '#provider/domain/found-vaults.ts';
import { regionName } from '#provider/domain/locations.ts';
import { rebuiltVault, type FoundVault, type RebuiltVault } from '#provider/domain/rebuilding.ts';
import { bringBack, vaultsInUse, type BroughtBack } from '#provider/rebuild.ts';
import { REGION } from '#provider/seed.ts';
import type { Config } from './config.ts';
import { prepareInstallation, sampleServer } from './installation.ts';
import { createLog } from './log.ts';
import { openMasterKeys } from './master-keys.ts';
import { openRealPorts } from './real-ports.ts';
import { openSecrets } from './secrets.ts';
import { factsOf, placeOf } from './storages.ts';

export interface CatalogueOptions {
  /** One storage alone. */
  storage?: string;
  /** Vaults that the state has get what they lack; they are refused otherwise. */
  addMissing: boolean;
  /** Points from before manifests were signed count. */
  withUnsigned: boolean;
  /** Documents that do not count are left out; there may be none otherwise. */
  withoutUnreadable: boolean;
  region?: string;
}

export interface FoundInStorages {
  /** Each once: from the storages that it names, where it is in several. */
  vaults: FoundVault[];
  refused: (ReadVaults['refused'][number] & { storage: string })[];
  storages: string[];
}

/** Changes nothing. Throws a `SetupError` where the secret is not there, and an `EngineFault` where a storage is away. */
export async function readStorages(config: Config, { storage }: CatalogueOptions): Promise<FoundInStorages> {
  const { DATA_DIR } = config;
  if (config.SECRET_KEY === undefined && !existsSync(join(DATA_DIR, 'keys.json'))) {
    throw new SetupError(
      `The secret of the installation is not there: nothing in a storage could be told from a forgery. Put keys.json back into ${DATA_DIR}, ` +
        'or set SECRET_KEY to the value that it had. If it is lost and you have the recovery key: set SECRET_KEY to a new one, MASTER_KEY to ' +
        `the recovery key, and copy signing-key.pem of the storage into ${join(DATA_DIR, 'former-signing-keys')} after you have compared its ` +
        'fingerprint with the one that you have kept.',
    );
  }
  const secrets = await openSecrets(config);
  const masters = await openMasterKeys(config, secrets);
  const signing = createManifestSigning(
    secrets.key('manifests'),
    await readFormerKeys(join(DATA_DIR, 'former-signing-keys')),
  );
  const log = createLog({ format: 'text', level: 'info' });
  const found: FoundVault[] = [];
  const refused: FoundInStorages['refused'] = [];
  const stores = await openStores(config, storage);
  for (const { facts, store } of stores) {
    const read = await readVaults({ store, signing, keys: createVaultKeys(store, masters, log) });
    found.push(...read.vaults.map((vault) => ({ ...vault, storage: facts === LOCAL_STORAGE ? undefined : facts })));
    refused.push(...read.refused.map((one) => ({ ...one, storage: facts.name })));
  }
  return { vaults: eachOnce(found), refused, storages: stores.map(({ facts }) => facts.name) };
}

async function openStores(
  { DATA_DIR, STORAGES = {} }: Config,
  only: string | undefined,
): Promise<{ facts: VaultStorageFacts; store: ObjectStore }[]> {
  const all = [LOCAL_STORAGE, ...factsOf(STORAGES)];
  const wanted = all.filter(({ name }) => only === undefined || name === only.toLowerCase());
  if (wanted.length === 0) {
    throw new SetupError(`There is no storage '${only ?? ''}'. There are ${all.map(({ name }) => name).join(', ')}.`);
  }
  return Promise.all(
    wanted.map(async (facts) => {
      const storage = STORAGES[facts.name];
      const store = storage
        ? await openStore(placeOf(facts.name, storage, undefined))
        : createFolderStore(join(DATA_DIR, 'vaults'));
      return { facts, store };
    }),
  );
}

export const noVault = (storages: readonly string[]): string =>
  `There is no vault in ${storages.join(', ')}. Check that DATA_DIR and STORAGES are those that the server had, and that the disk of the vaults is mounted.`;

export interface Rebuilt {
  vaults: { rebuilt: RebuiltVault; brought: BroughtBack }[];
}

/**
 * Throws a `SetupError`, and changes nothing, when no vault was found, while a server uses the state, for a state that has one of the
 * vaults, and for documents that do not count.
 */
export async function rebuildState(
  config: Config,
  found: FoundInStorages,
  options: CatalogueOptions,
): Promise<Rebuilt> {
  const documents = found.refused.filter(({ file }) => !file.endsWith('/manifest.json'));
  if (documents.length > 0 && !options.withoutUnreadable) {
    throw new SetupError(
      [
        'Nothing was changed. These documents of the catalogue do not count, and what they say would be lost:',
        ...documents.map(({ storage, file, problem }) => `  ${storage}: ${file}: ${problem}`),
        'Put back the keys of the vault, the recovery key in MASTER_KEY or the former signing key; or go on without them: --without-unreadable',
      ].join('\n'),
    );
  }
  if (found.vaults.length === 0) throw new SetupError(`Nothing was changed. ${noVault(found.storages)}`);
  // An embedded state has its lock.
  if (config.DATABASE_URL !== undefined) await refuseWhileServed(config.DATABASE_URL);
  const region = regionName(options.region ?? REGION);
  if (region === undefined) throw new SetupError(`'${options.region ?? ''}' is not a known region.`);
  const real = await openRealPorts(config, createLog({ format: 'text', level: 'info' }));
  try {
    await prepareInstallation(real, () => sampleServer(real.sample));
    const { ports } = real;
    const inUse = await vaultsInUse(
      ports,
      found.vaults.map(({ vaultId }) => vaultId),
    );
    if (inUse.length > 0 && !options.addMissing) {
      throw new SetupError(
        [
          'Nothing was changed. The state has these vaults, with backup instances in them:',
          ...inUse.map((id) => `  ${id}`),
          'To add what is missing in them, and leave what is there: npm run catalogue -- --rebuild --add-missing',
        ].join('\n'),
      );
    }
    const vaults: Rebuilt['vaults'] = [];
    for (const vault of found.vaults) {
      const rebuilt = rebuiltVault(vault, {
        ...{ now: ports.clock.now(), tenantId: ports.directory.tenantId, newId: ports.newId, region },
        withUnsigned: options.withUnsigned,
      });
      vaults.push({ rebuilt, brought: await bringBack(ports, rebuilt) });
    }
    return { vaults };
  } finally {
    await real.close();
  }
}
