/** PostgreSQL inside this process: opened with little memory, and new ones made from one that the set-up has prepared. */
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';

/** PostgreSQL takes 128 MB unless told otherwise. What we keep is a few, and the kernel caches its files as well. */
const SHARED_BUFFERS = '16MB';

const PACKAGE = dirname(dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite')));
const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };

/** Making a cluster takes seconds, and memory that is not given back; copying one takes neither. */
const PREPARED = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'embedded-cluster', version);

/** Opens the cluster in a folder. One that is not there is made, or copied where one has been prepared. */
export async function openCluster(folder: string): Promise<PGlite> {
  if (!existsSync(folder) && existsSync(PREPARED))
    await putInPlace(folder, (path) => cp(PREPARED, path, { recursive: true }));
  return PGlite.create(folder, {
    startParams: [...PGlite.defaultStartParams, '-c', `shared_buffers=${SHARED_BUFFERS}`],
  });
}

/** Prepares the cluster that others are copied from, unless it is there. */
export async function prepareCluster(): Promise<void> {
  if (existsSync(PREPARED)) return;
  await putInPlace(PREPARED, async (path) => (await PGlite.create(path)).close());
}

/** A folder is there as a whole or not at all, whoever ends the process meanwhile. */
async function putInPlace(folder: string, make: (path: string) => Promise<void>): Promise<void> {
  const unfinished = `${folder}.${String(process.pid)}.new`;
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  await rm(unfinished, { recursive: true, force: true });
  await make(unfinished);
  await rename(unfinished, folder);
}
