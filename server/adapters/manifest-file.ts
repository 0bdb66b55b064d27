/**
 * The manifest of a recovery point, with its signature beside it. Written so that it appears whole or not at
 * all; read so that only the one that was written counts (decision 12).
 */
import { createHash } from 'node:crypto';
import { misplaced } from '#provider/domain/manifests.ts';
import type { Manifest, PointAddress } from '#provider/ports.ts';
import { readShape } from './manifest-shape.ts';
import type { ManifestSigning } from './manifest-signing.ts';
import type { ObjectStore } from './stores/object-store.ts';
import { damaged, isDamage } from './vault-faults.ts';

export const MANIFEST = 'manifest.json';
const SIGNATURE = 'manifest.sig';
/** A hundred thousand tables make some 30 MB. */
export const MAX_MANIFEST_BYTES = 256 * 1024 * 1024;
const SIGNATURE_BYTES = 64;
/** Signed. Points of before have 1, and no signature. */
const FORMAT_VERSION = 2;

/** Returns the SHA-256 of the manifest. The point exists once it is there, over files that are safely stored. */
export async function publishManifest(
  store: ObjectStore,
  folder: string,
  manifest: Manifest,
  signing: ManifestSigning,
): Promise<string> {
  const bytes = Buffer.from(`${JSON.stringify({ ...manifest, formatVersion: FORMAT_VERSION }, null, 2)}\n`);
  await store.put(`${folder}/${SIGNATURE}`, signing.sign(bytes));
  await store.put(`${folder}/${MANIFEST}`, bytes);
  return sha256(bytes);
}

/** Undefined when there is no such point. Throws `RecoveryPointDamaged` for any manifest but the one that was written. */
export async function readManifest(
  store: ObjectStore,
  folder: string,
  point: PointAddress,
  signing: ManifestSigning,
): Promise<Manifest | undefined> {
  const bytes = await store.get(`${folder}/${MANIFEST}`, MAX_MANIFEST_BYTES);
  if (bytes === undefined) {
    // A known digest means that there was a manifest.
    if (point.manifestSha256 === undefined) return undefined;
    throw damaged('The manifest is missing.');
  }
  if (point.manifestSha256 !== undefined && sha256(bytes) !== point.manifestSha256) {
    throw damaged('The manifest is not the one that was written when the recovery point was made.');
  }
  const isSigned = await checkSignature(store, folder, bytes, signing);
  const read = readShape(bytes.toString('utf8'));
  if ('problem' in read) throw damaged(read.problem);
  const { manifest } = read;
  if (!isSigned && manifest.formatVersion === FORMAT_VERSION)
    throw damaged('The signature of the manifest is missing.');
  // Servers that record a digest also sign.
  if (manifest.formatVersion < FORMAT_VERSION && (isSigned || point.manifestSha256 !== undefined)) {
    throw damaged('The manifest is of a format that was not signed yet, in the place of one that was.');
  }
  const problem = misplaced(manifest, point);
  if (problem !== undefined) throw damaged(problem);
  return manifest;
}

/**
 * Copies the manifest of a point with its signature, byte for byte and the manifest last. Only the one that `readManifest` accepts; what
 * the target has already is not written again.
 */
export async function copyManifest(
  from: ObjectStore,
  to: ObjectStore,
  folder: string,
  point: PointAddress,
): Promise<void> {
  for (const [name, most] of [
    [SIGNATURE, SIGNATURE_BYTES],
    [MANIFEST, MAX_MANIFEST_BYTES],
  ] as const) {
    const key = `${folder}/${name}`;
    const bytes = await from.get(key, most);
    if (bytes === undefined) {
      // Points from before manifests were signed have none.
      if (name === SIGNATURE) continue;
      throw damaged('The manifest is missing.');
    }
    if (name === MANIFEST && point.manifestSha256 !== undefined && sha256(bytes) !== point.manifestSha256)
      throw damaged('The manifest is not the one that was written when the recovery point was made.');
    if (!(await holds(to, key, bytes))) await to.put(key, bytes);
  }
}

/** Whether the store has a small file with these bytes. One that is larger, or something else than a file, is another. */
export async function holds(store: ObjectStore, key: string, bytes: Uint8Array): Promise<boolean> {
  const found = await store.get(key, bytes.length).catch((error: unknown) => {
    if (isDamage(error)) return undefined;
    throw error;
  });
  return found?.equals(bytes) ?? false;
}

/** The manifest first: a half-removed point must not count as a point. */
export const removeManifest = (store: ObjectStore, folder: string): Promise<void> =>
  store.remove(`${folder}/${MANIFEST}`);

/** Whether there is a signature. Throws when there is one that does not count. */
async function checkSignature(
  store: ObjectStore,
  folder: string,
  manifest: Buffer,
  signing: ManifestSigning,
): Promise<boolean> {
  const signature = await store.get(`${folder}/${SIGNATURE}`, SIGNATURE_BYTES);
  if (signature === undefined) return false;
  if (signing.isSigned(manifest, signature)) return true;
  throw damaged('The signature of the manifest is not one of this installation.');
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
