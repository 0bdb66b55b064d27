/** Recovery points of a backdrop were never backed up: their contents are created at the first read. */
import { idKey } from '#protocol/resource-id.ts';
import type { Clock, PointAddress, Store } from '../ports.ts';
import { instances, recoveryPoints, servers } from '../records.ts';
import { createSimulatedEngine } from './simulated-engine.ts';
import type { MemoryVaultStorage } from './vault-storage.ts';

/** The same storage, which holds something for every recovery point that the store knows. */
export function withMadeUpPoints(storage: MemoryVaultStorage, store: Store, clock: Clock): MemoryVaultStorage {
  // Long ago: nobody waits for it now.
  const engine = createSimulatedEngine({ clock, speed: () => Infinity });

  async function makeUp(point: PointAddress): Promise<void> {
    const instanceId = `${point.vaultId}/backupInstances/${point.instanceName}`;
    const found = await store.transact(async (tx) => {
      const known = await tx.get(recoveryPoints, idKey(`${instanceId}/recoveryPoints/${point.recoveryPointId}`));
      const serverId = (await tx.get(instances, idKey(instanceId)))?.value.resource.properties.dataSourceInfo
        .resourceID;
      const server = serverId === undefined ? undefined : await tx.get(servers, idKey(serverId));
      return known && server && { ...known.value.resource.properties, server: server.value };
    });
    if (!found) return;
    const { server, retentionTagName } = found;
    const writer = await storage.begin(point);
    const summary = await engine.backUp(server.sealed, writer, {
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    await writer.commit({
      ...summary,
      formatVersion: 1,
      recoveryPointId: point.recoveryPointId,
      vaultId: point.vaultId,
      instanceId,
      serverId: server.resource.id,
      retentionTag: retentionTagName,
    });
  }

  return {
    ...storage,
    async manifest(point) {
      if (!(await storage.manifest(point))) await makeUp(point);
      return storage.manifest(point);
    },
  };
}
