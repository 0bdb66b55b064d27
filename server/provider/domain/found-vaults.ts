/** What several storages say of one vault, put together (decision 45). Pure. */
import { LOCAL_STORAGE } from '#protocol/data-protection.ts';
import { idKey } from '#protocol/resource-id.ts';
import type { CatalogueDocument } from '../catalogue-documents.ts';
import { storageNamesOf } from './point-copies.ts';
import type { FoundVault } from './rebuilding.ts';

/**
 * Each vault once: from the storages that its newest document names, with what is in either. Where it is in none of them, as after
 * `STORAGES` was changed, it is that of the first storage that has it.
 */
export function eachOnce(found: readonly FoundVault[]): FoundVault[] {
  return [...Map.groupBy(found, ({ vaultId }) => idKey(vaultId)).values()].flatMap((all) => {
    const [first, second] = namesIn(all).map((name) => all.find((one) => storageOf(one) === name));
    const main = first ?? second ?? all[0];
    if (!main) return [];
    const isInBoth = first !== undefined && second !== undefined && first !== second;
    return [
      isInBoth
        ? { ...first, documents: newestOf([...first.documents, ...second.documents]), second: second.points }
        : main,
    ];
  });
}

const storageOf = ({ storage }: FoundVault): string => (storage ?? LOCAL_STORAGE).name;

function namesIn(all: readonly FoundVault[]): string[] {
  const own = all.flatMap(({ documents }) => documents.filter((one) => one.kind === 'vault'));
  const [newest] = own.sort((one, other) => other.writtenAt.localeCompare(one.writtenAt));
  return newest ? storageNamesOf(newest.vault) : [];
}

/** Of each keeper and subject the newest: a storage that was away may have an older one. */
function newestOf(documents: readonly CatalogueDocument[]): CatalogueDocument[] {
  const newest = new Map<string, CatalogueDocument>();
  for (const one of documents) {
    const key = `${one.keeper} ${one.kind === 'vault' ? '' : idKey(one.instanceId)}`;
    const before = newest.get(key);
    if (!before || before.writtenAt < one.writtenAt) newest.set(key, one);
  }
  return [...newest.values()];
}
