/** What is left to do after a vault was written or is to be deleted. */
import type { Vault } from '#protocol/data-protection.ts';
import { idKey } from '#protocol/resource-id.ts';
import { vaultNotEmpty } from '../domain/vault-rules.ts';
import { WorkFault } from '../fault.ts';
import type { Transaction } from '../ports.ts';
import { identities, vaultDeletions, vaults } from '../records.ts';
import { isEmpty } from '../resources/vaults.ts';
import { forgetAssignmentsAt } from '../role-records.ts';
import { holdLater } from './holding.ts';
import { endsOperation, given, type WorkContext } from './work-context.ts';

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
    const gone = await context.ports.store.transact(async (tx) => {
      const vault = await vaultToDelete(context, tx);
      if (!vault) return (await tx.get(vaults, idKey(vaultId))) === undefined ? { storages: [undefined] } : undefined;
      // Something may have been put into it since the call was accepted.
      if (!(await isEmpty(tx, vaultId))) {
        const { body } = vaultNotEmpty();
        throw new WorkFault({
          ...body,
          recommendedAction: ['Delete what is in the vault, and then delete the vault.'],
        });
      }
      const { principalId } = vault.identity ?? {};
      if (principalId !== undefined) await tx.delete(identities, principalId);
      await tx.delete(vaults, idKey(vaultId));
      await tx.delete(vaultDeletions, idKey(vaultId));
      await forgetAssignmentsAt(tx, vaultId);
      const { vaultStorage, copyStorage } = vault.properties;
      return { storages: [vaultStorage?.name, ...(copyStorage ? [copyStorage.name] : [])] };
    });
    if (!gone) return;
    // It is gone, whatever becomes of its files.
    for (const storage of gone.storages) {
      await context.ports.vaultStorage.forget(vaultId, storage).catch((error: unknown) => {
        context.ports.log('the keys of a deleted vault were not removed', { vaultId, storage, error: String(error) });
      });
    }
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

/** Undefined when it is gone, though another of its name may be there: somebody asked twice, and made it anew in between. */
async function vaultToDelete(context: WorkContext, tx: Transaction): Promise<Vault | undefined> {
  const key = idKey(given(context, 'vaultId'));
  if ((await tx.get(vaultDeletions, key))?.value.name !== given(context, 'deletion')) return undefined;
  return (await tx.get(vaults, key))?.value;
}
