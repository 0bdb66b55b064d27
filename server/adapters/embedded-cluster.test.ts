import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCluster, prepareCluster } from './embedded-cluster.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-cluster-'));
  await prepareCluster();
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('two new clusters share nothing, keep what they hold, and leave nothing half made', async () => {
  const paths = ['one', 'other'].map((name) => join(folder, name));
  for (const path of paths) {
    const cluster = await openCluster(path);
    await cluster.exec(`CREATE TABLE t AS SELECT '${path}' AS path`);
    await cluster.close();
  }
  for (const path of paths) {
    const cluster = await openCluster(path);
    expect((await cluster.query('SELECT path FROM t')).rows).toEqual([{ path }]);
    await cluster.close();
  }
  expect(await readdir(folder)).toEqual(['one', 'other']);
}, 60_000);
