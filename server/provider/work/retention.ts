/**
 * Expiry. An instance's recovery points are checked when one of them expires, when a newer one was made and when
 * protection changes; `retentionPlan` decides which are deleted. A point goes in two steps: in the first it is no
 * recovery point any more, in the second its bytes are removed, which may be repeated.
 */
import { idKey, lastName, type ResourceId } from '#protocol/resource-id.ts';
import { retained, retentionPlan, retentionSituation, type RetainedPoint } from '#protocol/retention-plan.ts';
import { refreshInstance } from '../point-records.ts';
import type { PointAddress, Transaction } from '../ports.ts';
import { copying, expiredPoints, instances, jobs, recoveryPoints, word, type RecoveryPointRecord } from '../records.ts';
import { trustedTime } from '../trusted-time.ts';
import type { WorkItem } from '../work-items.ts';
import { given, type Worker } from './work-context.ts';
import { wakeProofs } from './proof-schedules.ts';

/** Enqueues a check of the instance's points, at that time or at once. The same `id` enqueues once. */
export const expireLater = (tx: Transaction, instanceId: ResourceId, id: string, notBefore?: string): Promise<void> =>
  tx.enqueue({
    kind: 'expirePoints',
    id: `expire ${id}`,
    payload: { instanceId },
    ...(notBefore !== undefined && { notBefore }),
  });

/** Keeps the new point, and has it looked at when its time is over. */
export async function keepPoint(tx: Transaction, point: RecoveryPointRecord): Promise<void> {
  const { name, id, properties } = point.resource;
  await tx.put(recoveryPoints, idKey(id), point);
  await refreshInstance(tx, point.instanceId);
  await wakeProofs(tx, point.instanceId, `after ${name}`);
  // What it makes superfluous goes now; it goes itself when its time has come.
  await expireLater(tx, point.instanceId, `after ${name}`);
  if (properties.expiryTime !== null) await expireLater(tx, point.instanceId, name, properties.expiryTime);
}

/** Has the bytes of what is no recovery point removed, as those of an expired one are. */
export async function removeLater(
  tx: Transaction,
  { vaultId, recoveryPointId }: Pick<PointAddress, 'vaultId' | 'recoveryPointId'>,
  instanceId: ResourceId,
): Promise<void> {
  await tx.put(expiredPoints, recoveryPointId, { vaultId, instanceId, recoveryPointId });
  await expireLater(tx, instanceId, `left ${recoveryPointId}`);
}

export const expirePoints: Worker = async (context) => {
  const { store, vaultStorage } = context.ports;
  const instanceId = given(context, 'instanceId');
  const gone = await store.transact(async (tx) => {
    const instance = (await tx.get(instances, idKey(instanceId)))?.value;
    if (instance) {
      const points = (await tx.list(recoveryPoints, { with: [word.ofInstance(instanceId)] })).map(({ value }) => ({
        ...retained(value.resource),
        record: value,
      }));
      const situation = retentionSituation(instance.resource.properties.currentProtectionState);
      // What is being proven stays a recovery point until that has ended; its end has the points looked at again.
      const proving = (await tx.list(jobs, { with: [word.provingOf(instanceId)] })).map(
        ({ value }) => value.recoveryPointId,
      );
      const now = await trustedTime(context.ports, tx);
      const { remove } = retentionPlan(points, now, situation);
      const gone = remove.filter(({ point }) => !proving.includes(point.record.resource.name));
      for (const { point } of gone) await expire(tx, point.record);
      if (gone.length > 0) await refreshInstance(tx, instanceId);
      await lookAgain(tx, context.item, points, now);
    }
    // What is being restored or copied stays until that has ended; its end has the points looked at again.
    const running = await tx.list(jobs, { with: [word.runningOf(instanceId)] });
    const inUse = [
      ...running.flatMap(({ value }) => (value.restore ? [value.recoveryPointId] : [])),
      ...(await tx.list(copying, { with: [word.ofInstance(instanceId)] })).map(({ key }) => key),
    ];
    const expired = await tx.list(expiredPoints, { with: [word.ofInstance(instanceId)] });
    return expired.map(({ value }) => value).filter(({ recoveryPointId }) => !inUse.includes(recoveryPointId));
  });
  const failures: unknown[] = [];
  for (const { vaultId, recoveryPointId } of gone) {
    context.signal.throwIfAborted();
    const instanceName = lastName(instanceId);
    try {
      await vaultStorage.remove({ vaultId, instanceName, recoveryPointId });
      await store.transact((tx) => tx.delete(expiredPoints, recoveryPointId));
    } catch (error) {
      // One that its service holds on to does not keep the others.
      failures.push(error);
    }
    context.moved();
  }
  if (failures.length > 0) throw failures[0];
};

/** Goes from end to end of the points that were there when a clock that had been wrong was right again. */
async function lookAgain(
  tx: Transaction,
  item: WorkItem,
  points: readonly Pick<RetainedPoint, 'created' | 'expires'>[],
  now: Date,
): Promise<void> {
  if (item.kind !== 'expirePoints' || item.payload.madeBefore === undefined) return;
  const { instanceId, madeBefore } = item.payload;
  const ends = points.flatMap(({ created, expires }) =>
    expires && expires > now && created <= new Date(madeBefore) ? [expires.getTime()] : [],
  );
  if (ends.length === 0) return;
  const notBefore = new Date(Math.min(...ends)).toISOString();
  await tx.enqueue({
    kind: 'expirePoints',
    id: `expire ${idKey(instanceId)} ${notBefore} after ${madeBefore}`,
    payload: item.payload,
    notBefore,
  });
}

async function expire(tx: Transaction, { resource, ...record }: RecoveryPointRecord): Promise<void> {
  await tx.delete(recoveryPoints, idKey(resource.id));
  await tx.put(expiredPoints, resource.name, { ...record, recoveryPointId: resource.name });
}
