import { matchRoutes } from 'react-router';
import { describe, expect, it } from 'vitest';
import { instanceIdOf, paths, patterns, policyIdOf } from '#paths';

const vaultId = '/subscriptions/1/resourceGroups/rg (a).b/providers/Microsoft.DataProtection/backupVaults/bv';
const instanceId = `${vaultId}/backupInstances/pg-orders-1`;
const policyId = `${vaultId}/backupPolicies/weekly`;
const jobId = `${vaultId}/backupJobs/5`;
const serverId = '/subscriptions/1/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-orders';

const routes = Object.values(patterns).map((path) => ({ path }));
const paramsAt = (address: string) => matchRoutes(routes, address)?.at(-1);

describe('an address', () => {
  it.each([
    [paths.vault(vaultId), patterns.vault, { vaultId }],
    [paths.vaultInstances(vaultId), patterns.vaultInstances, { vaultId }],
    [paths.vaultLog(vaultId), patterns.vaultLog, { vaultId }],
    [paths.serverLog(serverId), patterns.serverLog, { serverId }],
    [paths.vaultLocks(vaultId), patterns.vaultLocks, { vaultId }],
    [paths.serverLocks(serverId), patterns.serverLocks, { serverId }],
    [paths.vaultTags(vaultId), patterns.vaultTags, { vaultId }],
    [paths.createVault('tags'), patterns.createVault, { step: 'tags' }],
    [paths.job(jobId), patterns.job, { jobId }],
    [paths.instance(instanceId), patterns.instance, { vaultId, instanceName: 'pg-orders-1' }],
    [paths.instanceLog(instanceId), patterns.instanceLog, { vaultId, instanceName: 'pg-orders-1' }],
    [paths.instanceJobs(instanceId), patterns.instanceJobs, { vaultId, instanceName: 'pg-orders-1' }],
    [paths.restore(instanceId, 'a1'), patterns.restore, { vaultId, instanceName: 'pg-orders-1', step: 'basics' }],
    [paths.policy(policyId), patterns.policy, { vaultId, policyName: 'weekly' }],
    [paths.policyItems(policyId), patterns.policy, { vaultId, policyName: 'weekly' }],
    [paths.createPolicy(vaultId, 'review', '/x'), patterns.createPolicy, { vaultId, step: 'review' }],
    [paths.jobs(), patterns.jobs, {}],
    [paths.connectServer(), patterns.connectServer, {}],
    [paths.connectedServer(serverId), patterns.server, { serverId }],
    [paths.serverConnection(serverId), patterns.serverConnection, { serverId }],
    [paths.configureBackup('policy'), patterns.configureBackup, { step: 'policy' }],
  ])('%s leads to its page, with the ids it was made from', (address, path, params) => {
    expect(paramsAt(address)).toMatchObject({ route: { path }, params });
  });

  it('of a policy names the policy again', () => {
    expect(policyIdOf(vaultId, 'weekly')).toBe(policyId);
  });

  it('of an instance names the instance again', () => {
    expect(instanceIdOf(vaultId, 'pg-orders-1')).toBe(instanceId);
  });

  it('into the wizard carries what is chosen already', () => {
    const url = new URL(paths.configureBackup('basics', { vault: vaultId, servers: ['/a', '/b'] }), 'http://x');
    expect(url.searchParams.get('vault')).toBe(vaultId);
    expect(url.searchParams.getAll('servers')).toEqual(['/a', '/b']);
  });
});
