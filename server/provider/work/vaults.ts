/** What is left to do after a vault was written or is to be deleted. */
import type { Vault } from '#protocol/data-protection.ts';
import { idKey } from '#protocol/resource-id.ts';
import { storageNamesOf } from '../domain/point-copies.ts';
import { WorkFault } from '../fault.ts';
import type { Transaction } from '../ports.ts';
import { identities, vaultDeletions, vaults } from '../records.ts';
import { deletionHurdle } from '../resources/vaults.ts';
import { forgetAssignmentsAt } from '../role-records.ts';
import { holdLater } from './holding.ts';
import { endsOperation, given, type WorkContext, type Worker } from './work-context.ts';

export const settleVault = endsOperation({
  run: () => Promise.resolve(),
  async onDone(context, tx) {
    const vault = (await tx.get(vaults, idKey(given(context, 'vaultId'))))?.value;
    if (!vault) return;
    await tx.put(vaults, idKey(vault.id), {
      ...vault,
      properties: { ...vault.properties, provisioningState: 'Succeeded' },
    });
    await holdLater(context.ports, tx, vault);
    if (!vault.properties.copyStorage) return;
    await tx.enqueue({ kind: 'copyPoints', id: context.ports.newId(), payload: { vaultId: vault.id } });
  },
});

export const deleteVault = endsOperation({
  async run(context) {
    const vaultId = given(context, 'vaultId');
    await context.ports.store.transact(async (tx) => {
      const vault = await vaultToDelete(context, tx);
      if (!vault) return;
      // Something may have been put into it since the call was accepted.
      const hurdle = await deletionHurdle(tx, vault);
      if (hurdle)
        throw new WorkFault({ ...hurdle.body, recommendedAction: ['See that the vault is empty, and try again.'] });
      const { principalId } = vault.identity ?? {};
      if (principalId !== undefined) await tx.delete(identities, principalId);
      await tx.delete(vaults, idKey(vaultId));
      await tx.delete(vaultDeletions, idKey(vaultId));
      await forgetAssignmentsAt(tx, vaultId);
      // It is gone, whatever becomes of its keys: their disk may be away for days.
      for (const storage of storageNamesOf(vault)) {
        await tx.enqueue({ kind: 'forgetVault', id: context.ports.newId(), payload: { vaultId, storage } });
      }
    });
  },
  async onFailed(context, tx) {
    const vault = await vaultToDelete(context, tx);
    if (!vault) return;
    await tx.delete(vaultDeletions, idKey(vault.id));
    await tx.put(vaults, idKey(vault.id), {
      ...vault,
      properties: { ...vault.properties, provisioningState: 'Succeeded' },
    });
  },
});

/** Removes the keys of a vault that is gone. What fails is tried again, for as long as it takes. */
export const forgetVault: Worker = async ({ ports, item }) => {
  if (item.kind === 'forgetVault') await ports.vaultStorage.forget(item.payload.vaultId, item.payload.storage);
};

/** Undefined when it is gone, though another of its name may be there: somebody asked twice, and made it anew in between. */
async function vaultToDelete(context: WorkContext, tx: Transaction): Promise<Vault | undefined> {
  const key = idKey(given(context, 'vaultId'));
  if ((await tx.get(vaultDeletions, key))?.value.name !== given(context, 'deletion')) return undefined;
  return (await tx.get(vaults, key))?.value;
}
