/** Where tests put temporary files: whole servers and databases, thousands of small files each. */
import { accessSync, chmodSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY_FOLDER = '/dev/shm';
const ROOM_BYTES = 4 * 1024 ** 3;
/** The browsers and databases themselves need memory too. */
const FREE_MEMORY_BYTES = 10 * 1024 ** 3;

/**
 * Temporary files go to a folder of this run, in memory where the machine has plenty of it: a disk takes twenty times
 * as long for them. A given TMPDIR is the parent of the folder. Returns a function that removes it with everything left
 * in it, by a killed server or for later servers.
 */
export function useScratch(environment = process.env) {
  const parent = environment.TMPDIR ?? (hasRoom() ? MEMORY_FOLDER : tmpdir());
  // A short name: the path of a socket may be no longer than 107 bytes.
  const folder = mkdtempSync(join(parent, 'bp-'));
  // PostgreSQL runs as a user of its own when we are root.
  chmodSync(folder, 0o1777);
  environment.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function hasRoom() {
  try {
    accessSync(MEMORY_FOLDER, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
    // The folder may promise more than a container may use. Older versions of Node do not report that limit.
    return bavail * bsize > ROOM_BYTES && (process.availableMemory?.() ?? 0) > FREE_MEMORY_BYTES;
  } catch {
    return false;
  }
}
