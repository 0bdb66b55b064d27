import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePrivate } from './private-files.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-private-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('takes the rights of others, and leaves those of the owner and what links lead to', async () => {
  const at = (name: string) => join(folder, name);
  const modeOf = async (name: string) => ((await stat(at(name))).mode & 0o777).toString(8);
  await writeFile(at('outside'), '');
  await chmod(at('outside'), 0o644);
  await mkdir(at('state/base'), { recursive: true });
  await writeFile(at('state/base/1'), '');
  await writeFile(at('state/read-only'), '');
  await symlink(at('outside'), at('state/link'));
  await chmod(at('state/base/1'), 0o666);
  await chmod(at('state/read-only'), 0o444);
  await chmod(at('state/base'), 0o755);
  await makePrivate(at('state'));
  await makePrivate(at('nothing'));
  expect(await Promise.all(['state/base', 'state/base/1', 'state/read-only', 'outside'].map(modeOf))).toEqual([
    '700',
    '600',
    '400',
    '644',
  ]);
});
