/**
 * The documents about a vault as files beside its points: `<vault>/catalogue/<keeper>-<subject>.json.age` (decision 45). The first
 * line is the signature of the installation, in hex, over all that follows; the whole is encrypted with the vault's key, as its
 * points are. A keeper writes its own files alone.
 */
import { EngineFault, type CatalogueStorage, type DocumentAddress } from '#provider/ports.ts';
import { CATALOGUE_FORMAT, type CatalogueDocument } from '#provider/catalogue-documents.ts';
import { lastName, sameId, type ResourceId } from '#protocol/resource-id.ts';
import type { VaultKeys } from './age/vault-keys.ts';
import type { ManifestSigning } from './manifest-signing.ts';
import { checkIsMounted } from './mounted-vaults.ts';
import type { ObjectStore } from './stores/object-store.ts';
import { storageFault } from './vault-faults.ts';
import { CATALOGUE, catalogueFolder, documentName, vaultFolder } from './vault-names.ts';

const FILE = /^([0-9a-f]{12})-([a-z0-9~-]+)\.json(\.age)?$/;
/** A hundred thousand recovery points of an instance have some 100 MB. */
const MAX_DOCUMENT_BYTES = 512 * 1024 ** 2;
const SIGNATURE = /^[0-9a-f]{128}$/;

export interface CatalogueFiles {
  store: ObjectStore;
  signing: ManifestSigning;
  /** Documents are not encrypted when absent, nor when `encrypts` is false. */
  keys?: VaultKeys | undefined;
  encrypts: boolean;
}

/** `filesOf` returns those of a storage by its name; undefined is the data folder. */
export function createCatalogueStorage(
  filesOf: (storage: string | undefined) => Promise<CatalogueFiles>,
): CatalogueStorage {
  return {
    async keep(address, text) {
      const files = await filesOf(address.storage);
      await asStorage(() => keep(files, address, text));
    },
    async forget({ storage, vaultId, keeper, instead }) {
      const { store } = await filesOf(storage);
      await asStorage(async () => {
        await checkIsMounted(store);
        const folder = catalogueFolder(vaultId);
        for (const name of await store.names(folder)) {
          const [, by = ''] = FILE.exec(name) ?? [];
          if ([keeper, ...instead].includes(by)) await store.remove(`${folder}/${name}`);
        }
        await store.removeEmpty(folder);
      });
    },
  };
}

async function keep(files: CatalogueFiles, address: DocumentAddress, text: string | undefined): Promise<void> {
  const { store, signing, keys } = files;
  await checkIsMounted(store);
  const { vaultId, keeper, instead } = address;
  const folder = catalogueFolder(vaultId);
  const subject = documentName(address.instanceName);
  const isEncrypted = files.encrypts && keys !== undefined;
  const own = `${keeper}-${subject}.json${isEncrypted ? '.age' : ''}`;
  if (text !== undefined) {
    const signed = `${Buffer.from(signing.sign(Buffer.from(text))).toString('hex')}\n${text}`;
    const write = async (bytes: Uint8Array): Promise<void> => {
      // Only a new file makes its folder.
      if (!(await store.create(`${folder}/${own}`, bytes))) await store.put(`${folder}/${own}`, bytes);
    };
    await (isEncrypted ? keys.encrypt(vaultId, signed, write) : write(Buffer.from(signed)));
  }
  // Theirs last: at no time is there none.
  for (const name of await store.names(folder)) {
    const [, by = '', of] = FILE.exec(name) ?? [];
    if (of !== subject || !(by === keeper || instead.includes(by))) continue;
    if (text === undefined || name !== own) await store.remove(`${folder}/${name}`);
  }
  if (text === undefined) await store.removeEmpty(folder);
}

/** A document that this installation has written, where it belongs; or why the file is none. */
export type ReadDocument = { file: string; document: CatalogueDocument } | { file: string; problem: string };

/** All documents in the folder of a vault, of whatever state. A file that is none of ours is told with the reason. */
export async function readDocuments(
  { store, signing, keys }: Omit<CatalogueFiles, 'encrypts'>,
  vault: { folder: string; vaultIds: readonly ResourceId[] },
): Promise<ReadDocument[]> {
  const folder = `${vault.folder}/${CATALOGUE}`;
  const read: ReadDocument[] = [];
  for (const name of await store.names(folder)) {
    const match = FILE.exec(name);
    const file = `${folder}/${name}`;
    if (!match) continue;
    const [, keeper = '', subject = '', age] = match;
    try {
      const bytes = await store.get(file, MAX_DOCUMENT_BYTES);
      if (bytes === undefined) continue;
      const text = age === undefined ? bytes.toString('utf8') : await decrypted(keys, vault.vaultIds, bytes);
      const document = documentIn(text, signing);
      if (!belongs(document, vault.folder, keeper, subject)) {
        throw new Unreadable('It belongs to another place: it was moved, or copied.');
      }
      read.push({ file, document });
    } catch (error) {
      if (error instanceof Unreadable) read.push({ file, problem: error.message });
      else throw storageFault(error);
    }
  }
  return read;
}

class Unreadable extends Error {}

async function decrypted(
  keys: VaultKeys | undefined,
  vaultIds: readonly ResourceId[],
  bytes: Uint8Array,
): Promise<string> {
  for (const vaultId of vaultIds) {
    const text = await keys?.decrypt(vaultId, bytes).catch((error: unknown) => {
      if (error instanceof EngineFault && error.code === 'UserErrorVaultKeyMissing') return undefined;
      throw error;
    });
    if (text !== undefined) return text;
  }
  throw new Unreadable('No key of the vault opens it: it was changed, or the recovery key is another one.');
}

function documentIn(text: string, signing: ManifestSigning): CatalogueDocument {
  const end = text.indexOf('\n');
  const signature = text.slice(0, Math.max(end, 0));
  const body = Buffer.from(text.slice(end + 1));
  if (!SIGNATURE.test(signature) || !signing.isSigned(body, Buffer.from(signature, 'hex'))) {
    throw new Unreadable('Its signature is not one of this installation.');
  }
  // What we have signed is what we have written, unless it is something else that we sign.
  const document = JSON.parse(body.toString('utf8')) as Partial<CatalogueDocument>;
  if (document.format !== CATALOGUE_FORMAT) throw new Unreadable('It is of a format that is not known here.');
  return document as CatalogueDocument;
}

function belongs(document: CatalogueDocument, folder: string, keeper: string, subject: string): boolean {
  if (vaultFolder(document.vaultId) !== folder || document.keeper !== keeper) return false;
  if (document.kind === 'vault') return subject === documentName() && sameId(document.vault.id, document.vaultId);
  const name = lastName(document.instanceId);
  return subject === documentName(name) && sameId(document.instanceId, `${document.vaultId}/backupInstances/${name}`);
}

async function asStorage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storageFault(error);
  }
}
