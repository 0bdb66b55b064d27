import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { containerIdIn } from '#protocol/storage.ts';
import type { RestorePlace, RestoreTargets } from '#provider/ports.ts';
import { createFolderRestoreTargets } from './folder-restore-targets.ts';

let root = '';
let targets: RestoreTargets;
let place: RestorePlace;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bp-targets-'));
  targets = createFolderRestoreTargets([{ account: 'stone', container: 'files', folder: root }]);
  const [account] = await targets.accounts();
  place = { containerId: containerIdIn(account?.resource.id ?? '', 'files'), restoreId: 'job-1' };
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function* text(...pieces: string[]) {
  for (const piece of pieces) yield await Promise.resolve(Buffer.from(piece));
}

const seen = async () => (await readdir(root)).filter((name) => !name.startsWith('.')).sort();

describe('restored files', () => {
  it('get their names only when all of them are complete', async () => {
    const writer = await targets.begin(place);
    await writer.write('a_roles.sql', text('one', 'two'));
    await writer.write('a_database_x%20y.sql', text('three'));
    expect(await seen()).toEqual([]);
    await writer.publish();
    await targets.settle(place);
    expect(await readdir(root)).toHaveLength(2);
    expect(await seen()).toEqual(['a_database_x%20y.sql', 'a_roles.sql']);
    expect(await readFile(join(root, 'a_roles.sql'), 'utf8')).toBe('onetwo');
  });

  it('are all taken back when one of the names is taken at the last moment', async () => {
    const writer = await targets.begin(place);
    await writer.write('a.sql', text('new'));
    await writer.write('b.sql', text('new'));
    await writeFile(join(root, 'b.sql'), 'of somebody else');
    await expect(writer.publish()).rejects.toMatchObject({ code: 'UserErrorRestoreFilesExist' });
    await targets.discard(place);
    expect(await readdir(root)).toEqual(['b.sql']);
    expect(await readFile(join(root, 'b.sql'), 'utf8')).toBe('of somebody else');
  });

  it('do not follow a link that stands in their place', async () => {
    const elsewhere = join(root, 'elsewhere');
    await mkdir(elsewhere);
    await symlink(join(elsewhere, 'x'), join(root, 'a.sql'));
    const writer = await targets.begin(place);
    await writer.write('a.sql', text('new'));
    await expect(writer.publish()).rejects.toMatchObject({ code: 'UserErrorRestoreFilesExist' });
    expect(await readdir(elsewhere)).toEqual([]);
  });

  it('are removed, published or not, when the restore is discarded; those of others stay', async () => {
    await writeFile(join(root, 'other.sql'), 'of somebody else');
    const writer = await targets.begin(place);
    await writer.write('a.sql', text('new'));
    await writer.publish();
    const other = await targets.begin({ ...place, restoreId: 'job-2' });
    await other.write('b.sql', text('half'));
    await targets.discard(place);
    await targets.discard({ ...place, restoreId: 'job-2' });
    await targets.discard(place);
    expect(await readdir(root)).toEqual(['other.sql']);
  });

  it('stay when the restore was settled before it is discarded', async () => {
    const writer = await targets.begin(place);
    await writer.write('a.sql', text('new'));
    await writer.publish();
    await targets.settle(place);
    await targets.discard(place);
    expect(await readdir(root)).toEqual(['a.sql']);
  });

  it('keep nothing of a stream that broke', async () => {
    const writer = await targets.begin(place);
    const breaking = (async function* () {
      yield await Promise.resolve(Buffer.from('half'));
      throw new Error('damaged');
    })();
    await expect(writer.write('a.sql', breaking)).rejects.toThrow('damaged');
    await targets.discard(place);
    expect(await readdir(root)).toEqual([]);
  });

  it.each(['../a.sql', 'x/y.sql', '.hidden', 'a\\b', ''])('are never written as %j', async (name) => {
    const writer = await targets.begin(place);
    await expect(writer.write(name, text('x'))).rejects.toThrow('not safe');
  });
});

describe('a container', () => {
  it('lists the names it has', async () => {
    await writeFile(join(root, 'a.sql'), '');
    expect(await targets.taken(place, ['a.sql', 'b.sql'])).toEqual(['a.sql']);
  });

  it('whose folder is not there is not made, and cannot be written to', async () => {
    await rm(root, { recursive: true });
    const fault = { code: 'UserErrorContainerNotAccessible' };
    await expect(targets.taken(place, ['a.sql'])).rejects.toMatchObject(fault);
    await expect(targets.begin(place)).rejects.toMatchObject(fault);
  });

  it.skipIf(process.getuid?.() === 0)('that is read-only says so before anything is written', async () => {
    await chmod(root, 0o500);
    await expect(targets.taken(place, [])).rejects.toMatchObject({ code: 'UserErrorContainerNotAccessible' });
    await chmod(root, 0o700);
  });
});
