/** What lies where vaults are stored, for tests that look for what nobody knows of any more. */
import { createFolderStore } from '../adapters/stores/folder-store.ts';
import type { ObjectStore } from '../adapters/stores/object-store.ts';

export interface PointFiles {
  /** The recovery point whose folder it is, by its place: `<vault>/<instance>/<point>`. */
  pointId: string;
  files: string[];
}

/** Every folder of a recovery point in the store, or below a folder of this machine: also what was never finished. */
export async function foldersOfPoints(vaults: ObjectStore | string): Promise<PointFiles[]> {
  const store = typeof vaults === 'string' ? createFolderStore(vaults) : vaults;
  const within = async (folder: string): Promise<string[]> =>
    (await store.names(folder, 'folders')).map((name) => (folder === '' ? name : `${folder}/${name}`));
  const found: PointFiles[] = [];
  for (const vault of await within('')) {
    for (const instance of await within(vault)) {
      for (const folder of await within(instance)) {
        const [pointId = ''] = folder.slice(instance.length + 1).split('~');
        found.push({ pointId, files: await store.names(folder) });
      }
    }
  }
  return found;
}
