/**
 * What a storage says by itself of the vaults in it: their documents, and the manifests of their points (decision 45). All of it is
 * read as what somebody else may have written: only what this installation has signed counts, and only where it belongs.
 */
import { createHash } from 'node:crypto';
import { idKey, lastName } from '#protocol/resource-id.ts';
import { EngineFault, type Manifest, type PointAddress } from '#provider/ports.ts';
import type { CatalogueDocument } from '#provider/catalogue-documents.ts';
import type { FoundPoint, FoundVault } from '#provider/domain/rebuilding.ts';
import type { VaultKeys } from './age/vault-keys.ts';
import { readDocuments } from './catalogue-files.ts';
import { MANIFEST, MAX_MANIFEST_BYTES, readManifest } from './manifest-file.ts';
import { readShape } from './manifest-shape.ts';
import type { ManifestSigning } from './manifest-signing.ts';
import type { ObjectStore } from './stores/object-store.ts';
import { isFolderName, pointFolder, vaultFolder } from './vault-names.ts';

export interface VaultFiles {
  store: ObjectStore;
  signing: ManifestSigning;
  keys: VaultKeys;
}

export interface ReadVaults {
  vaults: Omit<FoundVault, 'storage'>[];
  /** What does not count, each with the reason. */
  refused: { file: string; problem: string }[];
}

/** Points that are read at once: each waits for the storage. */
const AT_ONCE = 8;

/** Reads the whole storage, and changes nothing in it. Throws an `EngineFault` when it cannot be read. */
export async function readVaults(files: VaultFiles): Promise<ReadVaults> {
  const { store, keys } = files;
  const refused: ReadVaults['refused'] = [];
  const withKeys = await keys.vaults();
  const found: ReadVaults['vaults'] = [];
  for (const folder of await foldersIn(store, '')) {
    const points = await pointsIn(files, folder, refused);
    const ids = new Map(
      [...withKeys.filter((id) => vaultFolder(id) === folder), ...points.map(({ vaultId }) => vaultId)].map((id) => [
        idKey(id),
        id,
      ]),
    );
    const documents: CatalogueDocument[] = [];
    for (const read of await readDocuments(files, { folder, vaultIds: [...ids.values()] })) {
      if ('document' in read) documents.push(read.document);
      else refused.push(read);
    }
    const vaultId = documents[0]?.vaultId ?? [...ids.values()][0];
    if (vaultId === undefined) continue;
    // The documents know points whose manifest is damaged or missing: whatever is in the folder of one is that point.
    found.push({ vaultId, documents, points: [...points, ...(await knownPoints(files, documents, points, refused))] });
  }
  return { vaults: found, refused };
}

const foldersIn = async (store: ObjectStore, folder: string): Promise<string[]> =>
  (await store.names(folder, 'folders'))
    .filter(isFolderName)
    .map((name) => (folder === '' ? name : `${folder}/${name}`));

async function pointsIn(files: VaultFiles, vault: string, refused: ReadVaults['refused']): Promise<FoundPoint[]> {
  const folders: string[] = [];
  for (const instance of await foldersIn(files.store, vault)) folders.push(...(await foldersIn(files.store, instance)));
  const points: FoundPoint[] = [];
  for (let at = 0; at < folders.length; at += AT_ONCE) {
    const read = await Promise.all(folders.slice(at, at + AT_ONCE).map((folder) => pointIn(files, folder)));
    for (const one of read) {
      if (one === undefined) continue;
      if ('file' in one) refused.push(one);
      else points.push(one);
    }
  }
  return points;
}

/** Undefined for a folder without a manifest: its backup did not come to its end. */
async function pointIn(
  { store, signing }: VaultFiles,
  folder: string,
): Promise<FoundPoint | { file: string; problem: string } | undefined> {
  const file = `${folder}/${MANIFEST}`;
  try {
    const bytes = await store.get(file, MAX_MANIFEST_BYTES);
    if (bytes === undefined) return undefined;
    const shape = readShape(bytes.toString('utf8'));
    if ('problem' in shape) return { file, problem: shape.problem };
    const address = addressIn(shape.manifest);
    if (pointFolder(address) !== folder) {
      return { file, problem: 'The manifest belongs to another place: it was moved, or copied.' };
    }
    const manifest = await readManifest(store, folder, address, signing);
    if (manifest === undefined) return undefined;
    return foundPoint(manifest, createHash('sha256').update(bytes).digest('hex'));
  } catch (error) {
    if (error instanceof EngineFault && error.code === 'RecoveryPointDamaged') return { file, problem: error.message };
    throw error;
  }
}

/** Points that a document has and whose manifest does not count; what is wrong with them is told with the point. */
async function knownPoints(
  { store }: VaultFiles,
  documents: readonly CatalogueDocument[],
  points: readonly FoundPoint[],
  refused: ReadVaults['refused'],
): Promise<FoundPoint[]> {
  const known: FoundPoint[] = [];
  const seen = new Set(points.map(({ recoveryPointId }) => recoveryPointId));
  for (const document of documents) {
    if (document.kind !== 'instance') continue;
    for (const { resource, vaultId, instanceId } of document.points) {
      const folder = pointFolder({ vaultId, instanceName: lastName(instanceId), recoveryPointId: resource.name });
      if (seen.has(resource.name)) continue;
      seen.add(resource.name);
      const at = refused.findIndex(({ file }) => file === `${folder}/${MANIFEST}`);
      const [told] = at < 0 ? [] : refused.splice(at, 1);
      if (!told && (await store.names(folder)).length === 0) continue;
      known.push({
        ...{ vaultId, instanceId, recoveryPointId: resource.name },
        problem: told?.problem ?? 'The manifest is missing.',
      });
    }
  }
  return known;
}

const addressIn = ({ vaultId, instanceId, recoveryPointId }: Manifest): PointAddress => ({
  vaultId,
  instanceName: lastName(instanceId),
  recoveryPointId,
});

function foundPoint(manifest: Manifest, manifestSha256: string): FoundPoint {
  const { vaultId, instanceId, serverId, recoveryPointId, retentionTag, expiryTime, startedAt } = manifest;
  return {
    ...{ vaultId, instanceId, recoveryPointId },
    manifest: {
      ...{ serverId, retentionTag, startedAt, isComplete: (manifest.failures ?? []).length === 0 },
      ...(expiryTime !== undefined && { expiryTime }),
      ...(manifest.imported && { imported: manifest.imported }),
      // Points of before were not signed, and have no digest.
      ...(manifest.formatVersion === 2 && { manifestSha256 }),
    },
  };
}
