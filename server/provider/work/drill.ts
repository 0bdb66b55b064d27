/**
 * A drill: the whole point is restored, and what came of it compared with the manifest. Into a scratch server of this
 * machine where it has PostgreSQL's server programs; else into the connected server that the vault names, under names of
 * the drill's own. Either way nothing of it stays.
 */
import type { DrillOutcome } from '#protocol/data-protection.ts';
import type { UserFacingError } from '#protocol/errors.ts';
import { PROOF_DETAIL } from '#protocol/proof.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { withDestination } from '../domain/proof-job.ts';
import { drillFoundDifferences, drillIncomplete, drillOutcome, drillVerdict } from '../domain/proof-rules.ts';
import { drilledPoint, stillDamaged } from '../domain/proofs.ts';
import { pointWithoutBytes, targetServerProblem } from '../domain/restore-rules.ts';
import { isoDuration, ticks } from '../domain/time.ts';
import { WorkFault } from '../fault.ts';
import { findAddress } from '../point-records.ts';
import { EngineFault, type Manifest, type Ports, type ServerRestore, type StoredPart } from '../ports.ts';
import { jobs, servers, vaults, type JobRecord, type ServerRecord } from '../records.ts';
import { serverAccess } from '../server-access.ts';
import { counted, drained } from './counted.ts';
import { fromGoodCopy } from './good-copy.ts';
import type { WorkContext } from './work-context.ts';
import type { Finding, Proving } from './proving.ts';

interface Ground {
  sealed: string;
  version: string;
  /** Whether the server is there for this drill alone: roles are made too then, because they go with it. */
  isScratch: boolean;
  leave: () => Promise<void>;
}

export function drilling({ ports, signal, moved }: WorkContext, job: JobRecord): Proving {
  const { engine, vaultStorage, clock } = ports;
  const id = job.resource.name.replaceAll('-', '');

  async function prepare({ serverVersion }: Manifest): Promise<Ground> {
    try {
      const { sealed, version, remove } = await engine.startScratch(serverVersion, signal);
      return { sealed, version, isScratch: true, leave: remove };
    } catch (error) {
      if (!(error instanceof EngineFault) || error.code !== NO_SCRATCH) throw error;
      const serverId = await namedServer(ports, job.vaultId);
      if (serverId === undefined) throw error;
      const record = await serverAt(ports, serverId);
      const problem = targetServerProblem(record, serverId);
      if (problem) throw new WorkFault(problem);
      const sealed = record ? serverAccess(ports, record) : '';
      await engine.checkTarget(sealed, signal, 'ahead');
      await noteDestination(ports, job, serverId);
      const { version, minorVersion } = await engine.probe(sealed, signal, 'ahead');
      // Removed by `clear`, which a later attempt calls too.
      return { sealed, version: `${version}.${minorVersion}`, isScratch: false, leave: () => Promise.resolve() };
    }
  }

  return {
    async run({ address, manifest }, reached) {
      reached({ task: 1 });
      const ground = await prepare(manifest);
      try {
        const totalBytes = manifest.parts.reduce((sum, { plainBytes }) => sum + plainBytes, 0);
        let bytes = 0;
        reached({ task: 2, bytes, totalBytes });
        const whole = new Set<StoredPart>();
        const report = (count: number) => reached({ task: 2, bytes: (bytes += count), totalBytes });
        const read = (fits: (part: Manifest['parts'][number]) => boolean) => {
          const part = manifest.parts.find(fits);
          if (!part) throw new WorkFault(pointWithoutBytes);
          const plain = counted(vaultStorage.read(address, part, signal), report);
          return { format: part.format, plain: toItsEnd(plain, () => whole.add(part)) };
        };
        const startedAt = clock.now().getTime();
        const summary = await engine.restore(ground.sealed, restoreOf(id, manifest, ground.isScratch), {
          signal,
          readRoles: () => read(({ kind }) => kind === 'globals').plain,
          readDatabase: (name) => read(({ database }) => database === name),
          onMoving: moved,
        });
        const endedAt = clock.now();
        // A tool may leave the rest of a dump alone, and roles are not restored everywhere: they are read all the same.
        for (const part of manifest.parts) {
          if (!whole.has(part)) await drained(counted(vaultStorage.read(address, part, signal), moved));
        }
        signal.throwIfAborted();
        const verdict = drillVerdict(manifest.parts, summary.databases);
        const outcome = drillOutcome(verdict, summary.databases, {
          time: ticks(endedAt),
          timeToRestore: isoDuration(endedAt.getTime() - startedAt),
          serverVersion: ground.version,
        });
        const warnings = summary.warnings.filter(({ code }) => !choicesOf(ground.isScratch).includes(code));
        return finding(outcome, verdict.isDifferent, totalBytes, warnings);
      } finally {
        await ground.leave();
      }
    },

    // No signal: a server that stops still clears up.
    async clear() {
      const serverId = await destinationOf(ports, job);
      const record = serverId === undefined ? undefined : await serverAt(ports, serverId);
      if (!record) return;
      const address = await findAddress(ports.store, job.resource.properties.backupInstanceId, job.recoveryPointId);
      // Only the manifest has the names: without it nothing can have been restored under one.
      const read = address && fromGoodCopy(ports, address, ({ manifest }) => Promise.resolve(manifest));
      const manifest = (await read?.catch(() => undefined))?.result;
      const { databases } = restoreOf(id, manifest ?? { parts: [], tools: {} }, false);
      await engine.discardRestore(serverAccess(ports, record), { id, databases });
    },
  };
}

/** What a restore warns of because of how a drill restores, and not because of what is in the point. */
const choicesOf = (isScratch: boolean): string[] => [
  'RolesRestoredWithoutRights',
  // Without roles, what belongs to them cannot come back.
  ...(isScratch ? [] : ['DatabasePropertyNotRestored']),
];

const NO_SCRATCH = 'UserErrorNoScratchServer';

/** 32 hex digits and a number: no name that a person chose. */
const nameOf = (id: string, at: number): string => `drill_${id}_${String(at)}`;

function restoreOf(id: string, { parts, tools }: Pick<Manifest, 'parts' | 'tools'>, isScratch: boolean): ServerRestore {
  const databases = parts.filter(({ kind }) => kind === 'database');
  return {
    id,
    databases: databases.map(({ database = '', properties, tables, largeObjects }, at) => ({
      name: database,
      targetName: nameOf(id, at),
      replace: false,
      ...(properties && { properties }),
      ...(tables && { contents: { tables, ...(largeObjects && { largeObjects }) } }),
    })),
    ownersAndRoles: isScratch && parts.some(({ kind }) => kind === 'globals'),
    ...(tools.pg_dump !== undefined && { dumpVersion: tools.pg_dump }),
  };
}

function finding(
  outcome: DrillOutcome,
  isDifferent: boolean,
  bytes: number,
  warnings: readonly UserFacingError[],
): Finding {
  const { findings, databases, tables, rows, timeToRestore, serverVersion } = outcome;
  return {
    bytes,
    details: {
      [PROOF_DETAIL.databases]: String(databases),
      [PROOF_DETAIL.tables]: String(tables),
      [PROOF_DETAIL.rows]: String(rows),
      [PROOF_DETAIL.timeToRestore]: timeToRestore,
      [PROOF_DETAIL.serverVersion]: serverVersion,
      [PROOF_DETAIL.findings]: JSON.stringify(findings),
    },
    warnings: [
      ...(findings.length > 0 && !isDifferent ? [drillIncomplete(findings)] : []),
      ...warnings.map(({ code, message, recommendedAction = [] }) => ({ code, message, recommendedAction })),
    ],
    // Only what is right in everything speaks against an earlier finding.
    point: (point) => (isDifferent ? stillDamaged(drilledPoint(point, outcome), point) : drilledPoint(point, outcome)),
    ...(isDifferent && { failure: drillFoundDifferences(findings) }),
  };
}

/** The server that the vault has its drills restore into. */
const namedServer = ({ store }: Ports, vaultId: ResourceId): Promise<ResourceId | undefined> =>
  store.transact(async (tx) => (await tx.get(vaults, idKey(vaultId)))?.value.properties.proofSettings?.drillServerId);

const serverAt = ({ store }: Ports, id: ResourceId): Promise<ServerRecord | undefined> =>
  store.transact(async (tx) => (await tx.get(servers, idKey(id)))?.value);

/** Written before anything is created there: the clean-up must know where. */
const noteDestination = ({ store, clock }: Ports, job: JobRecord, serverId: ResourceId): Promise<void> =>
  store.transact(async (tx) => {
    const record = (await tx.get(jobs, idKey(job.resource.id)))?.value;
    if (!record) return;
    const resource = withDestination(record.resource, serverId, clock.now());
    await tx.put(jobs, idKey(resource.id), { ...record, resource });
  });

const destinationOf = ({ store }: Ports, job: JobRecord): Promise<ResourceId | undefined> =>
  store.transact(async (tx) => {
    const record = (await tx.get(jobs, idKey(job.resource.id)))?.value;
    return record?.resource.properties.extendedInfo?.recoveryDestination ?? undefined;
  });

/** The same bytes; `onEnd` is called when there are no more. */
async function* toItsEnd(plain: AsyncIterable<Uint8Array>, onEnd: () => void): AsyncIterable<Uint8Array> {
  yield* plain;
  onEnd();
}
