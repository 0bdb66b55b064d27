/**
 * Names of folders and files in a vault, made from names that people and servers chose. They are readable, never lead
 * out of their folder, and are the same for names that differ in case only where case does not count.
 */
import { createHash } from 'node:crypto';
import { idKey, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import type { BackupPart, PointAddress } from '#provider/ports.ts';

const SLUG_CHARACTERS = 40;

/** Relative to the folder of all vaults, with `/` wherever it is. */
export function pointFolder({ vaultId, instanceName, recoveryPointId }: PointAddress): string {
  return `${vaultFolder(vaultId)}/${folderName(instanceName)}/${folderName(recoveryPointId)}`;
}

/** `<vault>/<instance>`, relative to the folder of all vaults. */
export const instanceFolder = (point: PointAddress): string => pointFolder(point).split('/').slice(0, -1).join('/');

/** Relative to the folder of all vaults. */
export const vaultFolder = (vaultId: ResourceId): string =>
  folderName(parseResourceId(vaultId)?.name ?? '', idKey(vaultId));

/** Relative to the folder of all vaults: where the documents about a vault are. */
export const catalogueFolder = (vaultId: ResourceId): string => `${vaultFolder(vaultId)}/${CATALOGUE}`;

/** No name of a backup instance's folder. */
export const CATALOGUE = 'catalogue';

/** What the name of a document begins with, behind the state that keeps it; of the vault itself without a name. */
export const documentName = (instanceName?: string): string =>
  instanceName === undefined ? 'vault' : `instance-${folderName(instanceName)}`;

/** Of a vault, a backup instance or a point: what is named otherwise is not ours. */
export const isFolderName = (name: string): boolean => /^[a-z0-9-]+~[0-9a-f]{12}$/.test(name);

/** `database_<name>_0002.dump.zst.age`; the number keeps apart what looks alike once it is readable everywhere. */
export function partFileName(part: BackupPart, number: number, isEncrypted: boolean): string {
  const ending = `${part.format === 'custom' ? 'dump.zst' : 'sql.zst'}${isEncrypted ? '.age' : ''}`;
  if (part.kind === 'globals') return `globals.${ending}`;
  return `database_${slug(part.database ?? '')}_${String(number).padStart(4, '0')}.${ending}`;
}

/** The digest makes unlike names unlike; what stands before it is for people. */
function folderName(name: string, identity = name.toLowerCase()): string {
  return `${slug(name)}~${createHash('sha256').update(identity).digest('hex').slice(0, 12)}`;
}

function slug(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, SLUG_CHARACTERS)
    .replace(/^-|-$/g, '');
  return plain === '' ? 'unnamed' : plain;
}
