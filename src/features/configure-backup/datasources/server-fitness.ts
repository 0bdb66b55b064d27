/** Whether a server can be added to a vault, according to its own record. The service has the last word. */
import type { BackupInstance } from '#protocol/data-protection.ts';
import type { DatasourceResource } from '#protocol/datasource-type.ts';
import { protectabilityProblem } from '#protocol/datasources.ts';
import { idKey, sameRegion, type ResourceId } from '#protocol/resource-id.ts';
import { resourceKey } from '../resource-filter.ts';

/** Why a server cannot be taken into a vault of that region, in a sentence; undefined when it can. */
export function whyNotSelectable(
  server: DatasourceResource,
  vaultLocation: string,
  protectedIn: string | undefined,
): string | undefined {
  // First, because the only way out is another vault.
  const elsewhere = regionProblem(server, vaultLocation);
  if (elsewhere !== undefined) return elsewhere;
  if (protectedIn !== undefined) return `Already protected in ${protectedIn}`;
  return protectabilityProblem(server);
}

/** `whyNotSelectable` for a vault of that region; each server is checked once. */
export function fitnessFor(
  vaultLocation: string,
  instances: readonly BackupInstance[],
): (server: DatasourceResource) => string | undefined {
  const vaultOf = protectingVaults(instances);
  const known = new Map<DatasourceResource, string | undefined>();
  return (server) => {
    if (!known.has(server)) {
      known.set(server, whyNotSelectable(server, vaultLocation, vaultOf.get(resourceKey(server))));
    }
    return known.get(server);
  };
}

/** The name of the vault that protects each server, by the server's key. */
export function protectingVaults(instances: readonly BackupInstance[]): ReadonlyMap<string, string> {
  return new Map(
    instances.map((instance) => [
      idKey(instance.properties.dataSourceInfo.resourceID),
      vaultNameIn(instance.id) ?? 'another vault',
    ]),
  );
}

/** The sentence for a chosen server in another region than the vault; undefined when they agree. */
export const regionProblem = (server: DatasourceResource, vaultLocation: string): string | undefined =>
  sameRegion(server.location, vaultLocation)
    ? undefined
    : `The server is in ${server.location}, the vault is in ${vaultLocation}. Select servers in the vault's region.`;

const vaultNameIn = (instanceId: ResourceId): string | undefined => /\/backupVaults\/([^/]+)/i.exec(instanceId)?.[1];
