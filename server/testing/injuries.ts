/**
 * Injures stored recovery points at random, and looks whether every injury is found: by Verify, by Drill, and by a restore,
 * which must not end well. The points are of a real PostgreSQL server, and so are drills and restores.
 *
 *     node server/testing/injuries.ts 300 [seed]
 *
 * Prints a table by kind, and ends with 1 when anything was not found.
 */
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LOCAL_STORAGE } from '#protocol/data-protection.ts';
import { storageNamesOf } from '../provider/domain/point-copies.ts';
import { idKey, lastName } from '#protocol/resource-id.ts';
import { identityOf, masterKeysOf } from '../adapters/age/master-keys.ts';
import { createVaultKeys } from '../adapters/age/vault-keys.ts';
import { createChosenStorage } from '../adapters/chosen-storage.ts';
import { createManifestSigning, publishKey } from '../adapters/manifest-signing.ts';
import { createMountedVaults } from '../adapters/mounted-vaults.ts';
import { createFolderStore } from '../adapters/stores/folder-store.ts';
import { pointFolder } from '../adapters/vault-names.ts';
import { createVaultStorage } from '../adapters/vault-storage.ts';
import { API_VERSIONS } from '../../protocol/api-versions.ts';
import { ROLE_IDS } from '../../protocol/authorization.ts';
import type { BackupInstance, Job, Page, RecoveryPoint } from '../../protocol/data-protection.ts';
import { isRunning } from '../../protocol/data-protection.ts';
import { SERVER_TYPE } from '../../protocol/postgres.ts';
import { resourceGroupScope, resourceId } from '../../protocol/resource-id.ts';
import { SERVER_TARGET } from '../../protocol/restore.ts';
import type { Engine } from '../provider/ports.ts';
import { createMemoryPorts } from '../provider/memory/memory-ports.ts';
import { createProvider } from '../provider/provider.ts';
import { vaults as vaultRecords } from '../provider/records.ts';
import { DATA_GROUP, REGION, seed, SUBSCRIPTION_ID } from '../provider/seed.ts';
import { INJURIES, randomFrom, type Victim } from './injury-kinds.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { within } from './rich-databases.ts';
import { openEngine } from './test-engine.ts';

export interface Tried {
  kind: string;
  /** Whether the job failed, and said that the point is damaged. */
  verify: boolean;
  /** Undefined when no drill was made of it. */
  drill: boolean | undefined;
  /** Whether the job did not end as Completed, with warnings or without. */
  restore: boolean;
  /** How its jobs ended, where something was not found: the cause is rare, and has to be known the next time. */
  ended?: string[];
}

const operator = {
  objectId: '44444444-4444-4444-8444-444444444440',
  name: 'operator',
  displayName: 'Operator',
  type: 'User',
} as const;
const DATA = resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP);
const SERVERS = ['pg-one', 'pg-two'].map((name) => resourceId(DATA, SERVER_TYPE, name));
const VAULT = 'bv-injured';
const VAULT_ID = resourceId(
  resourceGroupScope(SUBSCRIPTION_ID, 'rg-backup'),
  'Microsoft.DataProtection/backupVaults',
  VAULT,
);

/** A provider over real storage and a real engine, with three recovery points of two backup instances. */
export async function openWorld(
  folder: string,
  postgres: TestPostgres,
  change: (engine: Engine) => Partial<Engine> = () => ({}),
) {
  const vaults = join(folder, 'vaults');
  const second = join(folder, 'second');
  const signing = createManifestSigning(Buffer.alloc(32, 1));
  const { engine: real, sealed } = await openEngine(folder);
  const engine = { ...real, ...change(real) };
  const masters = await masterKeysOf([identityOf(Buffer.alloc(32, 5))]);
  const storageIn = async (root: string) => {
    const objects = createFolderStore(root);
    await publishKey(objects, signing);
    const keys = createVaultKeys(objects, masters, () => undefined);
    return {
      storage: createMountedVaults(objects, createVaultStorage(objects, signing, { keys })),
      files: { store: objects, signing, keys, encrypts: true },
    };
  };
  const local = await storageIn(vaults);
  const offsite = await storageIn(second);
  const vaultStorages = [LOCAL_STORAGE, { name: 'offsite', type: 'LocalFolder' }];
  const memory = createMemoryPorts({ people: [{ token: 'operator', principal: operator }], engine, vaultStorages });
  const ports = {
    ...memory,
    vaultStorage: createChosenStorage({
      ...{ local, others: new Map([['offsite', () => Promise.resolve(offsite)]]), signing },
      storagesOf: () =>
        memory.store.transact(async (tx) => {
          const vault = (await tx.get(vaultRecords, idKey(VAULT_ID)))?.value;
          return vault ? storageNamesOf(vault) : [LOCAL_STORAGE.name];
        }),
    }),
  };
  const access = await sealed(postgres);
  await seed(ports, {
    people: [{ principal: operator, roles: [{ roleId: ROLE_IDS.owner }] }],
    servers: ['pg-one', 'pg-two'].map((name) => ({
      ...{ name, resourceGroup: DATA_GROUP, location: REGION, sealed: access, version: String(postgres.major) },
      ...{ minorVersion: '0', administratorLogin: postgres.user, storageSizeGB: 32 },
    })),
    vaults: [
      { name: VAULT, resourceGroup: 'rg-backup', location: REGION, redundancy: 'LocallyRedundant', protects: SERVERS },
    ],
  });
  const provider = createProvider(ports);
  const work = await ports.work.start(provider.perform);
  const send = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const url = new URL(path, 'https://arm.example');
    url.searchParams.set('api-version', API_VERSIONS.dataProtection);
    const answer = await provider.fetch(
      new Request(url, {
        method,
        headers: { Authorization: 'Bearer operator' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    if (!answer.ok) throw new Error(`${method} ${path}: ${String(answer.status)} ${await answer.text()}`);
    if (answer.status !== 202) return (await answer.json()) as T;
    return send<T>('GET', answer.headers.get('azure-asyncoperation') ?? '');
  };
  /** Starts a job and returns how it ended. */
  const done = async (path: string, body?: unknown): Promise<Job['properties']> => {
    const { properties } = await send<{ properties: { jobId: string } }>('POST', path, body);
    for (;;) {
      const job = await send<Job>('GET', properties.jobId);
      if (!isRunning(job)) return job.properties;
      await delay(20);
    }
  };
  return { vaults, second, send, done, vaultId: VAULT_ID, serverIds: SERVERS, stop: () => work.stop(0) };
}

/** Injures `count` times, each kind in its turn. Drills take seconds: `isDrilled` says for which turns one is made. */
export async function injure(
  count: number,
  seedNumber: number,
  isDrilled: (turn: number) => boolean,
  report: (tried: Tried) => void = () => undefined,
): Promise<Tried[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bp-injuries-'));
  const postgres = await startPostgres();
  try {
    for (const name of ['shop', 'stock']) {
      await within(postgres, 'postgres', [`CREATE DATABASE ${name}`]);
      await within(postgres, name, [
        `CREATE TABLE ${name}_items AS SELECT n, md5(n::text) AS text FROM generate_series(1, 4000) AS n`,
      ]);
    }
    const world = await openWorld(folder, postgres);
    const vaultId = world.vaultId;
    const { value: instances } = await world.send<Page<BackupInstance>>('GET', `${vaultId}/backupInstances`);
    const idOf = (name: string) => instances.find(({ properties }) => properties.friendlyName === name)?.id ?? '';
    const [one, two] = [idOf('pg-one'), idOf('pg-two')];
    const backUp = async (instanceId: string): Promise<string> => {
      const job = await world.done(`${instanceId}/backup`, {
        backupRuleOptions: { ruleName: 'BackupWeekly', triggerOption: {} },
      });
      if (!job.status.startsWith('Completed')) throw new Error(`The backup ended as ${job.status}.`);
      return job.extendedInfo?.targetRecoverPoint?.recoveryPointID ?? '';
    };
    const folderOf = (instanceId: string, recoveryPointId: string) =>
      join(world.vaults, pointFolder({ vaultId, instanceName: lastName(instanceId), recoveryPointId }));
    const sibling = folderOf(one, await backUp(one));
    await within(postgres, 'shop', ['DELETE FROM shop_items WHERE n % 2 = 0']);
    const pointId = await backUp(one);
    const stranger = folderOf(two, await backUp(two));
    await cp(world.vaults, join(folder, 'whole'), { recursive: true });

    const point = `${one}/recoveryPoints/${pointId}`;
    await world.send<RecoveryPoint>('GET', point);
    const random = randomFrom(seedNumber);
    const kinds = Object.keys(INJURIES);
    const tried: Tried[] = [];
    for (let turn = 0; turn < count; turn += 1) {
      const kind = kinds[turn % kinds.length] ?? '';
      const aside = join(folder, 'aside');
      await mkdir(aside, { recursive: true });
      const victim: Victim = {
        ...{ folder: folderOf(one, pointId), sibling, stranger, aside, random },
        foreign: createManifestSigning(Buffer.alloc(32, 9)),
      };
      await INJURIES[kind]?.(victim);
      const found = ({ status, errorDetails }: Job['properties']): boolean =>
        status === 'Failed' && errorDetails?.[0]?.code === 'RecoveryPointDamaged';
      const verified = await world.done(`${point}/verify`);
      const drilled = isDrilled(turn) ? await world.done(`${point}/drill`) : undefined;
      const restored = await world.done(`${one}/restore`, restoreOf(pointId, turn));
      const now: Tried = {
        kind,
        verify: found(verified),
        drill: drilled && found(drilled),
        restore: !restored.status.startsWith('Completed'),
      };
      if (!isFound(now)) now.ended = [verified, drilled, restored].flatMap((job) => (job ? [endOf(job)] : []));
      tried.push(now);
      report(now);
      await rm(world.vaults, { recursive: true, force: true });
      await rm(aside, { recursive: true, force: true });
      await cp(join(folder, 'whole'), world.vaults, { recursive: true });
    }
    // What was never injured has to be right to the end, or finding fault would be no art.
    const whole = [
      await world.done(`${point}/verify`),
      await world.done(`${one}/restore`, restoreOf(pointId, count)),
      await world.done(`${point}/drill`),
    ];
    const { properties } = await world.send<RecoveryPoint>('GET', point);
    if (properties.proof?.state !== 'Proven' || whole.some(({ status }) => !status.startsWith('Completed'))) {
      const ended = whole.map(({ operation, status, errorDetails }) => ({ operation, status, errorDetails }));
      throw new Error(`The point that was not injured: ${JSON.stringify([properties.proof, ended], null, 2)}`);
    }
    await world.stop();
    return tried;
  } finally {
    await postgres.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

const endOf = ({ operation, status, errorDetails }: Job['properties']): string =>
  `${operation}: ${status} ${JSON.stringify(errorDetails?.[0] ?? '')}`;

/** Both databases, so that an injury of either is met. */
const restoreOf = (recoveryPointId: string, turn: number) => ({
  objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
  sourceDataStoreType: 'VaultStore',
  recoveryPointId,
  restoreTargetInfo: {
    objectType: SERVER_TARGET,
    recoveryOption: 'FailIfExists',
    restoreLocation: REGION,
    targetServerId: SERVERS[0],
    databases: ['postgres', 'shop', 'stock'].map((name) => ({
      name,
      targetName: `${name}_${String(turn)}`,
      replace: false,
    })),
    ownersAndRoles: true,
  },
});

/** Whether everything that was looked for was found. */
export const isFound = ({ verify, drill, restore }: Tried): boolean => verify && drill !== false && restore;

function table(tried: readonly Tried[]): string {
  const kinds = [...new Set(tried.map(({ kind }) => kind))];
  const width = Math.max(...kinds.map(({ length }) => length));
  const row = (kind: string, ofKind: readonly Tried[]): string => {
    const drilled = ofKind.filter(({ drill }) => drill !== undefined);
    const of = (good: number, all: number) => `${String(good)}/${String(all)}`.padStart(9);
    return [
      kind.padEnd(width),
      of(ofKind.filter(({ verify }) => verify).length, ofKind.length),
      of(drilled.filter(({ drill }) => drill).length, drilled.length),
      of(ofKind.filter(({ restore }) => restore).length, ofKind.length),
    ].join('  ');
  };
  const heads = ['Verify', 'Drill', 'refused'].map((head) => head.padStart(9));
  return [
    ['injury'.padEnd(width), ...heads].join('  '),
    ...kinds.map((kind) =>
      row(
        kind,
        tried.filter((one) => one.kind === kind),
      ),
    ),
    row('all', tried),
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [count = '300', seedText = String(Date.now() % 1_000_000)] = process.argv.slice(2);
  process.stdout.write(`${count} injuries, seed ${seedText}\n`);
  let turn = 0;
  // Every kind once, and then some.
  const isDrilled = (at: number) => at < Object.keys(INJURIES).length || at % 7 === 0;
  const tried = await injure(Number(count), Number(seedText), isDrilled, (one) => {
    turn += 1;
    if (!isFound(one)) process.stdout.write(`${String(turn)}: not found: ${JSON.stringify(one)}\n`);
  });
  process.stdout.write(`${table(tried)}\n`);
  process.exitCode = tried.every(isFound) ? 0 : 1;
}
