/**
 * The keys that recovery points are encrypted with: one for each vault, and those that it had before. Each lies in the
 * folder of the vault, as a file of age for the master key, so that the folder and the recovery key are enough to
 * restore by hand. A file is written once and only ever wrapped again, never given other content, so concurrent actions
 * lose no key. The content is bound to its vault by a digest that only the master key can make; otherwise anybody who
 * can write into the folder could have points encrypted for themselves.
 */
import { generateX25519Identity } from 'age-encryption';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { EngineFault, type Log } from '#provider/ports.ts';
import { isNotFound } from '../file-errors.ts';
import type { ObjectStore } from '../stores/object-store.ts';
import { isFolderName, vaultFolder } from '../vault-names.ts';
import {
  decryptedText,
  encryptedText,
  newAgeHeader,
  openAgeHeader,
  type AgeHeader,
  type AgeKey,
} from './age-header.ts';
import { ageKeyOf, type MasterKey, type MasterKeys } from './master-keys.ts';

export interface VaultKeys {
  /** For a new part: of the newest key of the vault, which is made when there is none. */
  newHeader(vaultId: ResourceId): Promise<AgeHeader>;
  /** The key of a part. Throws `UserErrorVaultKeyMissing` when no key of the vault opens it. */
  fileKey(vaultId: ResourceId, header: Uint8Array): Promise<Uint8Array>;
  /**
   * A short text as a whole file, for the newest key of the vault, which is made when there is none. `write` puts the file into the
   * folder of the vault, and does it again where the key was retired meanwhile.
   */
  encrypt(vaultId: ResourceId, text: string, write: (file: Uint8Array) => Promise<void>): Promise<void>;
  /** Throws `UserErrorVaultKeyMissing` when no key of the vault opens the file. */
  decrypt(vaultId: ResourceId, file: Uint8Array): Promise<string>;
  /** Gives the vault another key, for the points from now on. */
  rotate(vaultId: ResourceId): Promise<void>;
  /** Wraps every key that was wrapped with a former master key with the current one; returns how many. */
  rewrap(): Promise<number>;
  /** The vaults of the store that have keys. */
  vaults(): Promise<ResourceId[]>;
  /** Removes the keys of a vault, and its folder, unless it holds anything else or something is being written into it. */
  forget(vaultId: ResourceId): Promise<void>;
}

interface VaultKey extends AgeKey {
  vaultId: ResourceId;
  created: string;
}

const KEY_FILE = /^vault-key-[0-9a-z-]+\.age$/;
/** A retired key: it decrypts existing points, and encrypts nothing more. */
const RETIRED = '-retired.age';
const MAX_FILE_BYTES = 16 * 1024;
/** Each time the keys of the vault would have to be forgotten anew. */
const MOST_TRIES = 5;

export function createVaultKeys(store: ObjectStore, masters: MasterKeys, log: Log): VaultKeys {
  const [current] = masters;
  /** By the content of the file. */
  const opened = new Map<string, { key: VaultKey; master: MasterKey } | undefined>();

  async function open(folder: string, name: string) {
    const file = `${folder}/${name}`;
    const bytes = await store.get(file, MAX_FILE_BYTES).catch((error: unknown) => {
      // A link or a folder is not ours, and no reason to call a recovery point damaged. Or the file was renamed
      // meanwhile.
      if ((error instanceof EngineFault && error.code === 'RecoveryPointDamaged') || isNotFound(error))
        return undefined;
      throw error;
    });
    if (bytes === undefined) return undefined;
    const content = bytes.toString('base64');
    if (!opened.has(content)) {
      opened.set(content, await unwrapped(bytes, masters));
      if (opened.get(content) === undefined) {
        log('a key of a vault cannot be opened with the master key', { file }, 'error');
      }
    }
    return opened.get(content);
  }

  async function keysIn(folder: string, fits: (name: string) => boolean = () => true) {
    const names = (await namesIn(store, folder, KEY_FILE)).filter(fits);
    const found = await Promise.all(names.map((name) => open(folder, name)));
    return found.filter((one) => one !== undefined);
  }

  /** The newest first. */
  async function keysOf(vaultId: ResourceId, fits?: (name: string) => boolean): Promise<VaultKey[]> {
    const keys = (await keysIn(vaultFolder(vaultId), fits)).map(({ key }) => key);
    return keys
      .filter((key) => idKey(key.vaultId) === idKey(vaultId))
      .sort((one, other) => other.created.localeCompare(one.created));
  }

  async function make(vaultId: ResourceId): Promise<VaultKey> {
    const key = { ...(await ageKeyOf(await generateX25519Identity())), vaultId, created: new Date().toISOString() };
    const file = `${vaultFolder(vaultId)}/${fileNameOf(key)}`;
    if (!(await store.create(file, await wrapped(key, current)))) throw new Error(`There is a file ${file} already.`);
    return key;
  }

  const newest = async (vaultId: ResourceId): Promise<VaultKey> =>
    (await keysOf(vaultId, isInUse))[0] ?? (await make(vaultId));

  return {
    newHeader: async (vaultId) => newAgeHeader(await newest(vaultId)),
    async encrypt(vaultId, text, write) {
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const { recipient } = await newest(vaultId);
        await write(await encryptedText(recipient, text));
        // `forget` retires a key before it looks at what is in the folder: one that is in use now goes no more.
        if ((await keysOf(vaultId, isInUse)).some((key) => key.recipient === recipient)) return;
      }
      throw keyMissing(undefined);
    },
    async decrypt(vaultId, file) {
      for (const { identity } of await keysOf(vaultId)) {
        const text = await decryptedText(identity, file).catch(() => undefined);
        if (text !== undefined) return text;
      }
      throw keyMissing(undefined);
    },
    async fileKey(vaultId, header) {
      const opened = async () => {
        const identities = (await keysOf(vaultId)).map(({ identity }) => identity);
        return openAgeHeader(header, identities);
      };
      try {
        // One that is renamed while the folder is read is found by looking once more.
        return await opened().catch((error: unknown) =>
          isUnmatched(error) ? opened() : Promise.reject(error as Error),
        );
      } catch (error) {
        throw isUnmatched(error) ? keyMissing(error) : error;
      }
    },
    rotate: async (vaultId) => void (await make(vaultId)),
    async rewrap() {
      let count = 0;
      for (const folder of await vaultFolders(store)) {
        for (const name of await namesIn(store, folder, KEY_FILE)) {
          const found = await open(folder, name);
          if (!found || found.master === current) continue;
          await store.put(`${folder}/${name}`, await wrapped(found.key, current));
          count += 1;
        }
      }
      return count;
    },
    async vaults() {
      const folders = await vaultFolders(store);
      const keys = (await Promise.all(folders.map((folder) => keysIn(folder)))).flat();
      return [...new Map(keys.map(({ key }) => [idKey(key.vaultId), key.vaultId])).values()];
    },
    async forget(vaultId) {
      const folder = vaultFolder(vaultId);
      const retired: [string, string][] = [];
      for (const name of await namesIn(store, folder, KEY_FILE)) {
        const other = isInUse(name) ? name.replace(/\.age$/, RETIRED) : name;
        await store.rename(`${folder}/${name}`, `${folder}/${other}`);
        retired.push([name, other]);
      }
      // A writer creates the point's folder before it requests a key. One that got a key before the retirement is seen
      // here; one that requests a key from now on makes a new key.
      await store.removeEmpty(folder);
      if ((await store.names(folder)).some((name) => !KEY_FILE.test(name))) {
        for (const [name, other] of retired) await store.rename(`${folder}/${other}`, `${folder}/${name}`);
        return;
      }
      for (const [, other] of retired) await store.remove(`${folder}/${other}`);
      await store.removeEmpty(folder);
    },
  };
}

export const isKeyFile = (name: string): boolean => KEY_FILE.test(name);

const isInUse = (name: string): boolean => !name.endsWith(RETIRED);

/** As a file of keys that `age -i` takes; what begins with `#` is for people, and for us. */
async function wrapped(key: VaultKey, master: MasterKey): Promise<Uint8Array> {
  const { vaultId, created, recipient, identity } = key;
  const lines = [
    `# created: ${created}`,
    `# vault: ${vaultId}`,
    `# public key: ${recipient}`,
    `# digest: ${digestOf(key, master).toString('hex')}`,
    identity,
  ];
  return encryptedText(master.recipient, `${lines.join('\n')}\n`);
}

/** Undefined when no master key opens it, or none made its content. */
async function unwrapped(
  file: Uint8Array,
  masters: MasterKeys,
): Promise<{ key: VaultKey; master: MasterKey } | undefined> {
  for (const master of masters) {
    const text = await decryptedText(master.identity, file).catch(() => undefined);
    const [, created, vaultId, recipient, digest, identity] =
      /^# created: (.+)\n# vault: (.+)\n# public key: (.+)\n# digest: ([0-9a-f]{64})\n(.+)\n$/.exec(text ?? '') ?? [];
    if (!created || !vaultId || !recipient || !digest || !identity) continue;
    const key: VaultKey = { vaultId, created, recipient, identity };
    if (timingSafeEqual(digestOf(key, master), Buffer.from(digest, 'hex'))) return { key, master };
  }
  return undefined;
}

const digestOf = ({ vaultId, created, recipient, identity }: VaultKey, master: MasterKey): Buffer =>
  createHmac('sha256', master.derive('vault keys'))
    .update([idKey(vaultId), created, recipient, identity].join('\n'))
    .digest();

const fileNameOf = ({ created, recipient }: VaultKey): string =>
  `vault-key-${created.slice(0, 10)}-${recipient.slice(-12)}.age`;

/** A link or file of such a name is not ours, and does not hide the others. */
const vaultFolders = async (store: ObjectStore): Promise<string[]> =>
  (await store.names('', 'folders')).filter(isFolderName);

const namesIn = async (store: ObjectStore, folder: string, fit: RegExp): Promise<string[]> =>
  (await store.names(folder)).filter((name) => fit.test(name));

/** The library's message where no identity fits; a changed header has another. */
const isUnmatched = (error: unknown): boolean => error instanceof Error && error.message.startsWith('no identity');

const keyMissing = (cause: unknown): EngineFault =>
  new EngineFault(
    'UserErrorVaultKeyMissing',
    'No key of the vault opens the recovery point.',
    [
      'Put the files vault-key-*.age of the vault back into its folder. If the master key was changed, name the former one behind it in MASTER_KEY.',
    ],
    undefined,
    { cause },
  );
