/**
 * The first queries of each page, by its address: the router starts them while the page's code is loading. The page
 * uses the same queries by itself, finds them running or done, and shows data and errors; nothing waits for them here.
 */
import type { QueryClient } from '@tanstack/react-query';
import type { Params } from 'react-router';
import { instanceIdOf, policyIdOf, type patterns } from '#paths';
import { activityLog } from '#resources/activity-log.ts';
import { permissions, roleAssignments, roleDefinitions } from '#resources/authorization.ts';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { backupPolicies } from '#resources/backup-policies.ts';
import { deletedInstances } from '#resources/deleted-instances.ts';
import { locks } from '#resources/locks.ts';
import { postgresServers } from '#resources/postgres-servers.ts';
import { recoveryPoints } from '#resources/recovery-points.ts';
import { regionNames } from '#resources/region-names.ts';
import { subscriptions } from '#resources/subscriptions.ts';
import { vaultStorages } from '#resources/vault-storages.ts';
import { vaults } from '#resources/vaults.ts';
import { TIMESPANS, timespanOf } from '../features/activity-log/timespans.ts';
import { depthOf } from '../features/backup-jobs/job-depth.ts';

/** The route of a page, and its parameters. */
interface PageAddress {
  params: Params;
  search: URLSearchParams;
}

type PageName = keyof typeof patterns;

/** Starts them; data that is fresh enough is not read again. */
type Start = (client: QueryClient, address: PageAddress) => Promise<unknown>[];

const ofVault =
  (more: (client: QueryClient, vaultId: string, address: PageAddress) => Promise<unknown>[]): Start =>
  (client, address) => {
    const { vaultId = '' } = address.params;
    return [client.query(vaults.byId(vaultId)), ...more(client, vaultId, address)];
  };

const ofInstance =
  (more: (client: QueryClient, instanceId: string, address: PageAddress) => Promise<unknown>[]): Start =>
  (client, address) => {
    const { vaultId = '', instanceName = '' } = address.params;
    const instanceId = instanceIdOf(vaultId, instanceName);
    return [client.query(backupInstances.byId(instanceId)), ...more(client, instanceId, address)];
  };

const ofServer =
  (more: (client: QueryClient, serverId: string, address: PageAddress) => Promise<unknown>[]): Start =>
  (client, address) => {
    const { serverId = '' } = address.params;
    return [client.query(postgresServers.byId(serverId)), ...more(client, serverId, address)];
  };

const log = (client: QueryClient, resourceId: string, { search }: PageAddress) => [
  client.query(activityLog.of(resourceId, TIMESPANS[timespanOf(search.get('timespan'))].hours)),
];
const locksAt = (client: QueryClient, resourceId: string) => [client.query(locks.at(resourceId))];
const protectedItems: Start = (client) => [
  client.query(backupInstances.gathered()),
  client.query(deletedInstances.gathered()),
  client.query(backupJobs.gathered()),
];

export const firstQueries: Partial<Record<PageName, Start>> = {
  home: (client) => [client.query(backupJobs.gathered())],
  businessContinuity: (client, address) => [
    client.query(postgresServers.gathered()),
    ...protectedItems(client, address),
  ],
  protectableResources: (client) => [
    client.query(postgresServers.gathered()),
    client.query(backupInstances.gathered()),
    client.query(regionNames()),
  ],
  protectedItems: (client, address) => [...protectedItems(client, address), client.query(regionNames())],
  protectedItem: protectedItems,
  protectionPolicies: (client) => [client.query(backupPolicies.gathered()), client.query(regionNames())],
  protectionVaults: (client) => [client.query(vaults.gathered()), client.query(regionNames())],
  jobs: (client, { search }) => [client.query(backupJobs.gathered(depthOf(search))), client.query(regionNames())],
  alerts: protectedItems,
  job: (client, { params: { jobId = '' } }) => [client.query(backupJobs.byId(jobId))],

  vaults: (client) => [client.query(vaults.gathered()), client.query(regionNames())],
  createVault: (client) => [client.query(subscriptions.list()), client.query(vaultStorages.told())],
  vault: ofVault((client, vaultId) => [
    client.query(backupInstances.list(vaultId)),
    client.query(backupJobs.list(vaultId)),
    client.query(permissions.at(vaultId)),
  ]),
  vaultLog: ofVault(log),
  vaultAccess: ofVault((client, vaultId) => [
    client.query(roleAssignments.at(vaultId)),
    client.query(roleDefinitions.at(vaultId)),
    client.query(permissions.at(vaultId)),
  ]),
  vaultTags: ofVault(() => []),
  vaultLocks: ofVault(locksAt),
  vaultIdentity: ofVault(() => []),
  vaultProperties: ofVault((client, vaultId) => [
    client.query(backupInstances.list(vaultId)),
    client.query(deletedInstances.list(vaultId)),
  ]),
  vaultInstances: ofVault((client, vaultId) => [
    client.query(backupInstances.list(vaultId)),
    client.query(deletedInstances.list(vaultId)),
    client.query(backupJobs.list(vaultId)),
  ]),
  vaultPolicies: ofVault((client, vaultId) => [
    client.query(backupPolicies.list(vaultId)),
    client.query(backupInstances.list(vaultId)),
  ]),
  vaultJobs: ofVault((client, vaultId, { search }) => [client.query(backupJobs.list(vaultId, depthOf(search)))]),
  createPolicy: ofVault((client, vaultId) => [client.query(backupPolicies.list(vaultId))]),
  policy: (client, { params: { vaultId = '', policyName = '' } }) => [
    client.query(backupPolicies.byId(policyIdOf(vaultId, policyName))),
    client.query(backupInstances.list(vaultId)),
  ],

  instance: ofInstance((client, instanceId, { params: { vaultId = '' } }) => [
    client.query(recoveryPoints.list(instanceId)),
    client.query(backupJobs.list(vaultId)),
    client.query(vaults.byId(vaultId)),
  ]),
  instanceLog: ofInstance(log),
  instanceJobs: ofInstance((client, _, { params: { vaultId = '' }, search }) => [
    client.query(backupJobs.list(vaultId, depthOf(search))),
  ]),
  restore: ofInstance((client, instanceId, { params: { vaultId = '' } }) => [
    client.query(recoveryPoints.list(instanceId)),
    client.query(vaults.byId(vaultId)),
  ]),

  servers: (client) => [client.query(postgresServers.gathered()), client.query(regionNames())],
  connectServer: (client) => [client.query(subscriptions.list())],
  server: ofServer((client, serverId) => [
    client.query(postgresServers.databases(serverId)),
    client.query(backupInstances.gathered()),
  ]),
  serverLog: ofServer(log),
  serverLocks: ofServer(locksAt),
  serverVaultedBackups: ofServer((client) => [client.query(backupInstances.gathered())]),
  serverConnection: ofServer(() => []),
};
