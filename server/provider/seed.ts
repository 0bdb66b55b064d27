/** The small world that a fresh provider starts with, and what a host adds to it. Written once. */
import type { ManagedIdentity, Redundancy, Vault } from '#protocol/data-protection.ts';
import { INSTANCE_TYPE, POLICY_TYPE, VAULT_TYPE } from '#protocol/data-protection.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { SERVER_TYPE, type ServerConnection, type ServerProperties } from '#protocol/postgres.ts';
import {
  idKey,
  lastName,
  resourceGroupScope,
  resourceId,
  subscriptionScope,
  type ResourceId,
} from '#protocol/resource-id.ts';
import { RESOURCE_GROUP_TYPE, type ResourceGroup, type Subscription } from '#protocol/resources.ts';
import { weeklyPolicy } from '#protocol/weekly-policy.ts';
import { inState, newInstance } from './domain/instance-rules.ts';
import { assignmentOf } from './domain/role-assignments.ts';
import { vaultProperties } from './domain/vault-rules.ts';
import { beginSchedule } from './work/schedules.ts';
import type { Ports, Principal, Transaction } from './ports.ts';
import {
  identities,
  policies,
  resourceGroups,
  roleAssignments,
  servers,
  subscriptions,
  vaults,
  type InstanceRecord,
  type PolicyRecord,
  type ServerRecord,
} from './records.ts';
import { sealedRecord } from './server-access.ts';

export const SUBSCRIPTION_ID = '11111111-1111-4111-8111-111111111111';
const SUBSCRIPTION_NAME = 'Contoso';
export const BACKUP_GROUP = 'rg-backup';
export const DATA_GROUP = 'rg-data';
export const REGION = 'westeurope';
export const VAULT_NAME = 'bv-contoso-weu';
export const POLICY_NAME = 'weekly-standard';
export const SAMPLE_SERVER = 'pg-sample';
export const VAULT_ID = resourceId(resourceGroupScope(SUBSCRIPTION_ID, BACKUP_GROUP), VAULT_TYPE, VAULT_NAME);
export const POLICY_ID = resourceId(
  resourceGroupScope(SUBSCRIPTION_ID, BACKUP_GROUP),
  POLICY_TYPE,
  VAULT_NAME,
  POLICY_NAME,
);

export interface World {
  /** Each gets its roles (by the role's GUID) at the scope, or at the seeded subscription. */
  people: { principal: Principal; roles: { roleId: string; scope?: ResourceId }[] }[];
  servers: SeedServer[];
  /** In addition to the seeded one. */
  subscriptions?: { subscriptionId: string; displayName: string }[];
  /** In addition to the seeded two. */
  groups?: { name: string; location: string; subscriptionId?: string }[];
  /** In addition to the seeded one; each with a policy and an identity of its own. */
  vaults?: SeedVault[];
}

export interface SeedServer {
  name: string;
  resourceGroup: string;
  /** The seeded subscription when absent. */
  subscriptionId?: string;
  location: string;
  /** What the engine needs to reach it: `engine.seal`, or a description for the simulated engine. */
  sealed: string;
  version: string;
  minorVersion: string;
  administratorLogin: string;
  storageSizeGB: number;
  /** Sum of the databases' sizes. Default 0: unknown before the first query. */
  sizeInBytes?: number;
  state?: ServerProperties['state'];
  replicationRole?: ServerProperties['replicationRole'];
  connection?: ServerConnection;
  tags?: Record<string, string>;
  sku?: { name: string; tier: string };
  highAvailability?: ServerProperties['highAvailability'];
}

export interface SeedVault {
  name: string;
  resourceGroup: string;
  subscriptionId?: string;
  location: string;
  redundancy: Redundancy;
  /** Ids of servers that it protects already; its identity then has the roles that it needs there. */
  protects?: ResourceId[];
}

/** Writes the world into an empty store. Does nothing when the store holds a subscription already. */
export async function seed(ports: Ports, world: World): Promise<void> {
  const identityIds = new Map<string, string>();
  const identityOf = (vaultName: string): string => {
    const id = identityIds.get(vaultName) ?? ports.newId();
    identityIds.set(vaultName, id);
    return id;
  };
  await ports.store.transact(async (tx) => {
    if ((await tx.count(subscriptions)) > 0) return;
    await writeGroups(ports, tx, world);
    for (const { principal, roles } of world.people) {
      for (const { roleId, scope = subscriptionScope(SUBSCRIPTION_ID) } of roles) {
        await grant(ports, tx, principal, roleId, scope);
      }
    }
    for (const server of world.servers) {
      const record = sealedRecord(ports, serverRecord(server));
      await tx.put(servers, idKey(record.resource.id), record);
    }
    const own: SeedVault = {
      name: VAULT_NAME,
      resourceGroup: BACKUP_GROUP,
      location: REGION,
      redundancy: 'GeoRedundant',
    };
    for (const vault of [own, ...(world.vaults ?? [])]) await writeVault(ports, tx, vault, identityOf(vault.name));
  });
}

async function writeGroups({ directory }: Ports, tx: Transaction, world: World): Promise<void> {
  const all = [{ subscriptionId: SUBSCRIPTION_ID, displayName: SUBSCRIPTION_NAME }, ...(world.subscriptions ?? [])];
  for (const { subscriptionId, displayName } of all) {
    await tx.put(subscriptions, subscriptionId, subscriptionDocument(subscriptionId, displayName, directory.tenantId));
  }
  const groups = [
    { name: BACKUP_GROUP, location: REGION },
    { name: DATA_GROUP, location: REGION },
    ...(world.groups ?? []),
  ];
  for (const { name, location, subscriptionId = SUBSCRIPTION_ID } of groups) {
    const group = groupDocument(subscriptionId, name, location);
    await tx.put(resourceGroups, idKey(group.id), group);
  }
}

export const subscriptionDocument = (subscriptionId: string, displayName: string, tenantId: string): Subscription => ({
  id: subscriptionScope(subscriptionId),
  subscriptionId,
  tenantId,
  displayName,
  state: 'Enabled',
  authorizationSource: 'RoleBased',
  tags: {},
});

export const groupDocument = (subscriptionId: string, name: string, location: string): ResourceGroup => ({
  id: resourceGroupScope(subscriptionId, name),
  name,
  type: RESOURCE_GROUP_TYPE,
  location,
  tags: {},
  managedBy: null,
  properties: { provisioningState: 'Succeeded' },
});

async function grant(
  { newId, clock }: Ports,
  tx: Transaction,
  { objectId, type }: Pick<Principal, 'objectId' | 'type'>,
  roleGuid: string,
  scope: ResourceId,
): Promise<void> {
  const wanted = { name: newId(), scope, roleGuid, principalId: objectId, principalType: type };
  await tx.put(roleAssignments, wanted.name, assignmentOf(wanted, null, clock.now()));
}

/** A server as the store keeps it, once its access is sealed. */
export function serverRecord(server: SeedServer): ServerRecord {
  const { name, location, sealed, connection, tags, highAvailability = { mode: 'Disabled' } } = server;
  const id = resourceId(
    resourceGroupScope(server.subscriptionId ?? SUBSCRIPTION_ID, server.resourceGroup),
    SERVER_TYPE,
    name,
  );
  return {
    sealed,
    sizeInBytes: server.sizeInBytes ?? 0,
    resource: {
      sku: server.sku ?? { name: 'Standard_D2ds_v5', tier: 'GeneralPurpose' },
      location,
      ...(tags && { tags }),
      properties: {
        fullyQualifiedDomainName: connection?.host ?? `${name}.postgres.database.azure.com`,
        version: server.version,
        minorVersion: server.minorVersion,
        administratorLogin: server.administratorLogin,
        state: server.state ?? 'Ready',
        availabilityZone: '1',
        storage: { storageSizeGB: server.storageSizeGB, autoGrow: 'Enabled', type: 'Premium_LRS' },
        authConfig: { activeDirectoryAuth: 'Disabled', passwordAuth: 'Enabled' },
        backup: { backupRetentionDays: 7, geoRedundantBackup: 'Disabled' },
        network: { publicNetworkAccess: 'Enabled' },
        highAvailability,
        replicationRole: server.replicationRole ?? 'Primary',
        ...(connection && { connection }),
      },
      id,
      name,
      type: SERVER_TYPE,
    },
  };
}

async function writeVault(ports: Ports, tx: Transaction, seeded: SeedVault, principalId: string): Promise<void> {
  const { name, protects = [] } = seeded;
  const group = resourceGroupScope(seeded.subscriptionId ?? SUBSCRIPTION_ID, seeded.resourceGroup);
  const vault = vaultDocument(seeded, principalId, ports.directory.tenantId);
  await tx.put(vaults, idKey(vault.id), vault);
  await tx.put(identities, principalId, { objectId: principalId, vaultId: vault.id, displayName: name });

  const policyId = resourceId(group, POLICY_TYPE, name, POLICY_NAME);
  await tx.put(policies, idKey(policyId), policyRecord(vault.id, policyId));

  for (const serverId of protects) {
    await beginSchedule(ports, tx, instanceRecord(vault, policyId, serverId, ports.newId()));
    for (const need of backupRoleNeeds(serverId)) {
      await grant(ports, tx, { objectId: principalId, type: 'ServicePrincipal' }, need.roleId, need.scope);
    }
  }
}

export function vaultDocument(seeded: SeedVault, principalId: string, tenantId: string): Vault {
  const { name, location, redundancy } = seeded;
  const group = resourceGroupScope(seeded.subscriptionId ?? SUBSCRIPTION_ID, seeded.resourceGroup);
  const identity: ManagedIdentity = { type: 'SystemAssigned', principalId, tenantId };
  const settings = { storageSettings: [{ datastoreType: 'VaultStore', type: redundancy }] };
  return {
    location,
    tags: {},
    identity,
    properties: { ...vaultProperties(settings, location, undefined, false), provisioningState: 'Succeeded' },
    id: resourceId(group, VAULT_TYPE, name),
    name,
    type: VAULT_TYPE,
  };
}

/** The policy that every seeded vault has. */
export const policyRecord = (vaultId: ResourceId, policyId: ResourceId): PolicyRecord => ({
  vaultId,
  resource: { properties: WEEKLY_STANDARD, id: policyId, name: POLICY_NAME, type: POLICY_TYPE },
  version: '638549851154062729',
});

/** A server's protection, configured. */
export function instanceRecord(vault: Vault, policyId: ResourceId, serverId: ResourceId, guid: string): InstanceRecord {
  const serverName = lastName(serverId);
  const instance = newInstance(vault.id, `${serverName}-${serverName}-${guid}`, {
    objectType: 'BackupInstance',
    friendlyName: serverName,
    dataSourceInfo: { resourceID: serverId, resourceLocation: vault.location },
    policyInfo: { policyId },
  });
  return { vaultId: vault.id, resource: { ...inState(instance, 'ProtectionConfigured'), type: INSTANCE_TYPE } };
}

/** Sundays at 02:00 UTC; a yearly, a monthly, a weekly and a default retention. */
const WEEKLY_STANDARD = weeklyPolicy({
  datasourceType: SERVER_TYPE,
  starts: ['2026-01-04T02:00:00+00:00'],
  timeZone: 'UTC',
  rules: [
    { kind: 'Yearly', duration: 'P10Y' },
    { kind: 'Monthly', duration: 'P36M' },
    { kind: 'Weekly', duration: 'P26W' },
    { kind: 'Default', duration: 'P3M' },
  ],
});
