/** Copies of an embedded state from before an upgrade. An older program cannot read what a newer one has made of it. */
import { cpSync } from 'node:fs';
import { lstat, readdir, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { putInPlace } from '../embedded-cluster.ts';
import { isNotFound } from '../file-errors.ts';
import { makePrivate } from '../private-files.ts';
import { SetupError } from '../setup-error.ts';

const KEPT = 2;
const MB = 1024 ** 2;
/** What the upgrade itself writes, at least. */
const ROOM_FOR_MORE = 64 * MB;

/** Where the copies of a cluster are, each named by when it was made. */
export const copiesOf = (cluster: string): string => join(dirname(cluster), 'before-upgrade');

/**
 * Copies a cluster that nobody has open. Of the copies, the newest two are kept. Throws a `SetupError`, with nothing changed, when
 * the disk has no room for one.
 */
export async function keepCopy(cluster: string, freeBytes = freeBytesAt): Promise<void> {
  const folder = copiesOf(cluster);
  const [size, free] = [await sizeOf(cluster), await freeBytes(dirname(cluster))];
  if (free < size + ROOM_FOR_MORE) {
    throw new SetupError(
      `The state has to be upgraded, and a copy of it is made before. That takes ${inMb(size + ROOM_FOR_MORE)} in ${folder}, and the ` +
        `disk has ${inMb(free)} left. Make room there, then start again; nothing has been changed.`,
    );
  }
  const name = new Date().toISOString().replaceAll(':', '-');
  await putInPlace(join(folder, name), (path) => cpSync(cluster, path, { recursive: true }));
  await makePrivate(folder);
  const names = (await readdir(folder)).sort();
  // What is called otherwise was not finished.
  const kept = names.filter((one) => one.endsWith('Z')).slice(-KEPT);
  for (const old of names.filter((one) => !kept.includes(one)))
    await rm(join(folder, old), { recursive: true, force: true });
}

const inMb = (bytes: number): string => `${String(Math.ceil(bytes / MB))} MB`;

async function freeBytesAt(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function sizeOf(path: string): Promise<number> {
  try {
    const stats = await lstat(path);
    if (!stats.isDirectory()) return stats.size;
  } catch (error) {
    if (isNotFound(error)) return 0;
    throw error;
  }
  let sum = 0;
  for (const name of await readdir(path)) sum += await sizeOf(join(path, name));
  return sum;
}
