/** Files that nobody but the server's own user may read, also those that an earlier version has made for everybody. */
import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isNotFound } from './file-errors.ts';

/** Files that the process creates from now on are only for its own user. */
export const keepToOurselves = (): void => void process.umask(0o077);

/**
 * Takes the rights of others away from a file, or from a folder and all that is in it. Follows no links. PGlite makes a
 * fresh folder readable for everybody, whatever the umask is; what it adds later is not.
 */
export async function makePrivate(path: string): Promise<void> {
  let stats;
  try {
    stats = await lstat(path);
  } catch (error) {
    if (isNotFound(error)) return;
    throw error;
  }
  if (!stats.isFile() && !stats.isDirectory()) return;
  const mode = stats.mode & 0o777;
  if ((mode & 0o077) !== 0) await chmod(path, mode & 0o700);
  if (!stats.isDirectory()) return;
  for (const name of await readdir(path)) await makePrivate(join(path, name));
}
