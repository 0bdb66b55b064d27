import { expect, it } from 'vitest';
import { idKey } from '#protocol/resource-id.ts';
import { newRecoveryPoint } from '../domain/recovery-points.ts';
import type { Kind } from '../ports.ts';
import { instances, recoveryPoints, servers } from '../records.ts';
import {
  instanceRecord,
  POLICY_ID,
  policyRecord,
  REGION,
  serverRecord,
  VAULT_ID,
  VAULT_NAME,
  vaultDocument,
} from '../seed.ts';
import type { Backdrop } from './backdrop.ts';
import { createMemoryPorts, DEFAULT_TENANT } from './memory-ports.ts';
import { sealSimulated } from './simulated-engine.ts';

const RECOVERY_POINT = '0'.repeat(32);
const vault = vaultDocument(
  { name: VAULT_NAME, resourceGroup: 'rg-backup', location: REGION, redundancy: 'GeoRedundant' },
  'identity',
  DEFAULT_TENANT,
);
const server = serverRecord({
  name: 'pg-old',
  resourceGroup: 'rg-data',
  location: REGION,
  sealed: sealSimulated({
    host: 'pg-old.example',
    version: '16',
    minorVersion: '1',
    databases: [{ name: 'old', sizeInBytes: 50 * 1024 ** 3 }],
  }),
  version: '16',
  minorVersion: '1',
  administratorLogin: 'admin',
  storageSizeGB: 64,
});
const instance = instanceRecord(vault, POLICY_ID, server.resource.id, 'x');
const { resource: policy, version } = policyRecord(VAULT_ID, POLICY_ID);
const resource = newRecoveryPoint({
  recoveryPointId: RECOVERY_POINT,
  instanceId: instance.resource.id,
  policy: { name: policy.name, version, properties: policy.properties },
  retentionTag: 'Weekly',
  dataStoreId: 'd',
  created: new Date('2026-01-04T02:00:00Z'),
});

const documents: [Kind<unknown>, string, unknown][] = [
  [servers as Kind<unknown>, idKey(server.resource.id), server],
  [instances as Kind<unknown>, idKey(instance.resource.id), instance],
  [
    recoveryPoints as Kind<unknown>,
    idKey(resource.id),
    { vaultId: vault.id, instanceId: instance.resource.id, resource },
  ],
];

/** Returns each document when its key is read. */
const backdrop: Backdrop = {
  reveal: <T>(kind: Kind<T>, where: { words: readonly string[] } | { key: string }) =>
    documents
      .filter(([of, key]) => of.name === kind.name && 'key' in where && where.key === key)
      .map(([, key, value]): [string, T] => [key, value as T]),
};

const point = { vaultId: vault.id, instanceName: instance.resource.name, recoveryPointId: RECOVERY_POINT };

it('a recovery point of a backdrop holds what its server held, and can be read', async () => {
  const { vaultStorage } = createMemoryPorts({ people: [], backdrop });
  const manifest = await vaultStorage.manifest(point);
  expect(manifest).toMatchObject({ serverId: server.resource.id, retentionTag: 'Weekly' });
  expect(manifest?.parts.map(({ kind, database }) => [kind, database])).toEqual([
    ['globals', undefined],
    ['database', 'old'],
  ]);
  await vaultStorage.verify(point);
  // The same from then on.
  expect(await vaultStorage.manifest(point)).toEqual(manifest);
});

it('one that nobody knows holds nothing', async () => {
  const { vaultStorage } = createMemoryPorts({ people: [], backdrop });
  expect(await vaultStorage.manifest({ ...point, recoveryPointId: 'f'.repeat(32) })).toBeUndefined();
});
