/**
 * Proving a recovery point. Unlike a backup, a proof whose server died is begun again: it changes nothing but what it
 * made for itself, and that is removed first.
 */
import { isRunning, type Job, type PointCopy, type RecoveryPoint } from '#protocol/data-protection.ts';
import { PROOF_DETAIL } from '#protocol/proof.ts';
import { idKey } from '#protocol/resource-id.ts';
import { brokenOff, isCancelling, cancelledJob } from '../domain/cancelling.ts';
import { failedJob } from '../domain/job-states.ts';
import { atProofStage, provenJob, withDetails, type ProofStage } from '../domain/proof-job.ts';
import {
  atMost,
  contentsDiffer,
  contentsNotCompared,
  contentsVerdict,
  damagedMeanwhile,
  pointIsGone,
  type ContentsVerdict,
} from '../domain/proof-rules.ts';
import { copyIn, readBackRight, type CopyName } from '../domain/point-copies.ts';
import { stillDamaged, verifiedPoint } from '../domain/proofs.ts';
import { ticks } from '../domain/time.ts';
import { isExpected, problemOf, userFacingError, WorkFault, type ProblemInput } from '../fault.ts';
import { copyLater, findAddress, findingsIn, noteDamage, putPoint } from '../point-records.ts';
import type { Ports, Transaction } from '../ports.ts';
import { jobs, recoveryPoints, type JobRecord } from '../records.ts';
import { counted, drained } from './counted.ts';
import { drilling } from './drill.ts';
import { causeOf, given, isStopping, logBug, type WorkContext, type WorkKind } from './work-context.ts';
import { jobIsCancelled, openJob } from './jobs.ts';
import { checkOthers, copyWarnings, fromGoodCopy } from './good-copy.ts';
import type { Finding, Proving } from './proving.ts';
import type { Source } from './restoring.ts';
import { expireLater } from './retention.ts';

export const prove: WorkKind = {
  run: perform,
  giveUp: ({ ports, item }, problem) => fail(ports, given({ item }, 'jobId'), problem),
  isCancelled: jobIsCancelled,
};

async function perform(context: WorkContext): Promise<void> {
  const { ports, attempt, item } = context;
  const jobId = given(context, 'jobId');
  const job = await ports.store.transact(async (tx) => (await tx.get(jobs, idKey(jobId)))?.value);
  if (!job?.proof) return;
  const proving = job.proof === 'Drill' ? drilling(context, job) : verifying(context);
  const clear = () =>
    proving.clear().catch((failure: unknown) => ports.log('drill not cleared up', { jobId, error: String(failure) }));
  if (!isRunning(job.resource)) return clear();
  if (attempt > 1) await clear();
  try {
    const before = await knownBefore(ports, job);
    await end(ports, jobId, await run(context, job, proving), before);
  } catch (error) {
    if (isStopping(context)) {
      // The job stays open; the next start begins it again.
      await clear();
      throw error;
    }
    const cause = causeOf(context, error);
    if (!isExpected(cause)) logBug(ports, item, cause);
    await fail(ports, jobId, problemOf(cause));
  }
  await clear();
}

async function run(
  context: WorkContext,
  { resource, recoveryPointId, proof }: JobRecord,
  proving: Proving,
): Promise<Finding & { goodCopies: CopyName[] }> {
  const { ports } = context;
  const progress = reportProgress(ports, resource);
  const reached = (stage: ProofStage): void => {
    context.moved();
    progress.reached(stage);
  };
  progress.reached({ task: 0 });
  const address = await findAddress(ports.store, resource.properties.backupInstanceId, recoveryPointId);
  if (!address) throw new WorkFault(pointIsGone);
  const prove = (source: Source) => proving.run({ address: source.point, manifest: source.manifest }, reached);
  const found = await fromGoodCopy(ports, address, prove, proving.clear);
  // A drill says whether the point can be restored; a verification looks at each copy of it.
  const { good, passedOver } =
    proof === 'Verify'
      ? await checkOthers(ports, address, found, context.signal, context.moved)
      : { good: [found.copy.name], passedOver: found.passedOver };
  await progress.ended();
  const { result: finding } = found;
  return {
    ...finding,
    warnings: [...finding.warnings, ...copyWarnings(passedOver, found.copy)],
    goodCopies: finding.failure ? [] : good,
  };
}

/**
 * Reads every part to its end: that checks sizes and digests, as stored and of the dump inside. What is in the dumps is read
 * as they flow by, and held against what the manifest says of it.
 */
function verifying({ ports, signal }: WorkContext): Proving {
  const { engine, vaultStorage, clock } = ports;
  return {
    async run({ address, manifest }, reached) {
      const totalBytes = manifest.parts.reduce((sum, { plainBytes }) => sum + plainBytes, 0);
      let bytes = 0;
      const verdicts: ContentsVerdict[] = [];
      for (const part of manifest.parts) {
        const plain = counted(vaultStorage.read(address, part, signal), (count) => {
          bytes += count;
          reached({ task: 1, bytes, totalBytes });
        });
        if (part.kind === 'database') verdicts.push(contentsVerdict(part, await engine.readContents(part, plain)));
        else await drained(plain);
      }
      signal.throwIfAborted();
      const verifiedTime = ticks(clock.now());
      const differing = verdicts.flatMap((verdict) => verdict.differing);
      const compared = {
        databases: verdicts.filter(({ notCompared }) => notCompared === undefined).length,
        tables: verdicts.reduce((sum, { tables }) => sum + tables, 0),
        rows: verdicts.reduce((sum, { rows }) => sum + rows, 0),
      };
      const notCompared = verdicts.flatMap((verdict) => verdict.notCompared ?? []);
      const unknown = verdicts.flatMap((verdict) => (verdict.isUnknownKind ? (verdict.notCompared ?? []) : []));
      const failure = differing.length > 0 ? contentsDiffer(differing) : undefined;
      if (failure) await noteDamage(ports, address, failure.message);
      return {
        bytes,
        details: {
          [PROOF_DETAIL.databases]: String(verdicts.length),
          [PROOF_DETAIL.tables]: String(compared.tables),
          [PROOF_DETAIL.rows]: String(compared.rows),
          [PROOF_DETAIL.findings]: JSON.stringify(atMost([...differing, ...notCompared])),
        },
        warnings: unknown.length > 0 ? [contentsNotCompared(unknown)] : [],
        point: (point) => (failure ? point : verifiedPoint(point, { verifiedTime, compared })),
        ...(failure && { failure }),
      };
    },
    clear: () => Promise.resolve(),
  };
}

const pointKey = (instanceId: string, recoveryPointId: string): string =>
  idKey(`${instanceId}/recoveryPoints/${recoveryPointId}`);

/** What is known of the point before the first byte is read. */
interface KnownBefore {
  damageFindings: number;
  copies: PointCopy[];
}

const knownBefore = ({ store }: Ports, { resource, recoveryPointId }: JobRecord): Promise<KnownBefore> =>
  store.transact(async (tx) => {
    const point = (await tx.get(recoveryPoints, pointKey(resource.properties.backupInstanceId, recoveryPointId)))
      ?.value;
    return { damageFindings: findingsIn(point ?? {}), copies: point?.resource.properties.copies ?? [] };
  });

/** Copies that read back right, unless somebody has met damage in them meanwhile. */
const withGoodCopies = (
  point: RecoveryPoint,
  names: readonly CopyName[],
  before: readonly PointCopy[],
): RecoveryPoint =>
  names
    .filter((name) => before.some((copy) => JSON.stringify(copy) === JSON.stringify(copyIn(point, name))))
    .reduce(readBackRight, point);

/** The end of the job and what is known of the point, in one transaction. */
async function end(
  ports: Ports,
  jobId: string,
  finding: Finding & { goodCopies: CopyName[] },
  before: KnownBefore,
): Promise<void> {
  await ports.store.transact(async (tx) => {
    const record = (await tx.get(jobs, idKey(jobId)))?.value;
    if (!record || !isRunning(record.resource)) return;
    const now = ports.clock.now();
    if (isCancelling(record.resource)) return close(tx, record, cancelledJob(record.resource, now));
    const { backupInstanceId, activityID } = record.resource.properties;
    const point = (await tx.get(recoveryPoints, pointKey(backupInstanceId, record.recoveryPointId)))?.value;
    const isNewlyDamaged = point !== undefined && findingsIn(point) > before.damageFindings;
    if (point) {
      const proven = finding.point(point.resource);
      const resource = withGoodCopies(
        isNewlyDamaged ? stillDamaged(proven, point.resource) : proven,
        finding.goodCopies,
        before.copies,
      );
      await putPoint(tx, point, resource);
      if (JSON.stringify(resource.properties.copies) !== JSON.stringify(point.resource.properties.copies)) {
        await copyLater(ports, tx, { ...point, resource });
      }
    }
    const warnings = [...finding.warnings, ...(isNewlyDamaged ? [damagedMeanwhile] : [])].map((problem) =>
      userFacingError(problem, activityID),
    );
    const resource = finding.failure
      ? withDetails(failedJob(record.resource, userFacingError(finding.failure, activityID), now), finding.details, now)
      : provenJob(record.resource, { ...finding, warnings }, now);
    await close(tx, record, resource);
  });
}

async function fail(ports: Ports, jobId: string, problem: ProblemInput): Promise<void> {
  await ports.store.transact(async (tx) => {
    const record = (await tx.get(jobs, idKey(jobId)))?.value;
    if (!record || !isRunning(record.resource)) return;
    // Bytes that were removed with the instance are not damage.
    const { backupInstanceId, activityID } = record.resource.properties;
    const point = await tx.get(recoveryPoints, pointKey(backupInstanceId, record.recoveryPointId));
    const error = userFacingError(point ? problem : pointIsGone, activityID);
    await close(tx, record, brokenOff(record.resource, error, ports.clock.now()));
  });
}

/** A point whose time came while it was being proven may go from here on, or be kept for another that is damaged. */
async function close(tx: Transaction, record: JobRecord, resource: Job): Promise<void> {
  await tx.put(jobs, idKey(resource.id), { ...record, resource });
  await expireLater(tx, resource.properties.backupInstanceId, `after ${resource.name}`);
}

const INTERVAL_MS = 1_000;

/** Writes how far a proof is into its job: a new task at once, bytes at most once a second, never two writes at once. */
function reportProgress({ store, clock, log }: Ports, job: Job) {
  let writing: Promise<void> = Promise.resolve();
  let isWriting = false;
  let nextAt = 0;
  let lastTask = -1;

  const write = (stage: ProofStage): Promise<void> =>
    store
      .transact(async (tx) => {
        const record = await openJob(tx, job.id);
        if (!record) return;
        await tx.put(jobs, idKey(job.id), { ...record, resource: atProofStage(record.resource, stage, clock.now()) });
      })
      // A proof does not fail because its progress could not be recorded.
      .catch((error: unknown) => log('progress not written', { jobId: job.id, error: String(error) }));

  return {
    reached: (stage: ProofStage): void => {
      const now = clock.now().getTime();
      if (stage.task === lastTask && (isWriting || now < nextAt)) return;
      lastTask = stage.task;
      nextAt = now + INTERVAL_MS;
      isWriting = true;
      writing = writing.then(() => write(stage)).finally(() => (isWriting = false));
    },
    ended: (): Promise<void> => writing,
  };
}
