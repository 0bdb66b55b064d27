/** What lies in the folder of the vaults, for tests that look for what nobody knows of any more. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isNotFound } from '../adapters/file-errors.ts';

export interface PointFiles {
  /** The recovery point whose folder it is, by its place: `<vault>/<instance>/<point>`. */
  pointId: string;
  folder: string;
  files: string[];
}

/** Every folder of a recovery point below `vaults`, also one that is empty or was never finished. */
export async function foldersOfPoints(vaults: string): Promise<PointFiles[]> {
  const found: PointFiles[] = [];
  for (const vault of await foldersIn(vaults)) {
    for (const instance of await foldersIn(vault)) {
      for (const folder of await foldersIn(instance)) {
        const [pointId = ''] = basename(folder).split('~');
        found.push({ pointId, folder, files: await unlessGone(readdir(folder)) });
      }
    }
  }
  return found;
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await unlessGone(readdir(folder, { withFileTypes: true }));
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
}

/** A portal removes while this looks. */
const unlessGone = <T>(reading: Promise<T[]>): Promise<T[]> =>
  reading.catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
    return [];
  });
