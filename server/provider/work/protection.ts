/**
 * Checking, configuring, changing and ending the protection of a server (docs/reference/arm.md#6-instances, #93-delete,
 * #94-soft-delete).
 */
import { DAY_MS } from '#protocol/time-units.ts';
import { heldPoints, isImmutable } from '#protocol/immutability.ts';
import { idKey } from '#protocol/resource-id.ts';
import { deletionRefusal } from '../domain/immutability.ts';
import { configurationFailed, inState, isProtected } from '../domain/instance-rules.ts';
import { missingPermissions } from '../domain/readiness.ts';
import { keepsDeletedData } from '../domain/vault-rules.ts';
import { userFacingError, WorkFault } from '../fault.ts';
import { endings, refreshInstance } from '../point-records.ts';
import type { Ports, Transaction } from '../ports.ts';
import {
  copying,
  deletedInstances,
  expiredPoints,
  instances,
  recoveryPoints,
  vaults,
  word,
  type DeletedInstanceRecord,
  type InstanceRecord,
  type RecoveryPointRecord,
} from '../records.ts';
import { forgetAssignmentsAt } from '../role-records.ts';
import { latestTime, trustedTime } from '../trusted-time.ts';
import { endsOperation, given, type WorkContext, type Worker } from './work-context.ts';
import { wakeProofs } from './proof-schedules.ts';
import { checkPermissions, checkServer } from './readiness.ts';
import { expireLater } from './retention.ts';
import { beginSchedule } from './schedules.ts';

export const validateForBackup = endsOperation({
  async run(context) {
    await checkPermissions(context, given(context, 'vaultId'), given(context, 'serverId'), missingPermissions);
    await checkServer(context, given(context, 'vaultId'), given(context, 'serverId'));
  },
});

const instanceIn = async (context: WorkContext, tx: Transaction): Promise<InstanceRecord | undefined> =>
  (await tx.get(instances, idKey(given(context, 'instanceId'))))?.value;

const write = (tx: Transaction, record: InstanceRecord, resource: InstanceRecord['resource']): Promise<string> =>
  tx.put(instances, idKey(resource.id), { ...record, resource });

export const configureProtection = endsOperation({
  async run(context) {
    const record = await context.ports.store.transact((tx) => instanceIn(context, tx));
    if (!record) return;
    const serverId = record.resource.properties.dataSourceInfo.resourceID;
    await checkPermissions(context, record.vaultId, serverId, missingPermissions);
    await checkServer(context, record.vaultId, serverId);
  },
  async onDone(context, tx) {
    const record = await instanceIn(context, tx);
    if (!record) return;
    // The operation has succeeded, and the server is not protected yet (docs/reference/arm.md#quirk-3).
    await write(tx, record, inState(record.resource, 'ConfiguringProtection'));
    await tx.enqueue({
      kind: 'startProtection',
      id: `start ${given(context, 'operation')}`,
      payload: { instanceId: record.resource.id },
    });
  },
  async onFailed(context, tx, problem, activityId) {
    const record = await instanceIn(context, tx);
    if (!record) return;
    await write(tx, record, configurationFailed(record.resource, userFacingError(problem, activityId)));
  },
});

/** The second half of configuring: from here on the server is protected. */
export const startProtection: Worker = (context) =>
  context.ports.store.transact(async (tx) => {
    const record = await instanceIn(context, tx);
    if (record?.resource.properties.protectionStatus.status !== 'ConfiguringProtection') return;
    const resource = inState(record.resource, 'ProtectionConfigured');
    await beginSchedule(context.ports, tx, { ...record, resource });
  });

export const changePolicy = endsOperation({
  run: () => Promise.resolve(),
  async onDone(context, tx) {
    const record = await instanceIn(context, tx);
    if (!record) return;
    const changed = inState(record.resource, 'ProtectionConfigured');
    const policyInfo = { policyId: given(context, 'policyId') };
    const resource = { ...changed, properties: { ...changed.properties, policyInfo } };
    await beginSchedule(context.ports, tx, { ...record, resource });
  },
});

/** Stopping, suspending and resuming: the state changes, and schedule and retention follow it. */
export const changeProtection = endsOperation({
  run: () => Promise.resolve(),
  async onDone(context, tx) {
    const record = await instanceIn(context, tx);
    if (!record) return;
    const resource = inState(record.resource, given(context, 'to'));
    await write(tx, record, resource);
    if (isProtected({ ...record, resource })) await beginSchedule(context.ports, tx, { ...record, resource });
    await expireLater(tx, resource.id, given(context, 'operation'));
  },
  async onFailed(context, tx) {
    const record = await instanceIn(context, tx);
    if (record) await write(tx, record, inState(record.resource, given(context, 'from')));
  },
});

/**
 * Brings back what a vault kept of a deleted instance. It comes back stopped (docs/reference/arm.md#94-soft-delete).
 */
export const undeleteInstance = endsOperation({
  run: () => Promise.resolve(),
  async onDone(context, tx) {
    const key = idKey(given(context, 'instanceId'));
    const record = (await tx.get(deletedInstances, key))?.value;
    if (!record) return;
    const { vaultId, resource, lastScheduledPoint, earlierScheduledPoints, lastProofs } = record;
    await tx.delete(deletedInstances, key);
    await tx.put(instances, key, {
      vaultId,
      resource: inState(resource, 'ProtectionStopped'),
      ...(lastScheduledPoint !== undefined && { lastScheduledPoint }),
      ...(earlierScheduledPoints && { earlierScheduledPoints }),
      ...(lastProofs && { lastProofs }),
    });
    // What was found meanwhile, and the proofs that its points still get though no new one comes.
    await refreshInstance(tx, resource.id);
    await wakeProofs(tx, resource.id, given(context, 'operation'));
  },
});

export const deleteInstance = endsOperation({
  async run(context) {
    const { ports } = context;
    const { store } = ports;
    const found = await store.transact(async (tx) => {
      const record = await instanceIn(context, tx);
      const vault = record && (await tx.get(vaults, idKey(record.vaultId)))?.value;
      if (!record || !vault) return undefined;
      // The vault may have become immutable since the call was accepted.
      const held = deletionRefusal(
        vault,
        record.resource.name,
        await endings(tx, record.resource.id),
        await trustedTime(ports, tx),
      );
      if (held) throw new WorkFault(held);
      const points = await pointsOf(tx, record);
      if (points.length > 0) await tx.put(instances, idKey(record.resource.id), { ...record, losesPoints: true });
      return { record, vault, points };
    });
    if (!found) return;
    const { record, vault, points } = found;
    if (!keepsDeletedData(vault) || points.length === 0) {
      await removePoints(context, record, points);
      await store.transact(async (tx) => {
        await tx.delete(instances, idKey(record.resource.id));
        await forgetAssignmentsAt(tx, record.resource.id);
      });
      return;
    }
    const days = vault.properties.securitySettings.softDeleteSettings.retentionDurationInDays;
    const now = ports.clock.now();
    await store.transact(async (tx) => {
      const purgeAt = new Date((await latestTime(ports, tx, now)).getTime() + days * DAY_MS).toISOString();
      await tx.delete(instances, idKey(record.resource.id));
      const deleted = {
        ...record,
        resource: inState(record.resource, 'SoftDeleted'),
        deletedAt: now.toISOString(),
        activityId: ports.newId(),
      };
      await purgeLater(ports, tx, deleted, purgeAt);
    });
  },
  async onFailed(context, tx) {
    const record = await instanceIn(context, tx);
    if (!record) return;
    const resource = inState(record.resource, given(context, 'from'));
    await write(tx, record, resource);
    if (isProtected({ ...record, resource })) await beginSchedule(context.ports, tx, { ...record, resource });
  },
});

/** Removes for good what a vault kept of a deleted instance, when its days are over. */
export const purgeInstance: Worker = async (context) => {
  const { ports } = context;
  const key = idKey(given(context, 'instanceId'));
  const found = await ports.store.transact(async (tx) => {
    const record = (await tx.get(deletedInstances, key))?.value;
    // Another instance of the same name may have been deleted later: that one has its own time.
    if (record?.purgeAt !== given(context, 'purgeAt')) return undefined;
    const now = await trustedTime(ports, tx);
    if (new Date(record.purgeAt) > now) {
      // Too early by the clock's grain. When the clock is not believed, the item comes again once it is.
      if (now >= ports.clock.now()) await purgeLater(ports, tx, record, record.purgeAt);
      return undefined;
    }
    if (await postponed(ports, tx, record, now)) return undefined;
    return { record, points: await pointsOf(tx, record) };
  });
  if (!found) return;
  await removePoints(context, found.record, found.points);
  await ports.store.transact(async (tx) => {
    await tx.delete(deletedInstances, key);
    await forgetAssignmentsAt(tx, key);
  });
};

/** A point that nothing ends is looked at again after so long. */
const LOOK_AGAIN_MS = 30 * DAY_MS;

/** A vault that has become immutable since keeps what it kept until the time of the last point is over. */
async function postponed(ports: Ports, tx: Transaction, record: DeletedInstanceRecord, now: Date): Promise<boolean> {
  const vault = (await tx.get(vaults, idKey(record.vaultId)))?.value;
  const points = await endings(tx, record.resource.id);
  if (!vault || !isImmutable(vault) || heldPoints(points, now) === 0) return false;
  const ends = points.map(({ expires }) => expires?.getTime() ?? now.getTime() + LOOK_AGAIN_MS);
  await purgeLater(ports, tx, record, new Date(Math.max(...ends)).toISOString());
  return true;
}

/** Keeps a deleted instance until then. */
export async function purgeLater(
  ports: Ports,
  tx: Transaction,
  record: Omit<DeletedInstanceRecord, 'purgeAt'>,
  purgeAt: string,
): Promise<void> {
  await tx.put(deletedInstances, idKey(record.resource.id), { ...record, purgeAt });
  await tx.enqueue({
    kind: 'purgeInstance',
    id: `purge ${ports.newId()}`,
    payload: { instanceId: record.resource.id, purgeAt },
    notBefore: purgeAt,
  });
}

const pointsOf = async (tx: Transaction, { resource }: InstanceRecord): Promise<RecoveryPointRecord[]> =>
  (await tx.list(recoveryPoints, { with: [word.ofInstance(resource.id)] })).map(({ value }) => value);

async function removePoints(
  context: WorkContext,
  record: InstanceRecord,
  points: RecoveryPointRecord[],
): Promise<void> {
  if (points.length === 0) return;
  const { ports, signal, moved } = context;
  const instanceId = record.resource.id;
  try {
    for (const { resource } of points) {
      signal.throwIfAborted();
      await removePoint(context, record, resource.name);
      moved();
    }
  } finally {
    // What could not be removed now, or is being copied, goes as what has expired does.
    await ports.store.transact((tx) => expireLater(tx, instanceId, `left ${ports.newId()}`));
  }
}

async function removePoint(
  { ports: { store, vaultStorage, log }, signal }: WorkContext,
  record: InstanceRecord,
  recoveryPointId: string,
): Promise<void> {
  const { vaultId, resource: instance } = record;
  const isInCopy = await store.transact(async (tx) => {
    // From here on no copy of it is begun; one that is being made goes when that has ended.
    await tx.delete(recoveryPoints, idKey(`${instance.id}/recoveryPoints/${recoveryPointId}`));
    await tx.put(expiredPoints, recoveryPointId, { vaultId, instanceId: instance.id, recoveryPointId });
    return (await tx.get(copying, recoveryPointId)) !== undefined;
  });
  if (isInCopy) return;
  try {
    await vaultStorage.remove({ vaultId, instanceName: instance.name, recoveryPointId });
    await store.transact((tx) => tx.delete(expiredPoints, recoveryPointId));
  } catch (error) {
    signal.throwIfAborted();
    // It is no recovery point any more, whatever becomes of its bytes: failing here would bring none back.
    log('recovery point not removed yet', { recoveryPointId, error: String(error) });
  }
}
