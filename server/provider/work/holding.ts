/**
 * A locked vault whose storage is a service that can hold on to objects has it do so: each recovery point until its time is
 * over, so that not even somebody with the storage's credentials can remove it earlier (decision 40). The portal does not rely on it.
 */
import { isLocked } from '#protocol/immutability.ts';
import { idKey } from '#protocol/resource-id.ts';
import type { Vault } from '#protocol/data-protection.ts';
import { addressOf } from '../point-records.ts';
import type { Ports, Transaction } from '../ports.ts';
import { recoveryPoints, vaults, word, type RecoveryPointRecord } from '../records.ts';
import { given, type Worker } from './work-context.ts';

/** Has the points of a locked vault held, all or the one that was made just now. Nothing for any other vault. */
export async function holdLater(
  { newId }: Pick<Ports, 'newId'>,
  tx: Transaction,
  vault: Vault,
  pointId?: string,
): Promise<void> {
  if (!isHeld(vault)) return;
  const payload = { vaultId: vault.id, ...(pointId !== undefined && { pointId }) };
  await tx.enqueue({ kind: 'holdPoints', id: newId(), payload });
}

const isHeld = (vault: Vault): boolean => {
  const { vaultStorage, copyStorage } = vault.properties;
  return isLocked(vault) && (vaultStorage !== undefined || copyStorage !== undefined);
};

export const holdPoints: Worker = async (context) => {
  const { store, vaultStorage, clock } = context.ports;
  const vaultId = given(context, 'vaultId');
  const points = await store.transact((tx) => pointsOf(tx, vaultId, context.item));
  for (const point of points) {
    context.signal.throwIfAborted();
    const { expiryTime } = point.resource.properties;
    if (expiryTime === null || new Date(expiryTime) <= clock.now()) continue;
    // What cannot hold one cannot hold the next.
    if (!(await vaultStorage.hold(addressOf(point), new Date(expiryTime)))) return;
    context.moved();
  }
};

async function pointsOf(
  tx: Transaction,
  vaultId: string,
  item: Parameters<Worker>[0]['item'],
): Promise<RecoveryPointRecord[]> {
  const vault = (await tx.get(vaults, idKey(vaultId)))?.value;
  if (!vault || !isHeld(vault)) return [];
  const pointId = item.kind === 'holdPoints' ? item.payload.pointId : undefined;
  if (pointId === undefined) {
    return (await tx.list(recoveryPoints, { with: [word.inVault(vaultId)] })).map(({ value }) => value);
  }
  const point = (await tx.get(recoveryPoints, idKey(pointId)))?.value;
  return point ? [point] : [];
}
