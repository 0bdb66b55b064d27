/** Whether a manifest belongs where it was found: a whole folder may have been put in the place of another. */
import { sameId } from '#protocol/resource-id.ts';
import type { Manifest, PointAddress } from '../ports.ts';

/** A sentence about the first thing that is not of this address; undefined when all of it is. */
export function misplaced(
  manifest: Manifest,
  { vaultId, instanceName, recoveryPointId }: PointAddress,
): string | undefined {
  if (manifest.recoveryPointId.toLowerCase() !== recoveryPointId.toLowerCase()) {
    return 'The manifest belongs to another recovery point.';
  }
  if (!sameId(manifest.vaultId, vaultId)) return 'The manifest belongs to another vault.';
  return sameId(manifest.instanceId, `${vaultId}/backupInstances/${instanceName}`)
    ? undefined
    : 'The manifest belongs to another backup instance.';
}
