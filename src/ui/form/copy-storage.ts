/** What the redundancy of a new vault means where the back end tells of its own storages (decision 44). Pure. */
import type { Redundancy, VaultStorageFacts } from '#protocol/data-protection.ts';

interface Choice {
  redundancy: Redundancy;
  /** By name; the first of the back end's when absent. */
  storage?: string | undefined;
  copyStorage?: string | undefined;
}

/** What can be the second storage of the vault. */
export const copyStoragesFor = ({ storage }: Choice, storages: readonly VaultStorageFacts[]): VaultStorageFacts[] =>
  storages.filter(({ name }) => name !== (storage ?? storages[0]?.name));

/** Into which storage recovery points are copied: geo-redundant is what has a second one. */
export function copyStorageOf(choice: Choice, storages: readonly VaultStorageFacts[]): VaultStorageFacts | undefined {
  if (choice.redundancy !== 'GeoRedundant') return undefined;
  const others = copyStoragesFor(choice, storages);
  return others.find(({ name }) => name === choice.copyStorage) ?? others[0];
}

/** Undefined where the back end tells of no storages, as Azure does. */
export function redundancyMeaning(choice: Choice, storages: readonly VaultStorageFacts[]): string | undefined {
  const first = choice.storage ?? storages[0]?.name;
  if (first === undefined) return undefined;
  const copy = copyStorageOf(choice, storages);
  if (copy) return `Every recovery point is kept in '${first}' and copied into '${copy.name}'.`;
  if (choice.redundancy !== 'GeoRedundant') return `Recovery points are kept once, in '${first}'.`;
  return `This server has one storage, so recovery points are kept once, in '${first}'. When its operator has set up another one, it can be added in the properties of the vault: from then on there are two copies.`;
}
