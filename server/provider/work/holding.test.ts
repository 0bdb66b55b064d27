/** A locked vault in a storage that can hold on to objects. */
import { afterEach, beforeEach, expect, it, vi, type Mock } from 'vitest';
import type { RecoveryPoint } from '#protocol/data-protection.ts';
import { open, type Laboratory } from '../../testing/laboratory.ts';
import type { Ports, VaultStorage } from '../ports.ts';
import { recoveryPoints, vaults } from '../records.ts';
import { VAULT_ID } from '../seed.ts';
import { idKey } from '#protocol/resource-id.ts';
import { holdLater } from './holding.ts';

let laboratory: Laboratory;
let hold: Mock<VaultStorage['hold']>;
beforeEach(async () => {
  laboratory = await open({});
  hold = vi.spyOn(laboratory.ports.vaultStorage, 'hold').mockResolvedValue(true);
});
afterEach(() => laboratory.stop());

const INSTANCE = `${VAULT_ID}/backupInstances/pg-one`;

async function keep({ store }: Ports, name: string, expiryTime: string | null): Promise<void> {
  const resource = {
    id: `${INSTANCE}/recoveryPoints/${name}`,
    name,
    properties: { expiryTime, recoveryPointTime: '2026-01-01' },
  };
  await store.transact((tx) =>
    tx.put(recoveryPoints, idKey(resource.id), {
      ...{ vaultId: VAULT_ID, instanceId: INSTANCE },
      resource: resource as unknown as RecoveryPoint,
    }),
  );
}

const isStoredAt = (vaultStorage: { name: string; type: string } | undefined) =>
  laboratory.ports.store.transact(async (tx) => {
    const vault = (await tx.get(vaults, idKey(VAULT_ID)))?.value;
    if (!vault) throw new Error('no vault');
    const { vaultStorage: _, ...properties } = vault.properties;
    await tx.put(vaults, idKey(VAULT_ID), {
      ...vault,
      properties: { ...properties, ...(vaultStorage && { vaultStorage }) },
    });
  });

const lock = async (state: 'Unlocked' | 'Locked') => {
  const properties = { securitySettings: { immutabilitySettings: { state } } };
  expect((await laboratory.send('PATCH', VAULT_ID, { properties })).status).toBe(202);
  await laboratory.clock.advance(5_000);
};

it('has every point held until its own time is over once it is locked, and not before', async () => {
  await isStoredAt({ name: 'offsite', type: 'S3' });
  await keep(laboratory.ports, 'point-a', '2999-01-01T00:00:00.0000000Z');
  await keep(laboratory.ports, 'point-b', '2001-01-01T00:00:00.0000000Z');
  await keep(laboratory.ports, 'point-c', null);
  await lock('Unlocked');
  expect(hold).not.toHaveBeenCalled();
  await lock('Locked');
  expect(hold.mock.calls).toEqual([
    [expect.objectContaining({ recoveryPointId: 'point-a', vaultId: VAULT_ID }), new Date('2999-01-01T00:00:00Z')],
  ]);
});

it('has one point held when it is made', async () => {
  await isStoredAt({ name: 'offsite', type: 'S3' });
  await lock('Locked');
  await keep(laboratory.ports, 'point-a', '2999-01-01T00:00:00.0000000Z');
  await keep(laboratory.ports, 'point-b', '2999-01-01T00:00:00.0000000Z');
  const { store } = laboratory.ports;
  await store.transact(async (tx) => {
    const vault = (await tx.get(vaults, idKey(VAULT_ID)))?.value;
    if (vault) await holdLater(laboratory.ports, tx, vault, `${INSTANCE}/recoveryPoints/point-b`);
  });
  await laboratory.clock.advance(5_000);
  expect(hold.mock.calls.map(([{ recoveryPointId }]) => recoveryPointId)).toEqual(['point-b']);
});

it('asks nothing of a folder, which can hold nothing', async () => {
  await keep(laboratory.ports, 'point-a', '2999-01-01T00:00:00.0000000Z');
  await lock('Locked');
  expect(hold).not.toHaveBeenCalled();
});
