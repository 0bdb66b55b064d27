/** Writes down beside the points what the state says of a vault or a backup instance (decision 45). */
import { idKey, lastName } from '#protocol/resource-id.ts';
import { catalogueChanges, keeperOf, type CatalogueChange } from '../catalogue.ts';
import { instanceDocument, vaultDocument } from '../catalogue-documents.ts';
import type { DocumentAddress, Ports, Transaction } from '../ports.ts';
import { storageNamesOf } from '../domain/point-copies.ts';
import { inEach } from '../in-each.ts';
import { vaults } from '../records.ts';
import { given, type Worker } from './work-context.ts';

/** There is one item of a document at a time: what changes while it writes, it writes as well. */
export const describe: Worker = async (context) => {
  const { store } = context.ports;
  const key = given(context, 'document');
  for (;;) {
    context.signal.throwIfAborted();
    const found = await store.transact((tx) => presentState(context.ports, tx, key));
    if (!found) return;
    await write(context.ports, found);
    context.moved();
    const isDone = await store.transact(async (tx) => {
      const now = (await tx.get(catalogueChanges, key))?.value;
      if (now && now.change !== found.change.change) return false;
      await tx.delete(catalogueChanges, key);
      return true;
    });
    if (isDone) return;
  }
};

interface Present {
  change: CatalogueChange;
  /** The document, wherever it is. */
  address: Omit<DocumentAddress, 'storage'>;
  /** Those of the vault; none when it is gone. */
  storages: string[];
  text: string | undefined;
}

async function presentState(ports: Ports, tx: Transaction, key: string): Promise<Present | undefined> {
  const change = (await tx.get(catalogueChanges, key))?.value;
  if (!change) return undefined;
  const { vaultId, instanceId } = change;
  const { id: keeper, instead } = await keeperOf(ports, tx);
  const by = { keeper, now: ports.clock.now() };
  const vault = (await tx.get(vaults, idKey(vaultId)))?.value;
  const document =
    vault && (await (instanceId === undefined ? vaultDocument(tx, vaultId, by) : instanceDocument(tx, instanceId, by)));
  return {
    change,
    storages: vault ? storageNamesOf(vault) : [],
    address: {
      ...{ vaultId, keeper, instead },
      ...(instanceId !== undefined && { instanceName: lastName(instanceId) }),
    },
    text: document && JSON.stringify(document),
  };
}

async function write({ catalogue, vaultStorage }: Ports, { change, address, storages, text }: Present): Promise<void> {
  if (!catalogue) return;
  await inEach(change.goneFrom ?? [], async (storage) => {
    const former = { ...address, storage };
    if (storages.length > 0) return catalogue.keep(former, undefined);
    await catalogue.forget(former);
    // What was left of the vault as long as its documents were there.
    await vaultStorage.forget(address.vaultId, storage);
  });
  // The other storage is for the day on which one of them is lost.
  await inEach(storages, (storage) => catalogue.keep({ ...address, storage }, text));
}
