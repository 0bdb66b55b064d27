/**
 * A state of the size that the server is made for, written through its own store: what years of backups of 5,000 servers
 * leave there. Half of them are in one vault, one vault is small, and one is empty.
 */
import type { RoleNeed } from '#protocol/authorization.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { INSTANCE_TYPE, POLICY_TYPE, type Vault } from '#protocol/data-protection.ts';
import { idKey, resourceGroupScope, resourceId, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#protocol/time-units.ts';
import { startedEvent } from '#provider/domain/activity-events.ts';
import { completedJob, failedJob, newBackupJob } from '#provider/domain/job-states.ts';
import { newRecoveryPoint } from '#provider/domain/recovery-points.ts';
import { assignmentOf } from '#provider/domain/role-assignments.ts';
import { createSimulatedEngine, sealSimulated } from '#provider/memory/simulated-engine.ts';
import { systemClock } from '#provider/memory/clock.ts';
import { events } from '#provider/activity-log.ts';
import type { Ports, Store, Transaction } from '#provider/ports.ts';
import {
  deletedInstances,
  identities,
  instances,
  jobs,
  policies,
  recoveryPoints,
  roleAssignments,
  schedules,
  servers,
  vaults,
} from '#provider/records.ts';
import {
  BACKUP_GROUP,
  DATA_GROUP,
  instanceRecord,
  policyRecord,
  REGION,
  serverRecord,
  SUBSCRIPTION_ID,
  vaultDocument,
  type SeedServer,
} from '#provider/seed.ts';
import { sealedRecord } from '#provider/server-access.ts';
import { expireLater } from '#provider/work/retention.ts';
import { readConfig } from '#host/config.ts';
import { startBackupPortal, type BackupPortal } from '#host/server.ts';

const EVENTS_EACH = 4;
/** Of so many instances, one deleted one is kept beside them. */
const DELETED_EACH = 10;
const VAULTS = 20;
const POLICIES_EACH = 20;
/** Of so many points, one has its end in the queue: the queue takes them one by one. */
const QUEUED_EACH = 10;
/** Instances of the small vault. */
const FEW = 10;
/** Documents of one transaction. */
const TOGETHER = 400;
/** Transactions that are under way together. */
const BESIDE = 4;

export interface FillOptions {
  dataDir: string;
  /** Environment variables of the server. */
  settings: Record<string, string>;
  instances: number;
  jobsEach: number;
  pointsEach: number;
  /** A run of every instance is due at the start. */
  isDue?: boolean;
}

type Size = Omit<FillOptions, 'dataDir' | 'settings'>;

export interface Filled {
  counts: Record<string, number>;
  subscription: ResourceId;
  /** The largest, a small one and an empty one. */
  vaults: [ResourceId, ResourceId, ResourceId];
  /** An instance of the largest vault, and its server. */
  instance: ResourceId;
  server: ResourceId;
  operatorId: string;
  /** A day ago. */
  since: string;
}

/** A server in this process, with an engine that imagines its servers and takes no time for it. */
export const startSimulated = (dataDir: string, settings: Record<string, string>): Promise<BackupPortal> =>
  startBackupPortal(
    { ...readConfig(settings, dataDir), PORT: 0, DATA_DIR: dataDir },
    {
      log: () => undefined,
      simulated: { engine: createSimulatedEngine({ clock: systemClock, speed: () => 10_000 }), server: serverOf(0) },
    },
  );

/** Starts a new server and stops it, and in between writes what years would have left. */
export async function fill({ dataDir, settings, ...size }: FillOptions): Promise<Filled> {
  const portal = await startSimulated(dataDir, settings);
  const { store } = portal.real.ports;
  const { people } = portal.real.signIn;
  const state = largeState(size, new Date(), portal.real.ports);
  await writeAll(store, state.writes());
  await portal.stop();
  return { ...state.filled, operatorId: people.operator.objectId };
}

type Write = (tx: Transaction) => Promise<unknown>;

async function writeAll(store: Store, writes: Iterator<Write>): Promise<void> {
  const work = async (): Promise<void> => {
    for (;;) {
      const some: Write[] = [];
      for (let next = writes.next(); some.length < TOGETHER; next = writes.next()) {
        if (next.done === true) break;
        some.push(next.value);
      }
      if (some.length === 0) return;
      await store.transact(async (tx) => {
        for (const write of some) await write(tx);
      });
    }
  };
  await Promise.all(Array.from({ length: BESIDE }, work));
}

function largeState({ instances: count, jobsEach, pointsEach, isDue = false }: Size, now: Date, ports: Ports) {
  const { tenantId } = ports.directory;
  const all = Array.from({ length: VAULTS }, (_, at) => {
    const name = `bv-scale-${String(at).padStart(2, '0')}`;
    const seeded = { name, resourceGroup: BACKUP_GROUP, location: REGION, redundancy: 'GeoRedundant' } as const;
    return vaultDocument(seeded, guid('b', at), tenantId);
  });
  const vaultAt = (number: number): Vault => {
    const at = number < FEW ? 1 : number % 2 === 0 ? 0 : 2 + ((number >> 1) % (VAULTS - 3));
    return all[at] as Vault;
  };
  const policyId = (vault: Vault, at: number): ResourceId =>
    resourceId(
      resourceGroupScope(SUBSCRIPTION_ID, BACKUP_GROUP),
      POLICY_TYPE,
      vault.name,
      `policy-${String(at % POLICIES_EACH).padStart(2, '0')}`,
    );
  const instanceAt = (number: number) => {
    const vault = vaultAt(number);
    const server = serverRecord(serverOf(number));
    const policy = policyId(vault, number);
    return { vault, server, policy, record: instanceRecord(vault, policy, server.resource.id, guid('c', number)) };
  };
  const ago = (ms: number): Date => new Date(now.getTime() - ms);
  const deleted = Math.floor(count / DELETED_EACH);

  function* writes(): Generator<Write> {
    for (const [at, vault] of all.entries()) {
      yield (tx) => tx.put(vaults, idKey(vault.id), vault);
      const identity = { objectId: guid('b', at), vaultId: vault.id, displayName: vault.name };
      yield (tx) => tx.put(identities, identity.objectId, identity);
      // At the group of the servers, a vault has its role once.
      const aServer = serverRecord(serverOf(0)).resource.id;
      for (const need of backupRoleNeeds(aServer)) {
        if (need.scope !== aServer) yield grant(vault, need, guid('e', at));
      }
      for (let number = 0; number < POLICIES_EACH; number += 1) {
        const id = policyId(vault, number);
        const record = policyRecord(vault.id, id);
        const name = id.split('/').at(-1) ?? '';
        yield (tx) => tx.put(policies, idKey(id), { ...record, resource: { ...record.resource, name } });
      }
    }
    for (let number = 0; number < count; number += 1) yield* ofInstance(number);
    for (let number = 0; number < deleted; number += 1) yield deletedInstance(number);
  }

  function* ofInstance(number: number): Generator<Write> {
    const { vault, server, policy, record } = instanceAt(number);
    const { id } = record.resource;
    yield (tx) => tx.put(servers, idKey(server.resource.id), sealedRecord(ports, server));
    for (const need of backupRoleNeeds(server.resource.id)) {
      if (need.scope === server.resource.id) yield grant(vault, need, guid('d', number));
    }
    const last = ago(HOUR_MS + (number % 600) * MINUTE_MS);
    yield (tx) =>
      tx.put(instances, idKey(id), {
        ...record,
        scheduledSince: ago(700 * DAY_MS).toISOString(),
        ...(!isDue && { lastRun: last.toISOString() }),
        lastScheduledPoint: last.toISOString(),
        newestGood: last.toISOString(),
      });
    const wakeAt = new Date(now.getTime() + (isDue ? 0 : 20 * HOUR_MS)).toISOString();
    yield (tx) => tx.put(schedules, idKey(id), { instanceId: id, wakeAt });
    for (let at = 0; at < pointsEach; at += 1) {
      const created = new Date(last.getTime() - at * 7 * DAY_MS);
      const recoveryPointId = guid('f', number * pointsEach + at).replaceAll('-', '');
      const kept = { name: 'standard', version: '1', properties: policyRecord(vault.id, policy).resource.properties };
      const resource = newRecoveryPoint({
        ...{ recoveryPointId, instanceId: id, policy: kept, retentionTag: at % 4 === 0 ? 'Monthly' : 'Weekly' },
        ...{ dataStoreId: guid('a', number), created },
      });
      yield (tx) =>
        tx.put(recoveryPoints, idKey(resource.id), {
          vaultId: vault.id,
          instanceId: id,
          resource,
          manifestSha256: '0',
        });
      const expiry = resource.properties.expiryTime ?? '';
      if (at % QUEUED_EACH === 0 && expiry > now.toISOString())
        yield (tx) => expireLater(tx, id, recoveryPointId, expiry);
    }
    for (let at = 0; at < jobsEach; at += 1) yield job(number, at);
    for (let at = 0; at < EVENTS_EACH; at += 1) {
      const event = startedEvent(
        {
          ...{ eventDataId: guid('1', number * EVENTS_EACH + at), correlationId: guid('2', number), tenantId },
          caller: { objectId: guid('3', 0), name: 'operator', displayName: 'operator', type: 'User' },
          ...{ action: `${INSTANCE_TYPE}/write`, resourceId: id, method: 'PUT', requestId: guid('4', number) },
        },
        ago(at * 20 * HOUR_MS + number * 1000),
      );
      yield (tx) => tx.put(events, event.eventDataId, event);
    }
  }

  function grant(vault: Vault, { roleId: roleGuid, scope }: RoleNeed, name: string): Write {
    const principalId = vault.identity?.principalId ?? '';
    const wanted = { name, scope, roleGuid, principalId, principalType: 'ServicePrincipal' as const };
    return (tx) => tx.put(roleAssignments, name, assignmentOf(wanted, null, now));
  }

  function job(number: number, at: number): Write {
    const { vault, policy, record } = instanceAt(number);
    const scheduled = ago(HOUR_MS + (number % 600) * MINUTE_MS + at * 7 * DAY_MS);
    const jobId = guid('5', number * jobsEach + at);
    const recoveryPointId = guid('f', number * pointsEach + at).replaceAll('-', '');
    const begun = newBackupJob({
      ...{ jobId, activityId: jobId, vault, instance: record.resource, policyName: policy.split('/').at(-1) ?? '' },
      ...{ now: scheduled, cause: { scheduled, isMadeUp: false, skipped: [], tries: 1 } },
    });
    const ended = new Date(scheduled.getTime() + 5 * MINUTE_MS);
    const outcome = { recoveryPointId, retentionTag: 'Weekly', bytes: 1e9, warnings: [] };
    const error = { code: 'UserErrorServerConnectionRefused', message: 'The server refused the connection.' };
    const resource =
      (number + at) % 30 === 0
        ? failedJob(begun, { ...error, recommendedAction: ['Check that the server is running.'] }, ended)
        : completedJob(begun, outcome, ended);
    return (tx) => tx.put(jobs, idKey(resource.id), { vaultId: vault.id, resource, recoveryPointId });
  }

  function deletedInstance(number: number): Write {
    const { record } = instanceAt(number * 2);
    const id = `${record.resource.id}-deleted`;
    return (tx) =>
      tx.put(deletedInstances, idKey(id), {
        ...{ ...record, resource: { ...record.resource, id, name: `${record.resource.name}-deleted` } },
        deletedAt: ago(DAY_MS).toISOString(),
        purgeAt: new Date(now.getTime() + 10 * DAY_MS).toISOString(),
        activityId: guid('6', number),
      });
  }

  const chosen = instanceAt(Math.min(count - 1, 100 + FEW));
  return {
    writes: () => writes(),
    filled: {
      counts: { instances: count, jobs: count * jobsEach, 'recovery points': count * pointsEach },
      subscription: subscriptionScope(SUBSCRIPTION_ID),
      vaults: [all[0]?.id, all[1]?.id, all[VAULTS - 1]?.id] as Filled['vaults'],
      instance: chosen.record.resource.id,
      server: chosen.server.resource.id,
      since: ago(DAY_MS).toISOString(),
    },
  };
}

const guid = (first: string, number: number): string =>
  `${first.repeat(8)}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

function serverOf(number: number): SeedServer {
  const name = `pg-scale-${String(number).padStart(5, '0')}`;
  return {
    ...{ name, resourceGroup: DATA_GROUP, location: REGION, version: '16', minorVersion: '4' },
    ...{ administratorLogin: 'admin', storageSizeGB: 128 },
    sealed: sealSimulated({
      host: `${name}.example`,
      version: '16',
      minorVersion: '4',
      databases: [{ name: 'orders', sizeInBytes: 1024 ** 2 }],
    }),
  };
}
