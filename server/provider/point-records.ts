/** Recovery points in the store: how their bytes are addressed, and how what is found of them is written down. */
import type { RecoveryPoint } from '#protocol/data-protection.ts';
import type { Ending } from '#protocol/immutability.ts';
import { idKey, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { retained } from '#protocol/retention-plan.ts';
import { copyDamaged, copyIn, copyNameOf, copyToMake, hasOtherGood } from './domain/point-copies.ts';
import { damagedPoint, instanceProof } from './domain/proofs.ts';
import { ticks } from './domain/time.ts';
import { eachOf } from './each-of.ts';
import type { PointAddress, Ports, Store, Transaction } from './ports.ts';
import { expiredPoints, instances, recoveryPoints, word, type RecoveryPointRecord } from './records.ts';

type Addressed = Pick<RecoveryPointRecord, 'vaultId' | 'instanceId' | 'manifestSha256'>;

const addressed = ({ vaultId, instanceId, manifestSha256 }: Addressed, recoveryPointId: string): PointAddress => ({
  vaultId,
  instanceName: parseResourceId(instanceId)?.name ?? '',
  recoveryPointId,
  ...(manifestSha256 !== undefined && { manifestSha256 }),
});

/** Where the bytes of a point are, and which manifest is its own. */
export const addressOf = (record: RecoveryPointRecord): PointAddress => addressed(record, record.resource.name);

/** The same by the ids of the point, which may have expired since somebody began to read it. Undefined when it is gone. */
export const findAddress = (
  store: Store,
  instanceId: ResourceId,
  recoveryPointId: string,
): Promise<PointAddress | undefined> =>
  store.transact(async (tx) => {
    const point = (await tx.get(recoveryPoints, idKey(pointId(instanceId, recoveryPointId))))?.value;
    const record = point ?? (await tx.get(expiredPoints, recoveryPointId))?.value;
    return record && addressed(record, recoveryPointId);
  });

const pointId = (instanceId: ResourceId, recoveryPointId: string): ResourceId =>
  `${instanceId}/recoveryPoints/${recoveryPointId}`;

/** It is among the newest: an instance may have thousands. */
const PAGE = 10;

/** The newest point of an instance that a person could restore from. */
export async function newestGood(tx: Transaction, instanceId: ResourceId): Promise<RecoveryPointRecord | undefined> {
  const query = { with: [word.ofInstance(instanceId)], descending: true, limit: PAGE };
  for (let page = await tx.list(recoveryPoints, query); ;) {
    const good = page.find(({ value }) => retained(value.resource).isGood);
    const last = page.at(-1);
    if (good || !last || page.length < PAGE) return good?.value;
    page = await tx.list(recoveryPoints, { ...query, after: last });
  }
}

/** When the time of each recovery point of an instance is over. */
export const endings = async (tx: Transaction, instanceId: ResourceId): Promise<Ending[]> =>
  (await tx.list(recoveryPoints, { with: [word.ofInstance(instanceId)] })).map(({ value }) => retained(value.resource));

/** Records that the point is damaged, unless it is not a recovery point any more, or not one yet. */
export async function noteDamage({ store, clock, log }: Ports, point: PointAddress, message: string): Promise<void> {
  const id = idOf(point);
  const isNew = await store.transact(async (tx) => {
    const record = (await tx.get(recoveryPoints, idKey(id)))?.value;
    if (!record) return false;
    const damageFindings = findingsIn(record) + 1;
    await putPoint(tx, { ...record, damageFindings }, damagedPoint(record.resource, ticks(clock.now()), message));
    return record.resource.properties.proof?.damage?.message !== message;
  });
  if (isNew) log('recovery point damaged', { recoveryPoint: id, message }, 'error');
}

/**
 * The same for what was met in one copy of it (decision 44): while another copy is good the point is, and the damaged one is made anew.
 */
export async function noteCopyDamage(ports: Ports, point: PointAddress, message: string): Promise<void> {
  const { store, clock, log } = ports;
  const id = idOf(point);
  const copy = copyNameOf(point);
  const problem = { code: 'RecoveryPointDamaged', message, recommendedAction: [] };
  const found = await store.transact(async (tx) => {
    const record = (await tx.get(recoveryPoints, idKey(id)))?.value;
    if (!record || copyIn(record.resource, copy) === undefined) return 'no copies';
    const resource = copyDamaged(record.resource, copy, problem, clock.now());
    await putPoint(tx, record, resource);
    if (!hasOtherGood(resource, copy)) return 'no good copy';
    if (copyIn(record.resource, copy)?.state === 'Damaged') return 'known';
    await copyLater(ports, tx, { ...record, resource });
    return 'new';
  });
  if (found === 'new') log('copy of a recovery point damaged', { recoveryPoint: id, copy, message }, 'error');
  if (found.startsWith('no ')) await noteDamage(ports, point, message);
}

const idOf = ({ vaultId, instanceName, recoveryPointId }: PointAddress): ResourceId =>
  pointId(`${vaultId}/backupInstances/${instanceName}`, recoveryPointId);

/** Has the copy made that a point lacks, at that time or at once; nothing where it lacks none. */
export async function copyLater(
  { newId }: Pick<Ports, 'newId'>,
  tx: Transaction,
  { instanceId, resource }: Pick<RecoveryPointRecord, 'instanceId' | 'resource'>,
  notBefore?: Date,
): Promise<void> {
  if (!copyToMake(resource)) return;
  await tx.enqueue({
    kind: 'copyPoint',
    id: `copy ${resource.name} ${newId()}`,
    payload: { instanceId, pointId: resource.id },
    ...(notBefore && { notBefore: notBefore.toISOString() }),
  });
}

/** How often damage was met in a point. */
export const findingsIn = ({ damageFindings = 0 }: Pick<RecoveryPointRecord, 'damageFindings'>): number =>
  damageFindings;

/** Writes what is known of a point now; its instance shows it. */
export async function putPoint(tx: Transaction, record: RecoveryPointRecord, resource: RecoveryPoint): Promise<void> {
  await tx.put(recoveryPoints, idKey(resource.id), { ...record, resource });
  await refreshInstance(tx, record.instanceId);
}

/** Writes down of when the newest good point of each instance is, where an older release did not. */
export const adoptNewestGood = ({ store }: Pick<Ports, 'store'>): Promise<void> =>
  eachOf(store, instances, async (tx, { value }) => {
    if (value.newestGood === undefined) await refreshInstance(tx, value.resource.id);
  });

/** Updates the instance with the state of its points. */
export async function refreshInstance(
  tx: Transaction,
  instanceId: ResourceId,
  change: { drillUnavailable?: string | undefined } = {},
): Promise<void> {
  const record = (await tx.get(instances, idKey(instanceId)))?.value;
  if (!record) return;
  const points = await tx.list(recoveryPoints, { with: [word.ofInstance(instanceId)], descending: true });
  const { proof: before, ...properties } = record.resource.properties;
  const drillUnavailable = 'drillUnavailable' in change ? change.drillUnavailable : before?.drillUnavailable;
  const proof = instanceProof(
    points.map(({ value }) => value.resource),
    drillUnavailable,
  );
  const good = points.find(({ value }) => retained(value.resource).isGood);
  const newestGood = good?.value.resource.properties.recoveryPointTime ?? null;
  if (JSON.stringify(proof) === JSON.stringify(before) && newestGood === record.newestGood) return;
  const resource = { ...record.resource, properties: { ...properties, ...(proof && { proof }) } };
  await tx.put(instances, idKey(instanceId), { ...record, resource, newestGood });
}
