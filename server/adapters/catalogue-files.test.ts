/** The documents about a vault, and what somebody may have made of them who can write into the storage. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CATALOGUE_FORMAT, type VaultDocument } from '#provider/catalogue-documents.ts';
import type { CatalogueStorage, DocumentAddress } from '#provider/ports.ts';
import { point, storePoint, vaultsIn } from '../testing/store-suite.ts';
import { createCatalogueStorage } from './catalogue-files.ts';
import { createManifestSigning, PUBLIC_KEY_FILE, publishKey } from './manifest-signing.ts';
import { readVaults } from './read-vaults.ts';
import { createFolderStore } from './stores/folder-store.ts';
import type { ObjectStore } from './stores/object-store.ts';
import { catalogueFolder, pointFolder, vaultFolder } from './vault-names.ts';
import type { VaultKeys } from './age/vault-keys.ts';

const signing = createManifestSigning(new Uint8Array(32));
const { vaultId } = point;
const address: DocumentAddress = { storage: undefined, vaultId, keeper: 'aaaaaaaaaaaa', instead: [] };
const other = vaultId.replace('bv-one', 'bv-two');

const textOf = (keeper: string, more: Partial<VaultDocument> = {}): string =>
  JSON.stringify({
    ...{ format: CATALOGUE_FORMAT, kind: 'vault', vaultId, keeper, writtenAt: '2026-01-01T00:00:00.000Z' },
    ...{ vault: { id: vaultId }, policies: [], locks: [], roleAssignments: [], ...more },
  });

let folder = '';
let store: ObjectStore;
let keys: VaultKeys;
let catalogue: CatalogueStorage;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-documents-'));
  store = createFolderStore(folder);
  ({ keys } = await vaultsIn(store));
  await publishKey(store, signing);
  catalogue = createCatalogueStorage(() => Promise.resolve({ store, signing, keys, encrypts: true }));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const files = () => store.names(catalogueFolder(vaultId));
const read = async () => {
  const { vaults, refused } = await readVaults({ store, signing, keys });
  return { documents: vaults.flatMap(({ documents }) => documents), refused };
};

describe('a document', () => {
  it('is read as it was kept, encrypted, and in place of the one before', async () => {
    await catalogue.keep(address, textOf(address.keeper, { writtenAt: 'before' }));
    await catalogue.keep(address, textOf(address.keeper));
    expect(await files()).toEqual(['aaaaaaaaaaaa-vault.json.age']);
    const bytes = await store.get(`${catalogueFolder(vaultId)}/aaaaaaaaaaaa-vault.json.age`, 10_000);
    expect(bytes?.toString('latin1')).not.toContain('bv-one');
    expect(await read()).toEqual({ documents: [JSON.parse(textOf(address.keeper))], refused: [] });
  });

  it('of another state stays, until that has been taken over', async () => {
    await catalogue.keep(address, textOf(address.keeper));
    const next = { ...address, keeper: 'bbbbbbbbbbbb' };
    await catalogue.keep(next, textOf(next.keeper));
    expect(await files()).toHaveLength(2);
    await catalogue.keep(next, undefined);
    expect(await files()).toEqual(['aaaaaaaaaaaa-vault.json.age']);
    await catalogue.keep({ ...next, instead: [address.keeper] }, textOf(next.keeper));
    expect(await files()).toEqual(['bbbbbbbbbbbb-vault.json.age']);
  });

  it('that is no longer kept leaves nothing, and lets the keys of a vault that is gone go', async () => {
    await catalogue.keep(address, textOf(address.keeper));
    await catalogue.keep({ ...address, instanceName: 'pg-one' }, textOf(address.keeper));
    await keys.forget(vaultId);
    expect(await store.names(vaultFolder(vaultId))).toHaveLength(2);
    await catalogue.forget(address);
    await keys.forget(vaultId);
    expect(await store.names('')).toEqual([PUBLIC_KEY_FILE]);
  });

  it.each(['before', 'while'])(
    'opens although the keys of the former vault of the name went %s it was written',
    async (when) => {
      await catalogue.keep(address, textOf(address.keeper));
      await catalogue.forget(address);
      const isRemoving = Promise.withResolvers<undefined>();
      const isWritten = Promise.withResolvers<undefined>();
      const held: ObjectStore = {
        ...store,
        async remove(key) {
          isRemoving.resolve(undefined);
          if (when === 'while') await isWritten.promise;
          return store.remove(key);
        },
      };
      let forgetting: Promise<void> | undefined;
      const late: ObjectStore = {
        ...store,
        async create(key, bytes) {
          if (key.startsWith(catalogueFolder(vaultId)) && forgetting === undefined) {
            forgetting = (await vaultsIn(held)).keys.forget(vaultId);
            await (when === 'while' ? isRemoving.promise : forgetting);
          }
          return store.create(key, bytes);
        },
      };
      const files = { store: late, signing, keys, encrypts: true };
      await createCatalogueStorage(() => Promise.resolve(files)).keep(address, textOf(address.keeper));
      isWritten.resolve(undefined);
      await forgetting;
      expect(await read()).toEqual({ documents: [JSON.parse(textOf(address.keeper))], refused: [] });
    },
  );

  it('is written nowhere but where the vaults are', async () => {
    await store.remove(PUBLIC_KEY_FILE);
    await expect(catalogue.keep(address, textOf(address.keeper))).rejects.toMatchObject({ name: 'EngineFault' });
    expect(await store.names('')).toEqual([]);
  });

  it('is readable as it is where points are not encrypted, and has one form at a time', async () => {
    await catalogue.keep(address, textOf(address.keeper));
    const plain = createCatalogueStorage(() => Promise.resolve({ store, signing, keys, encrypts: false }));
    await plain.keep(address, textOf(address.keeper));
    expect(await files()).toEqual(['aaaaaaaaaaaa-vault.json']);
    expect((await read()).documents).toHaveLength(1);
  });
});

describe('what somebody put there', () => {
  const at = (name: string, vault = vaultId): string => `${catalogueFolder(vault)}/${name}`;
  const plainly = (text: string, by = signing): Buffer =>
    Buffer.from(`${Buffer.from(by.sign(Buffer.from(text))).toString('hex')}\n${text}`);
  const valid = textOf('aaaaaaaaaaaa');
  beforeEach(async () => void (await storePoint((await vaultsIn(store)).storage, Buffer.from('bytes'))));

  it.each<[string, string, Buffer]>([
    ['is changed', 'aaaaaaaaaaaa-vault.json', Buffer.from(plainly(valid).toString().replace('2026', '2025'))],
    ['has no signature', 'aaaaaaaaaaaa-vault.json', Buffer.from(valid)],
    ['is empty', 'aaaaaaaaaaaa-vault.json', Buffer.alloc(0)],
    ['is noise', 'aaaaaaaaaaaa-vault.json.age', Buffer.from('noise')],
    [
      'is signed with a key of their own',
      'aaaaaaaaaaaa-vault.json',
      plainly(valid, createManifestSigning(new Uint8Array(32).fill(9))),
    ],
    ['is another thing that was signed', 'aaaaaaaaaaaa-vault.json', plainly('{"formatVersion":2}')],
    ['has the name of another state', 'bbbbbbbbbbbb-vault.json', plainly(valid)],
    ['has the name of an instance', 'aaaaaaaaaaaa-instance-pg-one~0123456789ab.json', plainly(valid)],
    ['is of another vault', 'aaaaaaaaaaaa-vault.json', plainly(textOf('aaaaaaaaaaaa', { vaultId: other }))],
    [
      'names another vault inside',
      'aaaaaaaaaaaa-vault.json',
      plainly(textOf('aaaaaaaaaaaa', { vault: { id: other } as VaultDocument['vault'] })),
    ],
  ])('does not count when it %s', async (_, name, bytes) => {
    await store.create(at(name), bytes);
    const { documents, refused } = await read();
    expect(documents).toEqual([]);
    expect(refused).toEqual([{ file: at(name), problem: expect.any(String) as string }]);
  });

  it('in place of a manifest is told with its reason', async () => {
    const file = `${pointFolder(point)}/manifest.json`;
    const manifest = (await store.get(file, 100_000))?.toString() ?? '';
    await store.put(file, Buffer.from(manifest.replace('"retentionTag": "default"', '"retentionTag": "weekly"')));
    const { vaults, refused } = await readVaults({ store, signing, keys });
    expect(refused).toEqual([
      { file, problem: expect.stringContaining('signature of the manifest is not one') as string },
    ]);
    expect(vaults.flatMap(({ points }) => points)).toEqual([]);
  });
});
