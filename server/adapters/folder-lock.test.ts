import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockFolder } from './folder-lock.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('a folder has one owner, and can be locked again after its release', async () => {
  const unlock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow(/in use by another Backup Portal \(process \d+\)/);
  await unlock();
  await (
    await lockFolder(folder)
  )();
  expect(await readdir(folder)).toEqual([]);
});

it('of many that want a folder at once, one gets it', async () => {
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it.each([
  ['a process that is gone', { pid: 2 ** 22 + 1, started: '1', token: 'x' }],
  ['a process whose number somebody else has now', { pid: process.pid, started: '1', token: 'x' }],
])('a lock left by %s does not count', async (_who, owner) => {
  await writeFile(join(folder, 'owner.lock'), JSON.stringify(owner));
  const unlock = await lockFolder(folder);
  await unlock();
});

it('a lock that is not readable does not count', async () => {
  await writeFile(join(folder, 'owner.lock'), '');
  await (
    await lockFolder(folder)
  )();
});
