/**
 * The folders of vaults, instances and points lie in one another, and nothing else stands in their places: whoever can write to
 * the disk of the vaults must not have the portal read, write or delete what is elsewhere.
 */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { isNotFound } from './file-errors.ts';
import { notOurFolder } from './vault-faults.ts';

/** Whether there is something at the path that is no folder, such as a link to one. */
export async function isNoFolder(path: string): Promise<boolean> {
  try {
    return !(await lstat(path)).isDirectory();
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/** The folder at `path`, with `/`, below `root`, which it is when `path` is empty. Throws `UserErrorVaultStorageFailed` when it, or one on the way there, is a link or no folder. */
export async function ownFolder(root: string, path: string): Promise<string> {
  let folder = root;
  for (const name of path.split('/').filter((part) => part !== '')) {
    folder = join(folder, name);
    if (await isNoFolder(folder)) throw notOurFolder(name);
  }
  return folder;
}
