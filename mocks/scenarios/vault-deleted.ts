import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import type { Store } from '#provider/ports.ts';
import { identities, instances, policies, vaults, word } from '#provider/records.ts';
import { protectedInstance, type Scenario } from './scenario.ts';

export const vaultDeleted: Scenario = {
  title: 'Vault deleted: somebody deletes the vault just before the first server is sent to it',
  fetch(inner, { ports }) {
    let isDone = false;
    return async (request) => {
      const instanceId = protectedInstance(request);
      if (instanceId !== undefined && !isDone) {
        isDone = true;
        await deleteVault(ports.store, instanceId.replace(/\/backupInstances\/[^/]+$/i, ''));
      }
      return inner(request);
    };
  },
};

/** With everything in it, whatever would prevent it: another person did it. */
async function deleteVault(store: Store, vaultId: ResourceId): Promise<void> {
  await store.transact(async (tx) => {
    const vault = (await tx.get(vaults, idKey(vaultId)))?.value;
    if (!vault) return;
    const inVault = { with: [word.inVault(vaultId)] };
    for (const { key } of await tx.list(instances, inVault)) await tx.delete(instances, key);
    for (const { key } of await tx.list(policies, inVault)) await tx.delete(policies, key);
    if (vault.identity?.principalId !== undefined) await tx.delete(identities, vault.identity.principalId);
    await tx.delete(vaults, idKey(vaultId));
  });
}
