/** A portal as a process of its own with all that it depends on, each piece of which can be made to fail. */
import { mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning, type Job, type OperationStatus, type RecoveryPoint } from '#protocol/data-protection.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { lastName, resourceGroupScope, resourceId, type ResourceId } from '#protocol/resource-id.ts';
import { SERVER_TARGET, type RestoreRequest } from '#protocol/restore.ts';
import { SECOND_MS } from '#protocol/time-units.ts';
import { DATA_GROUP, POLICY_ID, REGION, SUBSCRIPTION_ID, VAULT_ID } from '#provider/seed.ts';
import type { AzureBlobPlace } from '../../adapters/stores/azure-blob-place.ts';
import { openAzureBlobStore } from '../../adapters/stores/azure-blob-store.ts';
import { startFaultyProxy, type FaultyProxy } from '../faulty-proxy.ts';
import { inTime, polled } from '../in-time.ts';
import { startAzurite } from '../object-services.ts';
import { startPortal, type PortalProcess } from '../portal-process.ts';
import { startPostgres, type TestPostgres } from '../postgres.ts';
import { createLargeDatabase, fingerprint, within } from '../rich-databases.ts';
import { tracesOn } from '../restoring.ts';
import { mountSmallDisk, type SmallDisk } from '../small-disk.ts';
import { startTcpProxy, type TcpProxy } from '../tcp-proxy.ts';
import { foldersOfPoints } from '../vault-files.ts';

export interface WorldOptions {
  /** Where the state is: in the portal, on a server, or on a server with a disk that can be filled. */
  state?: 'embedded' | 'server' | 'small server';
  /** Where the vaults are: in the data folder, on a disk that can be filled, alone or with the whole data folder, or in an object service. */
  vaults?: 'folder' | 'small disk' | 'small disk of all' | 'object service';
  /** Whether the server has a disk that can be filled. */
  source?: 'small disk';
}

export interface World {
  portal: PortalProcess;
  /** Starts it again, after it was killed. */
  restartPortal(): Promise<void>;
  /** Both backed up and restored into, through the proxy. */
  source: TestPostgres;
  network: TcpProxy;
  /** Undefined when the state is embedded. */
  state?: { server: TestPostgres; network: TcpProxy; disk?: SmallDisk };
  disk?: SmallDisk;
  sourceDisk?: SmallDisk;
  /** Between the portal and the object service. */
  service?: FaultyProxy;
  /** Takes the folder of the vaults away, or brings it back. */
  moveVaults(where: 'away' | 'back'): Promise<void>;
  instance: ResourceId;
  /** Returns the id of its job. */
  startBackup(): Promise<ResourceId>;
  /** Restores the newest recovery point into a new database of the server. */
  startRestore(): Promise<ResourceId>;
  ended(jobId: ResourceId, withinMs: number): Promise<Job | undefined>;
  points(): Promise<RecoveryPoint[]>;
  verify(): Promise<Job | undefined>;
  /** Whether the restored database is there and holds what the source holds; it is dropped after that. */
  compareRestored(): Promise<'equal' | 'different' | 'absent'>;
  /** Databases, roles and folders that nobody knows of. */
  leftovers(): Promise<string[]>;
  remove(): Promise<void>;
}

/** The one that holds something. */
export const DATABASE = 'shop';
const RESTORED = 'shop_restored';
const SERVER_ID = resourceId(resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP), SERVER_TYPE, 'pg-faults');
const VAULTS_DISK_MB = 64;
const STATE_DISK_MB = 200;
const SOURCE_DISK_MB = 200;
const DATA_DISK_MB = 400;

export async function openWorld(
  megabytes: number,
  { state: where = 'embedded', vaults = 'folder', source: sourceOn }: WorldOptions,
): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'bp-faults-'));
  const closers: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const closing = <T>(thing: T, close: (thing: T) => Promise<unknown>): T => {
    closers.push(() => close(thing));
    return thing;
  };
  const remove = async () => {
    for (const close of closers.reverse()) await close().catch((error: unknown) => console.error(error));
  };
  try {
    const sourceDisk =
      sourceOn === undefined ? undefined : closing(await mountSmallDisk(SOURCE_DISK_MB), (one) => one.remove());
    const source = closing(await startPostgres({ ...(sourceDisk && { parent: sourceDisk.folder }) }), (one) =>
      one.remove(),
    );
    await createLargeDatabase(source, DATABASE, megabytes);
    const expected = JSON.stringify(await fingerprint(source, DATABASE));
    const network = closing(await startTcpProxy(source), (one) => one.stop());
    const state = where === 'embedded' ? undefined : await openState(where, closing);
    const disk = vaults.startsWith('small disk')
      ? closing(await mountSmallDisk(vaults === 'small disk' ? VAULTS_DISK_MB : DATA_DISK_MB), (one) => one.remove())
      : undefined;
    const dataDir = join(vaults === 'small disk of all' && disk ? disk.folder : folder, 'data');
    if (vaults === 'small disk' && disk) {
      await mkdir(join(disk.folder, 'vaults'), { mode: 0o700 });
      await mkdir(dataDir, { mode: 0o700 });
      await symlink(join(disk.folder, 'vaults'), join(dataDir, 'vaults'));
    }
    const offsite = vaults === 'object service' ? await openService(closing) : undefined;
    const settings = {
      ...(state && { DATABASE_URL: state.url }),
      ...(offsite && { STORAGES: JSON.stringify({ offsite: offsite.settings }) }),
      DISK_RESERVE_GB: '0',
      ...{ BACKUP_STALL_MINUTES: '1', RESTORE_STALL_MINUTES: '1', CHECK_STALL_MINUTES: '1' },
    };
    const start = () => startPortal(dataDir, settings);
    let portal = await start();
    closers.push(() => portal.kill());
    if (offsite) await moveVaultTo(portal, 'offsite');
    const { user, password } = source;
    const instance = await portal.arm.protect('pg-faults', { host: '127.0.0.1', port: network.port, user, password });
    const vaultsFolder = join(dataDir, 'vaults');

    const points = () => portal.arm.recoveryPoints(instance);
    const world: World = {
      ...{ portal, source, network, instance, points, remove },
      ...(state && { state }),
      ...(disk && { disk }),
      ...(sourceDisk && { sourceDisk }),
      ...(offsite && { service: offsite.proxy }),
      async restartPortal() {
        portal = await start();
        world.portal = portal;
      },
      moveVaults: (to) =>
        to === 'away'
          ? rename(vaultsFolder, `${vaultsFolder}-away`)
          : rm(vaultsFolder, { recursive: true, force: true }).then(() => rename(`${vaultsFolder}-away`, vaultsFolder)),
      startBackup: () => accepted(portal, `${instance}/backup`, BACKUP),
      startRestore: async () => accepted(portal, `${instance}/restore`, restoreOf((await points())[0]?.name ?? '')),
      ended: (jobId, withinMs) => endOf(() => portal, jobId, withinMs),
      async verify() {
        const jobId = await accepted(portal, `${instance}/verify`, undefined);
        return endOf(() => portal, jobId, 60 * SECOND_MS);
      },
      async compareRestored() {
        const there = await within(source, 'postgres', [`SELECT FROM pg_database WHERE datname = '${RESTORED}'`]);
        if (there.length === 0) return 'absent';
        const found = JSON.stringify(await fingerprint(source, RESTORED));
        await within(source, 'postgres', [`DROP DATABASE ${RESTORED} WITH (FORCE)`]);
        return found === expected ? 'equal' : 'different';
      },
      async leftovers() {
        const known = new Set((await points()).map(({ name }) => name));
        const folders = await foldersOfPoints(offsite?.store ?? vaultsFolder);
        const unfinished = folders.flatMap(({ files }) => files.filter((name) => name.endsWith('.draft')));
        return [
          ...folders
            .filter(({ pointId }) => !known.has(pointId))
            .map(({ pointId, files }) => `folder ${pointId}: ${files.join(', ')}`),
          ...unfinished.map((name) => `draft ${name}`),
          ...(await tracesOn(source)).map((name) => `at the server ${name}`),
        ];
      },
    };
    return world;
  } catch (error) {
    await remove();
    throw error;
  }
}

type Closing = <T>(thing: T, close: (thing: T) => Promise<unknown>) => T;

async function openState(where: 'server' | 'small server', closing: Closing) {
  const disk =
    where === 'small server' ? closing(await mountSmallDisk(STATE_DISK_MB), (one) => one.remove()) : undefined;
  const server = closing(await startPostgres({ ...(disk && { parent: disk.folder }) }), (one) => one.remove());
  await within(server, 'postgres', ['CREATE DATABASE state']);
  const network = closing(await startTcpProxy(server), (one) => one.stop());
  const url = new URL(server.url('state'));
  url.port = String(network.port);
  return { server, network, url: url.href, ...(disk && { disk }) };
}

async function openService(closing: Closing) {
  const service = closing(await startAzurite(), (one) => one.stop());
  const proxy = closing(await startFaultyProxy(service.url), (one) => one.stop());
  const place: AzureBlobPlace = await service.newPlace();
  const [account = '', container = ''] = new URL(place.url).pathname.slice(1).split('/');
  const { key } = place.credentials as { key: string };
  const settings = {
    ...{ type: 'AzureBlob', account, accountKey: key, container, prefix: place.prefix, pieceMib: 5 },
    endpoint: `${proxy.url}/${account}`,
  };
  return { proxy, settings, store: openAzureBlobStore(place) };
}

/** The vault of a new installation is in the data folder: the same once more, elsewhere. */
async function moveVaultTo({ arm }: PortalProcess, name: string): Promise<void> {
  const { properties: policy } = await arm.get<BackupPolicy>(POLICY_ID);
  const { location, properties } = await arm.vault();
  await arm.done('DELETE', POLICY_ID);
  await arm.done('DELETE', VAULT_ID);
  await arm.done('PUT', VAULT_ID, {
    location,
    identity: { type: 'SystemAssigned' },
    properties: { storageSettings: properties.storageSettings, vaultStorage: { name } },
  });
  await arm.done('PUT', POLICY_ID, { properties: policy });
}

const BACKUP = { backupRuleOptions: { ruleName: 'BackupWeekly', triggerOption: {} } };

const restoreOf = (recoveryPointId: string): RestoreRequest => ({
  objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
  sourceDataStoreType: 'VaultStore',
  recoveryPointId,
  restoreTargetInfo: {
    objectType: SERVER_TARGET,
    recoveryOption: 'FailIfExists',
    restoreLocation: REGION,
    targetServerId: SERVER_ID,
    databases: [{ name: DATABASE, targetName: RESTORED, replace: false }],
    ownersAndRoles: false,
  },
});

/** The id of the job that an order begins. Whoever comes back from an outage may be refused for some seconds. */
async function accepted({ arm }: PortalProcess, path: string, body: unknown): Promise<ResourceId> {
  let refusal = '';
  const tried = async (): Promise<ResourceId | undefined> => {
    try {
      const response = await inTime(arm.send('POST', path, body));
      const operation = response.headers.get('azure-asyncoperation');
      refusal = `${String(response.status)} ${await response.text()}`;
      if (operation === null) return undefined;
      return (await inTime(arm.get<OperationStatus>(operation))).properties?.jobId;
    } catch (error) {
      refusal = String(error);
      return undefined;
    }
  };
  const jobId = await polled(90 * SECOND_MS, tried, 500);
  if (jobId === undefined) throw new Error(`POST ${lastName(path)} was refused: ${refusal}`);
  return jobId;
}

const endOf = (portal: () => PortalProcess, jobId: ResourceId, withinMs: number): Promise<Job | undefined> =>
  polled(withinMs, async () => {
    const job = await inTime(portal().arm.job(jobId)).catch(() => undefined);
    return job && !isRunning(job) ? job : undefined;
  });
