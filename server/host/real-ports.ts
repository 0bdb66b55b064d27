/** The real implementation of every port: SQL, the queue, the engines, the vault folder, the people. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { MasterKeys } from '#adapters/age/master-keys.ts';
import { createVaultKeys, type VaultKeys } from '#adapters/age/vault-keys.ts';
import { createBossWork, type BossWork } from '#adapters/boss-work.ts';
import { createEngine } from '#adapters/engine.ts';
import { createFolderRestoreTargets, type RestoreFolder } from '#adapters/folder-restore-targets.ts';
import { createManifestSigning, PUBLIC_KEY_FILE, publishKey, readFormerKeys } from '#adapters/manifest-signing.ts';
import { createMountedVaults, isEmptyStore } from '#adapters/mounted-vaults.ts';
import { sweepScratch } from '#adapters/postgres-engine/scratch-server.ts';
import { makePrivate } from '#adapters/private-files.ts';
import { createPostgresEngine } from '#adapters/postgres-engine/postgres-engine.ts';
import { createSampleEngine } from '#adapters/sample-engine/sample-engine.ts';
import { createSampleServer, type SampleServer } from '#adapters/sample-engine/sample-server.ts';
import { createRecordSealing, type RecordSealing } from '#adapters/record-sealing.ts';
import { createSealing, type Sealing } from '#adapters/sealing.ts';
import { openPgliteDatabase } from '#adapters/sql/pglite-database.ts';
import { openPostgresDatabase } from '#adapters/sql/postgres-database.ts';
import { createSqlStore } from '#adapters/sql/sql-store.ts';
import { createStateClock } from '#adapters/sql/state-clock.ts';
import { createFolderStore } from '#adapters/stores/folder-store.ts';
import { createVaultStorage } from '#adapters/vault-storage.ts';
import { LOCAL_STORAGE } from '#protocol/data-protection.ts';
import { systemClock } from '#provider/memory/clock.ts';
import type { Engine, Log, Ports } from '#provider/ports.ts';
import { recoveryPoints } from '#provider/records.ts';
import type { Config } from './config.ts';
import type { SignIn } from './auth-routes.ts';
import { openMasterKeys } from './master-keys.ts';
import { createEndedSessions } from './ended-sessions.ts';
import { createDirectory, createPeople } from './people.ts';
import { openSecrets, type Secrets } from './secrets.ts';
import { factsOf } from './storages.ts';
import { createVaultStorages } from './vault-storages.ts';
import { createSignInCodes } from './sign-in-codes.ts';
import { createTokens } from './tokens.ts';

export interface RealPorts {
  ports: Ports;
  signIn: SignIn;
  secrets: Secrets;
  masters: MasterKeys;
  vaultKeys: VaultKeys;
  /** Opens the storages beside the data folder in the background. */
  openStorages: () => void;
  /** Whether the state knows recovery points, and their folder is empty: its disk may not be mounted. */
  areVaultsMissing: boolean;
  sealing: {
    records: RecordSealing;
    /** The engine's own sealing, and that of all texts from before they were bound to their record. */
    engine: Sealing;
  };
  sample: SampleServer;
  queue: Pick<BossWork, 'standing'>;
  /** Closes files and connections. Work must have been stopped before. */
  close(): Promise<void>;
}

/** `engine` replaces the real ones in tests. */
export async function openRealPorts(config: Config, log: Log, engine?: Engine): Promise<RealPorts> {
  await mkdir(config.DATA_DIR, { recursive: true, mode: 0o700 });
  const secrets = await openSecrets(config);
  const masters = await openMasterKeys(config, secrets);
  // Earlier versions created PGlite's files readable for everybody.
  for (const name of ['state', 'sample', 'tools', 'keys.json']) await makePrivate(join(config.DATA_DIR, name));
  const people = createPeople(secrets);
  const sampleFolder = join(config.DATA_DIR, 'sample');
  const sample = createSampleServer(sampleFolder);
  // A new installation needs it soon, so its thread starts it now. Its errors reach the caller that uses it.
  if (engine === undefined && !existsSync(sampleFolder)) sample.ask('ready').catch(() => undefined);

  const database =
    config.DATABASE_URL === undefined
      ? await openPgliteDatabase(join(config.DATA_DIR, 'state'))
      : await openPostgresDatabase(config.DATABASE_URL, (error) =>
          log('database connection lost', { error: error.message }),
        );
  const work = await createBossWork(database, log);
  const store = createSqlStore(database, work.enqueue);
  // An embedded state is on this machine, and has this machine's clock.
  const shared = database.isExclusive ? undefined : await createStateClock(database);
  const clock = shared ?? systemClock;
  const ended = createEndedSessions(store, clock);
  const tokens = createTokens(secrets.key('tokens'), clock, people.tenantId, ended);
  const sealing = { records: createRecordSealing(masters), engine: createSealing(secrets.key('sealing')) };
  const postgres = await createPostgresEngine({
    sealing: sealing.engine,
    folder: join(config.DATA_DIR, 'tools'),
    serverFolders: config.SERVER_PROGRAMS ?? [],
    scratchRoot: config.SCRATCH_DIR,
  });
  // Removes what a drill left when the machine lost its power.
  await sweepScratch(config.SCRATCH_DIR);

  const vaults = join(config.DATA_DIR, 'vaults');
  const folderStore = createFolderStore(vaults, {
    reserveBytes: bytesOf(config.DISK_RESERVE_GB) ?? 0,
    quotaBytes: bytesOf(config.VAULT_QUOTA_GB),
  });
  const signing = createManifestSigning(
    secrets.key('manifests'),
    await readFormerKeys(join(config.DATA_DIR, 'former-signing-keys')),
  );
  const areVaultsMissing =
    (await isEmptyStore(folderStore)) &&
    (await store.transact((tx) => tx.list(recoveryPoints, { limit: 1 }))).length > 0;
  if (areVaultsMissing) {
    log(
      'the folder of the vaults is empty, and nothing is written to it: is its disk mounted?',
      {
        folder: vaults,
        ifTheDiskIsNew: `Put an empty file ${PUBLIC_KEY_FILE} there, and start again.`,
      },
      'error',
    );
  } else {
    await publishKey(folderStore, signing);
  }
  log('manifests are signed', { publicKey: join(vaults, PUBLIC_KEY_FILE), fingerprint: signing.fingerprint });
  const keys = createVaultKeys(folderStore, masters, log);
  const encrypts = config.ENCRYPT_POINTS !== 'off';
  log(encrypts ? 'recovery points are encrypted' : 'recovery points are NOT encrypted: ENCRYPT_POINTS is off', {
    masterKey: masters[0].recipient,
  });
  const storages = createVaultStorages({
    local: {
      storage: createMountedVaults(folderStore, createVaultStorage(folderStore, signing, { keys, encrypts })),
      files: { store: folderStore, signing, keys, encrypts },
    },
    storages: config.STORAGES ?? {},
    quotaBytes: bytesOf(config.VAULT_QUOTA_GB),
    ...{ encrypts, store, signing, masters, log },
  });
  return {
    ports: {
      store,
      work,
      engine: engine ?? createEngine(postgres, createSampleEngine(sample)),
      vaultStorage: storages.storage,
      catalogue: storages.catalogue,
      vaultStorages: [LOCAL_STORAGE, ...factsOf(config.STORAGES)],
      restoreTargets: createFolderRestoreTargets(await restoreFolders(config)),
      directory: createDirectory(people, (token) => tokens.whoHolds(token)),
      sealing: sealing.records,
      clock,
      newId: randomUUID,
      log,
    },
    signIn: { people, tokens, codes: createSignInCodes(store, clock) },
    secrets,
    masters,
    vaultKeys: keys,
    openStorages: storages.openAll,
    areVaultsMissing,
    sealing,
    sample,
    queue: work,
    async close() {
      shared?.stop();
      await work.close();
      await Promise.all([database.close(), sample.close()]);
    },
  };
}

const bytesOf = (gigabytes: number | undefined): number | undefined =>
  gigabytes === undefined ? undefined : gigabytes * 1024 ** 3;

/** The configured folders; else one in the data folder. A configured folder must already exist. */
async function restoreFolders({ RESTORE_FOLDERS, DATA_DIR }: Config): Promise<RestoreFolder[]> {
  if (RESTORE_FOLDERS !== undefined && RESTORE_FOLDERS.length > 0) return RESTORE_FOLDERS;
  const folder = join(DATA_DIR, 'restores');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return [{ account: 'stlocalrestore', container: 'restores', folder }];
}
