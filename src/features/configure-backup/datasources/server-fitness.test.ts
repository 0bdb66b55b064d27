import { describe, expect, it } from 'vitest';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { SERVER_TYPE, type PostgresServer, type ServerProperties } from '#protocol/postgres.ts';
import { protectingVaults, regionProblem, whyNotSelectable } from './server-fitness.ts';

const server = (properties: Partial<ServerProperties> = {}, location = 'westeurope') =>
  ({
    type: SERVER_TYPE,
    location,
    properties: { state: 'Ready', replicationRole: 'Primary', storage: { storageSizeGB: 128 }, ...properties },
  }) as PostgresServer;

describe('whyNotSelectable', () => {
  it.each<[Partial<ServerProperties>, string | undefined, string | undefined]>([
    [{}, undefined, undefined],
    [{ replicationRole: 'None' }, undefined, undefined],
    [{}, 'bv-one', 'Already protected in bv-one'],
    [{ replicationRole: 'AsyncReplica' }, undefined, "Read replicas can't be protected. Select the primary server."],
    [{ replicationRole: 'GeoAsyncReplica' }, undefined, "Read replicas can't be protected. Select the primary server."],
    [{ cluster: { clusterSize: 2 } }, undefined, "Elastic clusters can't be protected."],
    [{ storage: { storageSizeGB: 1024 } }, undefined, undefined],
    [{ storage: { storageSizeGB: 1025 } }, undefined, 'Server storage is larger than 1 TB.'],
    [{ state: 'Stopped' }, undefined, 'Server state is Stopped; it must be Ready.'],
    [{ state: 'Upgrading' }, undefined, 'Server state is Upgrading; it must be Ready.'],
  ])('%j, protected in %s: %s', (properties, protectedIn, reason) => {
    expect(whyNotSelectable(server(properties), 'West Europe', protectedIn)).toBe(reason);
  });
});

it('a server of another region says so before all else', () => {
  const stopped = server({ state: 'Stopped' }, 'northeurope');
  expect(whyNotSelectable(stopped, 'westeurope', 'bv-one')).toBe(regionProblem(stopped, 'westeurope'));
});

it('regions agree in whatever form they are written', () => {
  expect(regionProblem(server({}, 'West Europe'), 'westeurope')).toBeUndefined();
  expect(regionProblem(server({}, 'northeurope'), 'westeurope')).toContain('in northeurope');
});

it('finds the vault that protects a server, in whatever case', () => {
  const instance = {
    id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/BackupVaults/bv-one/backupInstances/i',
    properties: { dataSourceInfo: { resourceID: '/subscriptions/S/servers/PG' } },
  } as BackupInstance;
  expect(protectingVaults([instance]).get('/subscriptions/s/servers/pg')).toBe('bv-one');
});
