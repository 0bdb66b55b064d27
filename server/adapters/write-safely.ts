/**
 * Writes a file that only we can read, and that is on the disk when it is done. What had its name goes: nothing is written
 * through a link, or into what waits for a reader.
 */
import { open, rm } from 'node:fs/promises';

export async function writeSafely(path: string, bytes: Uint8Array): Promise<void> {
  await rm(path, { force: true });
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
