/** Our extension: restoring databases of a recovery point into a registered PostgreSQL server (docs/decisions/0006). */
import { idKey } from '#protocol/resource-id.ts';
import { RESTORE_DETAIL, type DatabaseTarget, type RestoredDatabase, type ServerTarget } from '#protocol/restore.ts';
import {
  databasesExist,
  databasesNotInPoint,
  pointWithoutBytes,
  targetServerProblem,
} from '../domain/restore-rules.ts';
import { WorkFault } from '../fault.ts';
import type { DatabaseRestore, Manifest, ServerRestore, ServerRestoreSummary } from '../ports.ts';
import { servers, type ServerRecord } from '../records.ts';
import { serverAccess } from '../server-access.ts';
import { counted } from './counted.ts';
import { turnOf, type WorkContext } from './work-context.ts';
import type { Outcome, Restoring } from './restoring.ts';

export function restoringToServer(
  context: WorkContext,
  { targetServerId, databases, ownersAndRoles, fullRoles = false, asAdministrator = false }: ServerTarget,
  jobName: string,
): Restoring {
  const { ports, signal, moved } = context;
  const { store, engine, vaultStorage } = ports;
  const id = jobName.replaceAll('-', '');

  const find = (): Promise<ServerRecord | undefined> =>
    store.transact(async (tx) => (await tx.get(servers, idKey(targetServerId)))?.value);
  const open = async (): Promise<string> => {
    const server = await find();
    const problem = targetServerProblem(server, targetServerId);
    if (problem) throw new WorkFault(problem);
    return server ? serverAccess(ports, server) : '';
  };
  const partsIn = ({ parts }: Manifest) =>
    parts.filter(({ kind, database }) =>
      kind === 'globals' ? ownersAndRoles : databases.some(({ name }) => name === database),
    );

  const restoreOf = (manifest: Manifest): ServerRestore => {
    const dumpVersion = manifest.tools.pg_dump;
    return {
      id,
      databases: databases.map((database) => ({ ...database, ...knownOf(manifest, database.name) })),
      ownersAndRoles,
      fullRoles,
      asAdministrator,
      sourceVersion: manifest.serverVersion,
      ...(dumpVersion !== undefined && { dumpVersion }),
    };
  };
  const partFor = ({ parts }: Manifest, fits: (part: Manifest['parts'][number]) => boolean) => {
    const part = parts.find(fits);
    if (!part) throw new WorkFault(pointWithoutBytes);
    return part;
  };

  return {
    async checkTarget() {
      await engine.checkTarget(await open(), signal, turnOf(context));
    },

    async checkContents({ manifest }) {
      const missing = databases.filter(({ name }) => !manifest.parts.some(({ database }) => database === name));
      if (missing.length > 0) throw new WorkFault(databasesNotInPoint(missing.map(({ name }) => name)));
      const present = new Set(
        (await engine.listDatabases(await open(), signal, turnOf(context))).map(({ name }) => name),
      );
      const taken = databases.filter(({ targetName, replace }) => !replace && present.has(targetName));
      if (taken.length > 0) throw new WorkFault(databasesExist(taken.map(({ targetName }) => targetName)));
    },

    async foresee({ point, manifest }) {
      return engine.foreseeRestore(await open(), restoreOf(manifest), {
        signal,
        turn: turnOf(context),
        readDatabase: (name) => {
          const part = partFor(manifest, ({ database }) => database === name);
          return { format: part.format, plain: vaultStorage.read(point, part, signal) };
        },
        onMoving: moved,
      });
    },

    bytesOf: (manifest) => partsIn(manifest).reduce((sum, { plainBytes }) => sum + plainBytes, 0),

    async copy({ point, manifest }, { onBytes, onReady }) {
      const read = (fits: (part: Manifest['parts'][number]) => boolean) => {
        const part = partFor(manifest, fits);
        const plain = vaultStorage.read(point, part, signal, proofOf(part));
        return { format: part.format, plain: countedOnce(part.file, plain) };
      };
      // An archive may be read more than once: only what nobody has read before counts.
      const seen = new Map<string, number>();
      const countedOnce = (file: string, plain: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> => {
        let at = 0;
        return counted(plain, (count) => {
          at += count;
          const isNew = at - (seen.get(file) ?? 0);
          if (isNew <= 0) return;
          seen.set(file, at);
          onBytes(isNew);
        });
      };
      const summary = await engine.restore(await open(), restoreOf(manifest), {
        signal,
        readRoles: () => read(({ kind }) => kind === 'globals').plain,
        readDatabase: (name) => read(({ database }) => database === name),
        onReady: (ready) => onReady(outcomeOf(databases, ready)),
        onMoving: moved,
      });
      return outcomeOf(databases, summary);
    },

    stands: async () => engine.isRestored(await open(), { id, databases }, signal),
    // No signal: a server that stops still clears up.
    discard: async () => {
      const server = await find();
      if (server) await engine.discardRestore(serverAccess(ports, server), { id, databases });
    },
    settle: async () => {
      const server = await find();
      if (server) await engine.settleRestore(serverAccess(ports, server), { id, databases });
    },
  };
}

/** Where every row is read back, the dump they came in needs no digest of its own. */
const proofOf = ({ tables }: Manifest['parts'][number]) => (tables === undefined ? 'dump' : 'stored');

/** What the recovery point records about a database in addition to its bytes. */
function knownOf({ parts }: Manifest, name: string): Pick<DatabaseRestore, 'properties' | 'contents'> {
  const part = parts.find(({ database }) => database === name);
  const { properties, tables, largeObjects } = part ?? {};
  return {
    ...(properties && { properties }),
    ...(tables && { contents: { tables, ...(largeObjects && { largeObjects }) } }),
  };
}

function outcomeOf(targets: readonly DatabaseTarget[], { warnings, databases }: ServerRestoreSummary): Outcome {
  const restored: RestoredDatabase[] = targets.map(({ name, targetName, replace }) => {
    const facts = databases.find((each) => each.targetName === targetName);
    const isCompared = facts !== undefined && facts.tablesCompared > 0;
    return {
      name,
      targetName,
      replaced: replace,
      ...(isCompared && { tablesCompared: facts.tablesCompared, rowsCompared: facts.rowsCompared }),
    };
  });
  return { details: { [RESTORE_DETAIL.databases]: JSON.stringify(restored) }, warnings };
}
