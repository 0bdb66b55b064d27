/**
 * Signs the manifests of recovery points, so that a folder of vaults proves itself: somebody who can write into it, but
 * does not have the secret of the installation, cannot make a valid manifest. The key is derived from that secret, so
 * every process of an installation has the same; `docs/recovery.md` shows how to check a signature with openssl alone.
 */
import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isNotFound } from './file-errors.ts';
import { SetupError } from './setup-error.ts';
import type { ObjectStore } from './stores/object-store.ts';

export interface ManifestSigning {
  /** 64 bytes (Ed25519). */
  sign(manifest: Uint8Array): Uint8Array;
  /** Whether this installation, or one whose key the operator keeps as a former one, has signed it. */
  isSigned(manifest: Uint8Array, signature: Uint8Array): boolean;
  publicKeyPem: string;
  /** SHA-256 of the public key, as `openssl pkey -pubin -outform DER | sha256sum` prints it. */
  fingerprint: string;
}

/** Beside the vaults: the public key, for checking a signature by hand. */
export const PUBLIC_KEY_FILE = 'signing-key.pem';

export const MAX_PUBLIC_KEY_BYTES = 16 * 1024;

/** How a private key of Ed25519 begins in PKCS #8 (RFC 8410, section 7); the 32 bytes of the seed follow. */
const PKCS8_START = Buffer.from('302e020100300506032b657004220420', 'hex');

/** `seed` is 32 bytes of the installation's secret; `former` are public keys in PEM that are trusted too. */
export function createManifestSigning(seed: Uint8Array, former: readonly string[] = []): ManifestSigning {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_START, seed]), format: 'der', type: 'pkcs8' });
  const own = createPublicKey(key);
  const trusted: KeyObject[] = [own, ...former.map((pem) => createPublicKey(pem))];
  return {
    sign: (manifest) => sign(null, manifest, key),
    isSigned: (manifest, signature) => trusted.some((one) => verify(null, manifest, one, signature)),
    publicKeyPem: own.export({ format: 'pem', type: 'spki' }).toString(),
    fingerprint: createHash('sha256')
      .update(own.export({ format: 'der', type: 'spki' }))
      .digest('hex'),
  };
}

/** Public keys that the operator has kept from before the secret was changed: every `.pem` of the folder. */
export async function readFormerKeys(folder: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
  const keys: string[] = [];
  for (const name of names.filter((one) => one.endsWith('.pem')).sort()) {
    const pem = await readFile(join(folder, name), 'utf8');
    try {
      createPublicKey(pem);
    } catch {
      throw new SetupError(`${join(folder, name)} is not a public key. Remove it, or put the original key back.`);
    }
    keys.push(pem);
  }
  return keys;
}

/** Puts the public key where the signatures are. One of another secret stays beside it, under its fingerprint. */
export async function publishKey(store: ObjectStore, { publicKeyPem }: ManifestSigning): Promise<void> {
  const before = (await store.get(PUBLIC_KEY_FILE, MAX_PUBLIC_KEY_BYTES))?.toString('utf8');
  if (before === publicKeyPem) return;
  if (before !== undefined) {
    const name = createHash('sha256').update(before).digest('hex').slice(0, 12);
    await store.rename(PUBLIC_KEY_FILE, `signing-key.${name}.pem`);
  }
  await store.put(PUBLIC_KEY_FILE, Buffer.from(publicKeyPem));
}
