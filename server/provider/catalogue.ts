/**
 * Notices what changes of vaults, backup instances and recovery points, and has it written down beside the points (decision 45).
 * The change and the note that it has to be written are one transaction; the writing is work of its own, so that nothing waits
 * for a storage that is away, and nothing is forgotten when it is back.
 */
import { parseResourceId, idKey, type ResourceId } from '#protocol/resource-id.ts';
import type { ManagementLock, RoleAssignment } from '#protocol/authorization.ts';
import type { Vault } from '#protocol/data-protection.ts';
import { concerns } from './catalogue-documents.ts';
import { storageNamesOf } from './domain/point-copies.ts';
import { eachOf } from './each-of.ts';
import type { Kind, Ports, Store, Transaction } from './ports.ts';
import {
  deletedInstances,
  identities,
  instances,
  locks,
  policies,
  recoveryPoints,
  roleAssignments,
  servers,
  vaults,
  word,
  type DeletedInstanceRecord,
  type InstanceRecord,
  type PolicyRecord,
  type RecoveryPointRecord,
  type ServerRecord,
} from './records.ts';

/** A document is not what the state says, and an item of work is on its way to write it. */
export interface CatalogueChange {
  vaultId: ResourceId;
  instanceId?: ResourceId;
  /** Another one with each change: whoever has written the document sees whether it changed meanwhile. */
  change: string;
  /** Of a vault that was deleted: the names of its storages. */
  goneFrom?: string[];
}

export const catalogueChanges: Kind<CatalogueChange> = { name: 'catalogueChange' };

/** Who this state is to the documents. There is one. */
export interface CatalogueKeeper {
  /** Twelve hex digits. */
  id: string;
  /** States whose documents were taken over. */
  instead: string[];
  /** Everything that there was at that time has been noted as changed. */
  isComplete: boolean;
}

const keepers: Kind<CatalogueKeeper> = { name: 'catalogueKeeper' };
const KEY = 'this';

/** Of a state that has none yet, a new one. */
export async function keeperOf({ newId }: Pick<Ports, 'newId'>, tx: Transaction): Promise<CatalogueKeeper> {
  const found = (await tx.get(keepers, KEY))?.value;
  if (found) return found;
  const keeper = { id: newId().replaceAll('-', '').slice(0, 12), instead: [], isComplete: false };
  await tx.put(keepers, KEY, keeper);
  return keeper;
}

/** The documents of these states are part of this state now: all of it is written down anew, and theirs go. */
export async function takeOver(ports: Pick<Ports, 'newId'>, tx: Transaction, former: readonly string[]): Promise<void> {
  const keeper = await keeperOf(ports, tx);
  const instead = [...new Set([...keeper.instead, ...former])].filter((id) => id !== keeper.id);
  await tx.put(keepers, KEY, { ...keeper, instead, isComplete: false });
}

/** Has everything written down that there is, once: what an older release has not, and what was brought back. */
export async function completeCatalogue(ports: Ports): Promise<void> {
  const { store } = ports;
  const keeper = await store.transact((tx) => keeperOf(ports, tx));
  if (keeper.isComplete) return;
  await eachOf(store, vaults, (tx, { value }) => noteChange(ports, tx, { vaultId: value.id }));
  await eachOf(store, instances, (tx, { value }) => noteChange(ports, tx, ofInstance(value)));
  await eachOf(store, deletedInstances, (tx, { value }) => noteChange(ports, tx, ofInstance(value)));
  await store.transact(async (tx) => tx.put(keepers, KEY, { ...(await keeperOf(ports, tx)), isComplete: true }));
}

type Subject = Omit<CatalogueChange, 'change'>;

const keyOf = ({ vaultId, instanceId }: Subject): string => idKey(instanceId ?? vaultId);

async function noteChange({ newId }: Pick<Ports, 'newId'>, tx: Transaction, subject: Subject): Promise<void> {
  const key = keyOf(subject);
  const before = (await tx.get(catalogueChanges, key))?.value;
  const goneFrom = subject.goneFrom ?? before?.goneFrom;
  await tx.put(catalogueChanges, key, { ...subject, change: newId(), ...(goneFrom && { goneFrom }) });
  if (!before) await tx.enqueue({ kind: 'describe', id: `describe ${newId()}`, payload: { document: key } });
}

/** The same store, whose changes are noted in the transactions that make them. */
export const describedStore = (store: Store, ports: Pick<Ports, 'newId'>): Store => ({
  transact: (change) =>
    store.transact(async (tx) => {
      const seen = new Map<string, Subject>();
      const result = await change(noticing(tx, seen));
      for (const subject of seen.values()) await noteChange(ports, tx, subject);
      return result;
    }),
});

interface Noticed<T> {
  kind: Kind<T>;
  /** `before` is what was there; `isGone` says that the document is deleted. */
  subjects: (tx: Transaction, value: T, isNew: boolean, isGone: boolean) => Subject[] | Promise<Subject[]>;
}

const noticed = <T>(one: Noticed<T>): Noticed<unknown> => one as unknown as Noticed<unknown>;

const ofInstance = ({ vaultId, resource }: InstanceRecord): Subject => ({ vaultId, instanceId: resource.id });
/** With the first instance a vault is written down, and with the last one no more. */
const ofInstanceAndVault = (_: Transaction, record: InstanceRecord, isNew: boolean, isGone: boolean): Subject[] =>
  isNew || isGone ? [ofInstance(record), { vaultId: record.vaultId }] : [ofInstance(record)];

const NOTICED: ReadonlyMap<string, Noticed<unknown>> = new Map(
  [
    noticed<Vault>({
      kind: vaults,
      subjects: (_, vault, _isNew, isGone) => [
        { vaultId: vault.id, ...(isGone && { goneFrom: storageNamesOf(vault) }) },
      ],
    }),
    noticed<PolicyRecord>({ kind: policies, subjects: (_, { vaultId }) => [{ vaultId }] }),
    noticed<InstanceRecord>({ kind: instances, subjects: ofInstanceAndVault }),
    noticed<DeletedInstanceRecord>({ kind: deletedInstances, subjects: ofInstanceAndVault }),
    noticed<RecoveryPointRecord>({
      kind: recoveryPoints,
      subjects: (_, { vaultId, instanceId }) => [{ vaultId, instanceId }],
    }),
    noticed<ServerRecord>({
      kind: servers,
      subjects: async (tx, { resource }) =>
        (await tx.list(instances, { with: [word.ofServer(resource.id)] })).map(({ value }) => ofInstance(value)),
    }),
    noticed<ManagementLock>({
      kind: locks,
      subjects: async (tx, lock) => {
        const inSubscription = word.inSubscription(parseResourceId(lock.id)?.subscriptionId ?? '');
        const all = await tx.list(vaults, { with: [inSubscription] });
        return all.filter(({ value }) => concerns(lock, value.id)).map(({ value }) => ({ vaultId: value.id }));
      },
    }),
    noticed<RoleAssignment>({
      kind: roleAssignments,
      subjects: async (tx, { properties }) => {
        const identity = (await tx.get(identities, properties.principalId.toLowerCase()))?.value;
        return identity ? [{ vaultId: identity.vaultId }] : [];
      },
    }),
  ].map((one) => [one.kind.name, one]),
);

function noticing(tx: Transaction, seen: Map<string, Subject>): Transaction {
  const see = async (one: Noticed<unknown>, value: unknown, isNew: boolean, isGone: boolean): Promise<void> => {
    for (const subject of await one.subjects(tx, value, isNew, isGone)) {
      const before = seen.get(keyOf(subject));
      seen.set(keyOf(subject), { ...before, ...subject });
    }
  };
  return {
    ...tx,
    async put(kind, key, value) {
      const one = NOTICED.get(kind.name);
      if (one) await see(one, value, (await tx.get(kind, key)) === undefined, false);
      return tx.put(kind, key, value);
    },
    async delete(kind, key) {
      const one = NOTICED.get(kind.name);
      const before = one && (await tx.get(kind, key))?.value;
      if (one && before !== undefined) await see(one, before, false, true);
      return tx.delete(kind, key);
    },
  };
}
