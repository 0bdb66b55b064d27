/** Whether a server can be taken into a vault, as far as its own record tells. The service has the last word. */
import { MAX_PROTECTED_SIZE_GB, type PostgresServer } from '#protocol/postgres.ts';
import { idKey, sameRegion, type ResourceId } from '#protocol/resource-id.ts';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { resourceKey } from '../resource-filter.ts';

/** Why a server cannot be taken into a vault of that region, in a sentence; undefined when it can. */
export function whyNotSelectable(
  server: PostgresServer,
  vaultLocation: string,
  protectedIn: string | undefined,
): string | undefined {
  const { state, replicationRole, storage, cluster } = server.properties;
  // First, because nothing can be done about it but to take another vault.
  const elsewhere = regionProblem(server, vaultLocation);
  if (elsewhere !== undefined) return elsewhere;
  if (protectedIn !== undefined) return `Already protected in ${protectedIn}`;
  if (isReplica(replicationRole)) return "Read replicas can't be protected. Select the primary server.";
  if (cluster !== undefined && cluster !== null) return "Elastic clusters can't be protected.";
  if (storage.storageSizeGB > MAX_PROTECTED_SIZE_GB) return 'Server storage is larger than 1 TB.';
  return state === 'Ready' ? undefined : `Server state is ${state}; it must be Ready.`;
}

/** `whyNotSelectable` for a vault of that region; each server is looked at once. */
export function fitnessFor(
  vaultLocation: string,
  instances: readonly BackupInstance[],
): (server: PostgresServer) => string | undefined {
  const vaultOf = protectingVaults(instances);
  const known = new Map<PostgresServer, string | undefined>();
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

/** The sentence for a chosen server that stands in another region than the vault; undefined when they agree. */
export const regionProblem = (server: PostgresServer, vaultLocation: string): string | undefined =>
  sameRegion(server.location, vaultLocation)
    ? undefined
    : `The server is in ${server.location}, the vault is in ${vaultLocation}. Select servers in the vault's region.`;

const isReplica = (role: string): boolean => /replica$/i.test(role);

const vaultNameIn = (instanceId: ResourceId): string | undefined => /\/backupVaults\/([^/]+)/i.exec(instanceId)?.[1];
