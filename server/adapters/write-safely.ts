/** Writes a file that only we can read, and that is on the disk when it is done. */
import { open } from 'node:fs/promises';

export async function writeSafely(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
