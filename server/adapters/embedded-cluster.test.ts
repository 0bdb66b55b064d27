import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openCluster, prepareCluster } from './embedded-cluster.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Its own, so that nobody else's is removed. */
const kind = `test${String(process.pid)}`;
const recipe = { name: kind, text: 'one table' };
const PREPARED = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'embedded-cluster');
const prepared = async () => (await readdir(PREPARED)).filter((name) => name.startsWith(kind));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-cluster-'));
  await prepareCluster(recipe, async (cluster) => void (await cluster.exec('CREATE TABLE t (path text)')));
});
afterAll(async () => {
  for (const name of await prepared()) await rm(join(PREPARED, name), { recursive: true });
  await rm(folder, { recursive: true, force: true });
});

test('two new clusters begin with what was prepared, share nothing, keep what they hold, and leave nothing half made', async () => {
  const paths = ['one', 'other'].map((name) => join(folder, name));
  for (const path of paths) {
    const cluster = await openCluster(path, recipe);
    await cluster.query('INSERT INTO t VALUES ($1)', [path]);
    await cluster.close();
  }
  for (const path of paths) {
    const cluster = await openCluster(path, recipe);
    expect((await cluster.query('SELECT path FROM t')).rows).toEqual([{ path }]);
    await cluster.close();
    for (const name of ['.', 'base', 'PG_VERSION']) expect((await stat(join(path, name))).mode & 0o077).toBe(0);
  }
  expect(await readdir(folder)).toEqual(['one', 'other']);
});

test('a cluster of another recipe is not copied from it, and takes its place when it is prepared', async () => {
  const other = { name: kind, text: 'another table' };
  const path = join(folder, 'third');
  const cluster = await openCluster(path, other);
  await expect(cluster.query('SELECT path FROM t')).rejects.toThrow('does not exist');
  await cluster.close();
  for (const name of ['.', 'base', 'PG_VERSION']) expect((await stat(join(path, name))).mode & 0o077).toBe(0);

  const [before = ''] = await prepared();
  await prepareCluster(other, () => Promise.resolve());
  expect(await prepared()).toHaveLength(1);
  expect(existsSync(join(PREPARED, before))).toBe(false);
});
