/** Where tests put what they throw away: whole servers and databases, thousands of small files each. */
import { accessSync, constants, statfsSync } from 'node:fs';

const MEMORY_FOLDER = '/dev/shm';
const ROOM_BYTES = 4 * 1024 ** 3;
/** The browsers and databases themselves want memory too. */
const FREE_MEMORY_BYTES = 10 * 1024 ** 3;

/**
 * Temporary files go to memory where the machine has plenty of it: a disk takes twenty times as long for them. A TMPDIR
 * that somebody has set stays.
 */
export function useFastScratch(environment = process.env) {
  if (environment.TMPDIR === undefined && hasRoom()) environment.TMPDIR = MEMORY_FOLDER;
}

function hasRoom() {
  try {
    accessSync(MEMORY_FOLDER, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
    // The folder may promise more than a container is allowed to use. Older versions of Node cannot tell.
    return bavail * bsize > ROOM_BYTES && (process.availableMemory?.() ?? 0) > FREE_MEMORY_BYTES;
  } catch {
    return false;
  }
}
