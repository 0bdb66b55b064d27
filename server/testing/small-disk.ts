/** A disk of a few megabytes, in memory, that a test can fill. Only root of a Linux machine can mount one. */
import { execFile } from 'node:child_process';
import { mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { errorCode } from '../adapters/file-errors.ts';

const run = promisify(execFile);

export interface SmallDisk {
  folder: string;
  /** Leaves so many bytes free. */
  fill(freeBytes: number): Promise<void>;
  empty(): Promise<void>;
  remove(): Promise<void>;
}

export const canMount = (): boolean => process.platform === 'linux' && userInfo().uid === 0;

export async function mountSmallDisk(megabytes: number): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'bp-disk-'));
  // Anybody may use it: PostgreSQL does not run as root.
  await run('mount', ['-t', 'tmpfs', '-o', `size=${String(megabytes)}m,mode=1777`, 'tmpfs', folder]);
  const filler = join(folder, '.filler');
  return {
    folder,
    async fill(freeBytes) {
      const { bavail, bsize } = await statfs(folder);
      const handle = await open(filler, 'a');
      try {
        const block = Buffer.alloc(64 * 1024);
        for (let left = bavail * bsize - freeBytes; left > 0;) {
          left -= (await handle.write(block, 0, Math.min(left, block.length))).bytesWritten;
        }
      } catch (error) {
        // Somebody else writes, too.
        if (errorCode(error) !== 'ENOSPC') throw error;
      } finally {
        await handle.close();
      }
    },
    empty: () => rm(filler, { force: true }),
    async remove() {
      // What still has a file open there, and is about to end, does not keep it.
      await run('umount', ['--lazy', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
