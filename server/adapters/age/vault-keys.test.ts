/** Keys of vaults in their folder: what opens what, before and after keys have changed. */
import { generateX25519Identity } from 'age-encryption';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { vaultFolder } from '../vault-names.ts';
import { decryptedText, encryptedText } from './age-header.ts';
import { ageKeyOf, identityOf, isIdentity, masterKeysOf } from './master-keys.ts';
import { createFolderStore } from '../stores/folder-store.ts';
import { createVaultKeys } from './vault-keys.ts';

const ONE = '/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/bv-one';
const TWO = '/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/bv-two';
const FIRST = identityOf(new Uint8Array(32).fill(1));
const SECOND = identityOf(new Uint8Array(32).fill(2));
const missing = { code: 'UserErrorVaultKeyMissing' };

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bp-keys-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const keysWith = async (...identities: [string, ...string[]]) =>
  createVaultKeys(createFolderStore(root), await masterKeysOf(identities), () => undefined);
const filesOf = async (vaultId: string) =>
  (await readdir(join(root, vaultFolder(vaultId)))).map((name) => join(root, vaultFolder(vaultId), name));

it('a vault gets a key of its own, wrapped, that only its owner can read', async () => {
  const keys = await keysWith(FIRST);
  const { header, fileKey } = await keys.newHeader(ONE);
  await keys.newHeader(ONE.toUpperCase());
  expect(await keys.fileKey(ONE, header)).toEqual(fileKey);
  const [file = '', ...others] = await filesOf(ONE);
  expect(others).toEqual([]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).toMatch(/^age-encryption.org\/v1\n-> X25519 /);
  await expect(keys.fileKey(TWO, header)).rejects.toMatchObject(missing);
});

it('another key serves new points, and the old ones still open', async () => {
  const keys = await keysWith(FIRST);
  const before = await keys.newHeader(ONE);
  const [old = ''] = await filesOf(ONE);
  await keys.rotate(ONE);
  const after = await keys.newHeader(ONE);
  const fresh = await keysWith(FIRST);
  expect(await fresh.fileKey(ONE, before.header)).toEqual(before.fileKey);
  expect(await fresh.fileKey(ONE, after.header)).toEqual(after.fileKey);
  await rm(old);
  await expect(keys.fileKey(ONE, before.header)).rejects.toMatchObject(missing);
  expect(await keys.fileKey(ONE, after.header)).toEqual(after.fileKey);
  expect(await keys.vaults()).toEqual([ONE]);
});

it('a new master key wraps every key again, and no header changes', async () => {
  const { header, fileKey } = await (await keysWith(FIRST)).newHeader(ONE);
  await expect((await keysWith(SECOND)).fileKey(ONE, header)).rejects.toMatchObject(missing);
  const both = await keysWith(SECOND, FIRST);
  expect(await both.fileKey(ONE, header)).toEqual(fileKey);
  expect(await both.rewrap()).toBe(1);
  expect(await both.rewrap()).toBe(0);
  expect(await (await keysWith(SECOND)).fileKey(ONE, header)).toEqual(fileKey);
  await expect((await keysWith(FIRST)).fileKey(ONE, header)).rejects.toMatchObject(missing);
});

it('nobody else can put a key into the folder that points are then encrypted with', async () => {
  const keys = await keysWith(FIRST);
  const own = await keys.newHeader(ONE);
  const [file = ''] = await filesOf(ONE);
  // Whoever knows the public half of the master key can wrap a key of their own with it.
  const theirs = await ageKeyOf(await generateX25519Identity());
  const text = await decryptedText(FIRST, await readFile(file));
  const forged = text
    .replace(/^# created: .*/m, '# created: 2999-01-01T00:00:00.000Z')
    .replace(/^# public key: .*/m, `# public key: ${theirs.recipient}`)
    .replace(/^AGE-SECRET-KEY.*/m, theirs.identity);
  const { recipient } = await ageKeyOf(FIRST);
  await writeFile(join(root, vaultFolder(ONE), 'vault-key-zzz.age'), await encryptedText(recipient, forged));
  // Nor is the key of another vault one of this.
  await keys.newHeader(TWO);
  for (const other of await filesOf(TWO)) await cp(other, join(root, vaultFolder(ONE), 'vault-key-yyy.age'));

  const fresh = await keysWith(FIRST);
  const { header, fileKey } = await fresh.newHeader(ONE);
  await rm(join(root, vaultFolder(ONE), 'vault-key-zzz.age'));
  await rm(join(root, vaultFolder(ONE), 'vault-key-yyy.age'));
  expect(await fresh.fileKey(ONE, header)).toEqual(fileKey);
  expect(await fresh.fileKey(ONE, own.header)).toEqual(own.fileKey);
});

it('what else lies beside the keys, whatever it is, keeps nobody from them', async () => {
  const keys = await keysWith(FIRST);
  const { header, fileKey } = await keys.newHeader(ONE);
  const beside = (name: string) => join(root, vaultFolder(ONE), name);
  await symlink('/dev/zero', beside('vault-key-link.age'));
  await mkdir(beside('vault-key-folder.age'));
  await writeFile(beside('vault-key-large.age'), Buffer.alloc(1_000_000));
  await writeFile(beside('vault-key-empty.age'), '');
  expect(await keys.fileKey(ONE, header)).toEqual(fileKey);
  expect(await keys.rewrap()).toBe(0);
  await keys.rotate(ONE);
  expect(await keys.fileKey(ONE, header)).toEqual(fileKey);
});

it('keys that are made at the same time are all kept', async () => {
  const keys = await keysWith(FIRST);
  const made = await Promise.all([keys.newHeader(ONE), keys.newHeader(ONE), keys.rotate(ONE), keys.newHeader(ONE)]);
  for (const one of made) {
    if (one) expect(await keys.fileKey(ONE, one.header)).toEqual(one.fileKey);
  }
});

describe('the keys of a vault that is gone', () => {
  const write = async (vaultId: string, point: string): Promise<string> => {
    const folder = join(root, vaultFolder(vaultId), 'pg-one~0', point);
    await mkdir(folder, { recursive: true });
    return folder;
  };

  it('go with it, and with its folder; those of others stay', async () => {
    const keys = await keysWith(FIRST);
    await keys.newHeader(ONE);
    await keys.rotate(ONE);
    const other = await keys.newHeader(TWO);
    await rm(await write(ONE, 'a'), { recursive: true });
    await keys.forget(ONE);
    await keys.forget(ONE);
    expect(await readdir(root)).toEqual([vaultFolder(TWO)]);
    expect(await keys.fileKey(TWO, other.header)).toEqual(other.fileKey);
  });

  it('stay while there is a point, or one is being written, in a vault of the same name', async () => {
    const keys = await keysWith(FIRST);
    await write(ONE, 'a');
    const { header, fileKey } = await keys.newHeader(ONE);
    const before = await filesOf(ONE);
    await keys.forget(ONE);
    expect(await filesOf(ONE)).toEqual(before);
    expect(await keys.fileKey(ONE, header)).toEqual(fileKey);
    expect((await keys.newHeader(ONE)).fileKey).not.toEqual(fileKey);
    expect(await filesOf(ONE)).toEqual(before);
  });

  it('are never those of a point that is begun while they go', async () => {
    const keys = await keysWith(FIRST);
    await keys.newHeader(ONE);
    for (let turn = 0; turn < 30; turn += 1) {
      const begun = async () => {
        await new Promise((resolve) => setTimeout(resolve, turn % 3));
        const folder = await write(ONE, String(turn));
        const made = await keys.newHeader(ONE);
        return { ...made, folder };
      };
      const [{ header, fileKey, folder }] = await Promise.all([begun(), keys.forget(ONE)]);
      expect(await keys.fileKey(ONE, header)).toEqual(fileKey);
      await rm(folder, { recursive: true });
    }
  });

  it('still open what they opened when the process died over them, and encrypt nothing more', async () => {
    const keys = await keysWith(FIRST);
    const { header, fileKey } = await keys.newHeader(ONE);
    const [file = ''] = await filesOf(ONE);
    await rename(file, file.replace('.age', '-retired.age'));
    const fresh = await keysWith(FIRST);
    expect(await fresh.fileKey(ONE, header)).toEqual(fileKey);
    const next = await fresh.newHeader(ONE);
    await rm(file.replace('.age', '-retired.age'));
    expect(await fresh.fileKey(ONE, next.header)).toEqual(next.fileKey);
    await expect(fresh.fileKey(ONE, header)).rejects.toMatchObject(missing);
  });
});

it.each([
  [FIRST, true],
  [FIRST.toLowerCase(), false],
  [`${FIRST.slice(0, -1)}${FIRST.endsWith('Q') ? 'P' : 'Q'}`, false],
  ['age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj', false],
  ['a password', false],
])('%s is an identity: %s', (text, is) => {
  expect(isIdentity(text)).toBe(is);
});
