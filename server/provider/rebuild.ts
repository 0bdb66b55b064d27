/** Writes into the state what a storage has told of vaults (decision 45). Safe to repeat. */
import { RESOURCE_GROUP_TYPE } from '#protocol/resources.ts';
import { groupScopeOf, idKey, lastName, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { takeOver } from './catalogue.ts';
import { toBeCopied } from './domain/point-copies.ts';
import { strictest, type RebuiltInstance, type RebuiltVault } from './domain/rebuilding.ts';
import { vaultProperties } from './domain/vault-rules.ts';
import { copyLater, refreshInstance } from './point-records.ts';
import type { Kind, Ports, Transaction } from './ports.ts';
import {
  deletedInstances,
  identities,
  instances,
  locks,
  policies,
  recoveryPoints,
  resourceGroups,
  roleAssignments,
  servers,
  subscriptions,
  vaults,
  word,
} from './records.ts';
import { groupDocument, subscriptionDocument } from './seed.ts';
import { holdLater } from './work/holding.ts';
import { wakeProofs } from './work/proof-schedules.ts';
import { purgeLater } from './work/protection.ts';
import { expireLater } from './work/retention.ts';

/** How much of it was not in the state before. */
export interface BroughtBack {
  policies: number;
  instances: number;
  deleted: number;
  points: number;
}

/** Those of the vaults that the state has and that hold something. An empty one is nothing that could be lost. */
export const vaultsInUse = ({ store }: Pick<Ports, 'store'>, ids: readonly ResourceId[]): Promise<ResourceId[]> =>
  store.transact(async (tx) => {
    const inUse: ResourceId[] = [];
    for (const id of ids) if (await isInUse(tx, id)) inUse.push(id);
    return inUse;
  });

async function isInUse(tx: Transaction, id: ResourceId): Promise<boolean> {
  const within = { with: [word.inVault(id)] };
  return (await tx.count(instances, within)) + (await tx.count(deletedInstances, within)) > 0;
}

/** Brings back what the state lacks of the vault; what it has of it stays as it is, or becomes stricter. */
export async function bringBack(ports: Ports, rebuilt: RebuiltVault): Promise<BroughtBack> {
  const { store } = ports;
  const count = { policies: 0, instances: 0, deleted: 0, points: 0 };
  count.policies = await store.transact((tx) => bringBackVault(ports, tx, rebuilt));
  for (const instance of rebuilt.instances) {
    const brought = await store.transact((tx) => bringBackInstance(ports, tx, instance));
    count.points += brought.points;
    if (brought.isNew) count['deleted' in instance.record ? 'deleted' : 'instances'] += 1;
  }
  await store.transact(async (tx) => {
    await holdLater(ports, tx, rebuilt.vault);
    await takeOver(ports, tx, rebuilt.keepers);
  });
  return count;
}

async function bringBackVault(ports: Ports, tx: Transaction, rebuilt: RebuiltVault): Promise<number> {
  const { vault } = rebuilt;
  for (const one of rebuilt.subscriptions) await putMissing(tx, subscriptions, one.subscriptionId, one);
  for (const group of rebuilt.groups) await putMissing(tx, resourceGroups, idKey(group.id), group);
  await putPlace(ports, tx, vault.id, vault.location);
  const before = (await tx.get(vaults, idKey(vault.id)))?.value;
  if (before && (await isInUse(tx, vault.id))) {
    const settings = strictest([before, vault]);
    const properties = {
      ...before.properties,
      ...vaultProperties({ ...before.properties, ...settings }, before.location, undefined, false),
    };
    await tx.put(vaults, idKey(vault.id), { ...before, properties: { ...properties, provisioningState: 'Succeeded' } });
  } else {
    if (before?.identity?.principalId !== undefined) await tx.delete(identities, before.identity.principalId);
    await tx.put(vaults, idKey(vault.id), vault);
    const principalId = vault.identity?.principalId;
    if (principalId !== undefined) {
      await tx.put(identities, principalId, { objectId: principalId, vaultId: vault.id, displayName: vault.name });
      for (const one of rebuilt.roleAssignments) await putMissing(tx, roleAssignments, one.name, one);
    }
    // One of a new installation has the name of that of the old: it is in nobody's use.
    for (const one of rebuilt.policies) await tx.delete(policies, idKey(one.resource.id));
  }
  for (const lock of rebuilt.locks) await putMissing(tx, locks, idKey(lock.id), lock);
  let count = 0;
  for (const one of rebuilt.policies) if (await putMissing(tx, policies, idKey(one.resource.id), one)) count += 1;
  return count;
}

async function bringBackInstance(
  ports: Ports,
  tx: Transaction,
  { record, server, points }: RebuiltInstance,
): Promise<{ isNew: boolean; points: number }> {
  const { vaultId, resource } = 'kept' in record ? record.kept : record.deleted;
  const key = idKey(resource.id);
  const isThere = (await tx.get(instances, key)) !== undefined || (await tx.get(deletedInstances, key)) !== undefined;
  if (server) {
    await putPlace(ports, tx, server.id, server.location);
    // What opens it is not there: using it says that the password has to be entered.
    await putMissing(tx, servers, idKey(server.id), { resource: server, sealed: '', sizeInBytes: 0 });
  }
  if (!isThere && 'kept' in record) await tx.put(instances, key, record.kept);
  if (!isThere && 'deleted' in record) await purgeLater(ports, tx, record.deleted, record.deleted.purgeAt);
  let count = 0;
  const vault = (await tx.get(vaults, idKey(vaultId)))?.value;
  for (const known of points) {
    const point = vault ? { ...known, resource: toBeCopied(known.resource, vault, ports.clock.now()) } : known;
    if (!(await putMissing(tx, recoveryPoints, idKey(point.resource.id), point))) continue;
    count += 1;
    // The work that was at it is lost with the state.
    await copyLater(ports, tx, point);
    const { expiryTime } = point.resource.properties;
    if (expiryTime !== null) await expireLater(tx, resource.id, `brought back ${ports.newId()}`, expiryTime);
  }
  if (count > 0) {
    await refreshInstance(tx, resource.id);
    await wakeProofs(tx, resource.id, `brought back ${ports.newId()}`);
  }
  return { isNew: !isThere, points: count };
}

/** The resource group that something lies in, and its subscription, where nothing describes them. */
async function putPlace({ directory }: Ports, tx: Transaction, id: ResourceId, location: string): Promise<void> {
  const { subscriptionId = '' } = parseResourceId(id) ?? {};
  const group = groupScopeOf(id);
  await putMissing(
    tx,
    subscriptions,
    subscriptionId,
    subscriptionDocument(subscriptionId, subscriptionId, directory.tenantId),
  );
  await putMissing(tx, resourceGroups, idKey(group), {
    ...groupDocument(subscriptionId, lastName(group), location),
    ...{ id: group, type: RESOURCE_GROUP_TYPE },
  });
}

/** Whether it was missing. */
async function putMissing<T>(tx: Transaction, kind: Kind<T>, key: string, value: T): Promise<boolean> {
  if (await tx.get(kind, key)) return false;
  await tx.put(kind, key, value);
  return true;
}
