import { describe, expect, it } from 'vitest';
import type { BackupInstance, BackupInstanceProperties, Job, JobProperties } from '#protocol/data-protection.ts';
import { protectedItems, type ProtectedItem } from './protected-items.ts';
import { recoverable, recoverAddress, withoutRecover, whyNotRecover } from './recover.ts';

const VAULT = '/subscriptions/1/resourceGroups/rg/providers/Microsoft.DataProtection/backupVaults/bv-one';
const SERVERS = '/subscriptions/2/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers';

const instance = (name: string, state = 'ProtectionConfigured', vaultId = VAULT): BackupInstance =>
  ({
    id: `${vaultId}/backupInstances/${name}`,
    properties: {
      friendlyName: name,
      dataSourceInfo: { resourceID: `${SERVERS}/${name}`, resourceLocation: 'westeurope' },
      policyInfo: { policyId: `${vaultId}/backupPolicies/weekly` },
      currentProtectionState: state,
      protectionStatus: { status: state },
    } as BackupInstanceProperties,
  }) as BackupInstance;

const job = (name: string, startTime: string, status: string, operationCategory = 'Backup'): Job =>
  ({
    id: `${VAULT}/backupJobs/${startTime}`,
    properties: {
      backupInstanceId: `${VAULT}/BACKUPINSTANCES/${name}`,
      startTime,
      status,
      operationCategory,
    } as JobProperties,
  }) as Job;

const NAMES = { subscription: (id: string) => `Name of ${id}`, region: (region: string) => `Name of ${region}` };
const items = (instances: BackupInstance[], jobs: Job[] = []): ProtectedItem[] =>
  protectedItems(instances, jobs, NAMES);

it('has the last job of a protected item, and its last successful backup', () => {
  const jobs = [
    job('pg', '2026-02-01T00:00:00Z', 'Completed'),
    job('pg', '2026-02-08T00:00:00Z', 'CompletedWithWarnings'),
    job('pg', '2026-02-09T00:00:00Z', 'Completed', 'Restore'),
    job('pg', '2026-02-10T00:00:00Z', 'Failed'),
  ];
  const [item] = items([instance('pg')], jobs);
  expect(item).toMatchObject({ subscription: 'Name of 2', location: 'Name of westeurope', vault: 'bv-one' });
  expect(item?.lastJob).toBe(jobs[3]);
  expect(item?.lastBackup).toBe(jobs[1]);
});

describe('recoverable', () => {
  const other = VAULT.replace('bv-one', 'bv-two');
  const all = items(
    [
      instance('a'),
      instance('b', 'ProtectionStopped'),
      instance('c', 'SoftDeleted'),
      instance('d', 'ProtectionError', other),
      instance('e'),
    ],
    [job('e', '2026-02-10T00:00:00Z', 'InProgress')],
  );
  const namesIn = (within: { vaultId?: string; serverId?: string }) => {
    const found = recoverable(all, { vaultId: within.vaultId, serverId: within.serverId });
    return [found.items.map(({ name }) => name).join(), found.leftOut];
  };

  it.each<[string, { vaultId?: string; serverId?: string }, string, number]>([
    ['everywhere: without what is deleted or at work', {}, 'a,b,d', 2],
    ['in one vault, whatever its case', { vaultId: VAULT.toUpperCase() }, 'a,b', 2],
    ['of one server', { serverId: `${SERVERS}/d` }, 'd', 0],
    ['of a server that cannot be restored', { serverId: `${SERVERS}/c` }, '', 1],
  ])('%s', (_, within, names, leftOut) => {
    expect(namesIn(within)).toEqual([names, leftOut]);
  });

  it('takes an item to have a recovery point until it is known that it has none', () => {
    const [item] = all;
    expect(item && whyNotRecover(item)).toBeUndefined();
    expect(item && whyNotRecover(item, false)).toBe('There is no recovery point to restore yet.');
  });
});

it('reads the choice from the address, and leaves nothing of it behind', () => {
  const params = new URLSearchParams(
    `pane=recover-item&recoverVault=v&recoverServer=s&item=i&returnTo=/vaults&q=pg&subscription=1`,
  );
  expect(recoverAddress(params)).toEqual({
    isSelecting: true,
    vaultId: 'v',
    serverId: 's',
    itemId: 'i',
    returnTo: '/vaults',
  });
  expect(withoutRecover(params).toString()).toBe('q=pg&subscription=1');
  expect(recoverAddress(new URLSearchParams('returnTo=https://elsewhere.example'))).toMatchObject({
    isSelecting: false,
    returnTo: undefined,
  });
});
