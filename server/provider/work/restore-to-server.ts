/** Our extension: restoring databases of a recovery point into a registered PostgreSQL server (docs/decisions/0006). */
import { idKey } from '#protocol/resource-id.ts';
import { RESTORE_DETAIL, type RestoredDatabase, type ServerTarget } from '#protocol/restore.ts';
import {
  databasesExist,
  databasesNotInPoint,
  pointWithoutBytes,
  targetServerProblem,
} from '../domain/restore-rules.ts';
import { WorkFault } from '../fault.ts';
import type { Manifest, ServerRestore } from '../ports.ts';
import { servers, type ServerRecord } from '../records.ts';
import { counted } from './counted.ts';
import type { Errand } from './errand.ts';
import type { Restoring } from './restoring.ts';

export function restoringToServer(
  { ports, signal }: Errand,
  { targetServerId, databases, ownersAndRoles }: ServerTarget,
  jobName: string,
): Restoring {
  const { store, engine, vaultStorage } = ports;
  const id = jobName.replaceAll('-', '');

  const find = (): Promise<ServerRecord | undefined> =>
    store.transact(async (tx) => (await tx.get(servers, idKey(targetServerId)))?.value);
  const open = async (): Promise<string> => {
    const server = await find();
    const problem = targetServerProblem(server, targetServerId);
    if (problem) throw new WorkFault(problem);
    return server?.sealed ?? '';
  };
  const partsIn = ({ parts }: Manifest) =>
    parts.filter(({ kind, database }) =>
      kind === 'globals' ? ownersAndRoles : databases.some(({ name }) => name === database),
    );

  return {
    async checkTarget() {
      await engine.checkTarget(await open(), signal);
    },

    async checkContents({ manifest }) {
      const missing = databases.filter(({ name }) => !manifest.parts.some(({ database }) => database === name));
      if (missing.length > 0) throw new WorkFault(databasesNotInPoint(missing.map(({ name }) => name)));
      const present = new Set((await engine.listDatabases(await open(), signal)).map(({ name }) => name));
      const taken = databases.filter(({ targetName, replace }) => !replace && present.has(targetName));
      if (taken.length > 0) throw new WorkFault(databasesExist(taken.map(({ targetName }) => targetName)));
    },

    bytesOf: (manifest) => partsIn(manifest).reduce((sum, { plainBytes }) => sum + plainBytes, 0),

    async copy({ point, manifest }, onBytes) {
      const read = (fits: (part: Manifest['parts'][number]) => boolean) => {
        const part = manifest.parts.find(fits);
        if (!part) throw new WorkFault(pointWithoutBytes);
        return { format: part.format, plain: counted(vaultStorage.read(point, part, signal), onBytes) };
      };
      const dumpVersion = manifest.tools.pg_dump;
      const restore: ServerRestore = {
        id,
        databases,
        ownersAndRoles,
        ...(dumpVersion !== undefined && { dumpVersion }),
      };
      const { warnings } = await engine.restore(await open(), restore, {
        signal,
        readRoles: () => read(({ kind }) => kind === 'globals').plain,
        readDatabase: (name) => read(({ database }) => database === name),
      });
      const restored: RestoredDatabase[] = databases.map(({ name, targetName, replace }) => ({
        name,
        targetName,
        replaced: replace,
      }));
      return { details: { [RESTORE_DETAIL.databases]: JSON.stringify(restored) }, warnings };
    },

    // No signal: a server that stops still clears up.
    discard: async () => {
      const server = await find();
      if (server) await engine.discardRestore(server.sealed, { id, databases });
    },
    settle: () => Promise.resolve(),
  };
}
