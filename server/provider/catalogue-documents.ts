/**
 * What is written down beside the recovery points of a vault, so that they are worth something without the state (decision 45):
 * a document of the vault with its policies, and one of each backup instance with its points. No secret is in them.
 */
import type { ManagementLock, RoleAssignment } from '#protocol/authorization.ts';
import type { Vault } from '#protocol/data-protection.ts';
import { scopeOfLock } from '#protocol/locks.ts';
import type { PostgresServer } from '#protocol/postgres.ts';
import { groupScopeOf, idKey, isAtOrBelow, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import type { ResourceGroup, Subscription } from '#protocol/resources.ts';
import type { Transaction } from './ports.ts';
import {
  deletedInstances,
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
  type DeletedInstanceRecord,
  type InstanceRecord,
  type PolicyRecord,
  type RecoveryPointRecord,
} from './records.ts';

interface Described {
  /** So that nothing else that is signed can pass for one. */
  format: typeof CATALOGUE_FORMAT;
  vaultId: ResourceId;
  /** The state that wrote it. */
  keeper: string;
  /** ISO 8601. */
  writtenAt: string;
  /** Where the resource lies. */
  subscription?: Subscription;
  group?: ResourceGroup;
}

export const CATALOGUE_FORMAT = 'backup-portal-catalogue-1';

export interface VaultDocument extends Described {
  kind: 'vault';
  vault: Vault;
  policies: PolicyRecord[];
  /** Those at the vault, below it and above it. */
  locks: ManagementLock[];
  /** Of the vault's own identity. */
  roleAssignments: RoleAssignment[];
}

/** `subscription` and `group` are those of the server. */
export interface InstanceDocument extends Described {
  kind: 'instance';
  instanceId: ResourceId;
  instance: { kept: InstanceRecord } | { deleted: DeletedInstanceRecord };
  /** Its datasource, without what it is reached with. */
  server?: PostgresServer;
  points: RecoveryPointRecord[];
}

export type CatalogueDocument = VaultDocument | InstanceDocument;

interface By {
  keeper: string;
  now: Date;
}

/** Undefined when the vault does not exist, or nothing was ever protected in it. */
export async function vaultDocument(tx: Transaction, vaultId: ResourceId, by: By): Promise<VaultDocument | undefined> {
  const vault = (await tx.get(vaults, idKey(vaultId)))?.value;
  const within = { with: [word.inVault(vaultId)] };
  if (!vault || (await tx.count(instances, within)) + (await tx.count(deletedInstances, within)) === 0)
    return undefined;
  const { principalId } = vault.identity ?? {};
  const given =
    principalId === undefined ? [] : await tx.list(roleAssignments, { with: [word.ofPrincipal(principalId)] });
  return {
    ...(await described(tx, vault.id, vault.id, by)),
    kind: 'vault',
    vault,
    policies: (await tx.list(policies, within)).map(({ value }) => value),
    locks: (await locksOf(tx, vault.id)).filter((lock) => concerns(lock, vault.id)),
    roleAssignments: given.map(({ value }) => value),
  };
}

/** Undefined when the vault has no such instance, and keeps none that was deleted. */
export async function instanceDocument(
  tx: Transaction,
  instanceId: ResourceId,
  by: By,
): Promise<InstanceDocument | undefined> {
  const kept = (await tx.get(instances, idKey(instanceId)))?.value;
  const deleted = kept ? undefined : (await tx.get(deletedInstances, idKey(instanceId)))?.value;
  const record = kept ?? deleted;
  if (!record) return undefined;
  const serverId = record.resource.properties.dataSourceInfo.resourceID;
  const server = (await tx.get(servers, idKey(serverId)))?.value.resource;
  return {
    ...(await described(tx, record.vaultId, serverId, by)),
    kind: 'instance',
    instanceId: record.resource.id,
    instance: deleted ? { deleted } : { kept: record },
    ...(server && { server }),
    points: (await tx.list(recoveryPoints, { with: [word.ofInstance(instanceId)] })).map(({ value }) => value),
  };
}

async function described(
  tx: Transaction,
  vaultId: ResourceId,
  placed: ResourceId,
  { keeper, now }: By,
): Promise<Described> {
  const subscription = (await tx.get(subscriptions, parseResourceId(placed)?.subscriptionId ?? ''))?.value;
  const group = (await tx.get(resourceGroups, idKey(groupScopeOf(placed))))?.value;
  return {
    ...{ format: CATALOGUE_FORMAT, vaultId, keeper, writtenAt: now.toISOString() },
    ...(subscription && { subscription }),
    ...(group && { group }),
  };
}

const locksOf = async (tx: Transaction, vaultId: ResourceId): Promise<ManagementLock[]> => {
  const inSubscription = word.inSubscription(parseResourceId(vaultId)?.subscriptionId ?? '');
  return (await tx.list(locks, { with: [inSubscription] })).map(({ value }) => value);
};

/** Whether the lock keeps anything of the vault. */
export function concerns(lock: ManagementLock, vaultId: ResourceId): boolean {
  const scope = scopeOfLock(lock);
  return isAtOrBelow(vaultId, scope) || isAtOrBelow(scope, vaultId);
}
