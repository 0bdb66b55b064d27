/** PostgreSQL inside this process: opened with little memory, and new ones made from those that the set-up has prepared. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { makePrivate } from './private-files.ts';

/** PostgreSQL takes 128 MB by default. Our data is a few, and the kernel caches its files as well. */
const SHARED_BUFFERS = '16MB';

const PACKAGE = dirname(dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite')));
const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };

/** Making a cluster takes seconds, and memory that is not given back; copying one takes neither. */
const PREPARED = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'embedded-cluster');

/** What a cluster of one kind holds before its first use. Opening one updates it nevertheless. */
export interface Recipe {
  name: string;
  /** Identifies the content: another text means another cluster. */
  text: string;
}

const preparedFolder = ({ name, text }: Recipe): string =>
  join(PREPARED, `${name}-${createHash('sha256').update(`${version} ${text}`).digest('hex').slice(0, 16)}`);

/** Opens the cluster in a folder. One that is not there is copied where one of its kind has been prepared, or made. */
export async function openCluster(folder: string, recipe: Recipe): Promise<PGlite> {
  const isNew = !existsSync(folder);
  const prepared = preparedFolder(recipe);
  // In one go: a thousand small files, one call each, take twice as long.
  if (isNew && existsSync(prepared)) await putInPlace(folder, (path) => cpSync(prepared, path, { recursive: true }));
  const pglite = await open(folder);
  // Each opening writes files that everybody may read.
  await makePrivate(folder);
  return pglite;
}

const open = (folder: string): Promise<PGlite> =>
  PGlite.create(folder, { startParams: [...PGlite.defaultStartParams, '-c', `shared_buffers=${SHARED_BUFFERS}`] });

/** Databases that others would be made from. Nobody makes any here, and they are two thirds of the files to copy. */
const TEMPLATES = ['template0', 'template1'];

/** Prepares the cluster that others of its kind are copied from, unless it is there, and removes those of other recipes. */
export async function prepareCluster(recipe: Recipe, fill: (cluster: PGlite) => Promise<void>): Promise<void> {
  const folder = preparedFolder(recipe);
  if (existsSync(folder)) return;
  await putInPlace(folder, async (path) => {
    const cluster = await open(path);
    await fill(cluster);
    for (const name of TEMPLATES) {
      await cluster.query('UPDATE pg_catalog.pg_database SET datistemplate = false WHERE datname = $1', [name]);
      await cluster.exec(`DROP DATABASE ${name}`);
    }
    await cluster.close();
    await makePrivate(path);
  });
  const others = (await readdir(PREPARED)).filter(
    (name) => name.startsWith(`${recipe.name}-`) && name !== basename(folder) && !name.endsWith(UNFINISHED),
  );
  for (const name of others) await rm(join(PREPARED, name), { recursive: true, force: true });
}

const UNFINISHED = '.new';

/** A folder exists completely or not at all, even when the process is killed meanwhile. */
export async function putInPlace(folder: string, make: (path: string) => Promise<void> | void): Promise<void> {
  const unfinished = `${folder}.${String(process.pid)}${UNFINISHED}`;
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  await rm(unfinished, { recursive: true, force: true });
  try {
    await make(unfinished);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}
