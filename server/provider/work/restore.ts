/**
 * Checking a restore and restoring. A restore is not begun twice. One whose server died or was stopped goes on when
 * everything had its name already, and else goes back: it ends as Failed, and what it had written is removed. The job
 * says Completed only when everything has its name; what it replaced is destroyed after that.
 */
import { isRunning, type Job } from '#protocol/data-protection.ts';
import type { UserFacingError } from '#protocol/errors.ts';
import { idKey, vaultIn, type ResourceId } from '#protocol/resource-id.ts';
import { RESTORE_DETAIL, SERVER_TARGET, type RestoreRequest } from '#protocol/restore.ts';
import { brokenOff, isUndone } from '../domain/cancelling.ts';
import { atRestoreStage, restoredJob, type Restored, type RestoreStage } from '../domain/restore-job.ts';
import { pointWithoutBytes } from '../domain/restore-rules.ts';
import { isExpected, problemOf, userFacingError, WorkFault, type ProblemInput } from '../fault.ts';
import { findAddress } from '../point-records.ts';
import type { Ports, Transaction } from '../ports.ts';
import { jobs, type JobRecord } from '../records.ts';
import { causeOf, endsOperation, given, isStopping, logBug, type WorkContext, type WorkKind } from './work-context.ts';
import { jobIsCancelled, openJob } from './jobs.ts';
import { restoringToFiles } from './restore-to-files.ts';
import { restoringToServer } from './restore-to-server.ts';
import { fromGoodCopy } from './good-copy.ts';
import type { Outcome, Restoring, Source } from './restoring.ts';
import { expireLater } from './retention.ts';

const INTERRUPTED: ProblemInput = {
  code: 'RestoreInterrupted',
  message:
    'The server that ran this restore stopped before the restore was finished. The restore was taken back: what it had written was removed, and nothing was replaced.',
  recommendedAction: ['Start the restore again.'],
};
const ENDED_AFTER_RESTART =
  'The server that ran this restore stopped when everything had been restored and had its name. The restore was completed after the restart.';
/** How often an unreachable target is queried for the end of an interrupted restore: for hours. */
const ASKED_TIMES = 30;

const restoringBy = (
  context: WorkContext,
  vaultId: ResourceId,
  request: RestoreRequest,
  restoreId: string,
): Restoring =>
  request.restoreTargetInfo.objectType === SERVER_TARGET
    ? restoringToServer(context, request.restoreTargetInfo, restoreId)
    : restoringToFiles(context, vaultId, request.restoreTargetInfo, restoreId);

async function fromPoint<T>(
  { ports }: WorkContext,
  instanceId: ResourceId,
  recoveryPointId: string,
  use: (source: Source, warnings: ProblemInput[]) => Promise<T>,
  undo?: () => Promise<void>,
): Promise<T> {
  const point = await findAddress(ports.store, instanceId, recoveryPointId);
  if (!point) throw new WorkFault(pointWithoutBytes);
  return (await fromGoodCopy(ports, point, use, undo)).result;
}

export const validateRestore = endsOperation({
  async run(context, warn) {
    const instanceId = given(context, 'instanceId');
    const request = JSON.parse(given(context, 'request')) as RestoreRequest;
    const vaultId = vaultIn(instanceId);
    const restoring = restoringBy(context, vaultId, request, 'validation');
    await restoring.checkTarget();
    const foreseen = await fromPoint(context, instanceId, request.recoveryPointId, async (source) => {
      await restoring.checkContents(source);
      return restoring.foresee(source);
    });
    warn(foreseen);
  },
});

export const restore: WorkKind = {
  run: perform,
  giveUp: async ({ ports, item }, problem) => void (await fail(ports, given({ item }, 'jobId'), problem)),
  isCancelled: jobIsCancelled,
};

async function perform(context: WorkContext): Promise<void> {
  const { ports, attempt, item } = context;
  const jobId = given(context, 'jobId');
  const job = await ports.store.transact(async (tx) => (await tx.get(jobs, idKey(jobId)))?.value);
  if (!job?.restore) return;
  const restoring = restoringBy(context, job.vaultId, job.restore, job.resource.name);
  if (!isRunning(job.resource)) {
    // An earlier attempt ended the job and died before it could clear up.
    await (isUndone(job.resource) ? restoring.discard() : restoring.settle());
    return;
  }
  try {
    const restored = attempt > 1 ? await afterRestart(context, job, restoring) : await run(context, job, restoring);
    await complete(ports, jobId, restored);
  } catch (error) {
    if (error instanceof NotKnown) throw error.cause;
    const problem = isStopping(context) ? new WorkFault(INTERRUPTED) : causeOf(context, error);
    if (!isExpected(problem)) logBug(ports, item, problem);
    // First the job, then the clearing up: the store may have taken the end of the job and failed only to say so.
    if (!(await fail(ports, jobId, problemOf(problem)))) return;
    await clearedUp(ports, jobId, restoring.discard());
    return;
  }
  await clearedUp(ports, jobId, restoring.settle());
}

/** Whether an interrupted restore was completed cannot be determined now: the job waits. */
class NotKnown extends Error {}

async function afterRestart({ attempt }: WorkContext, job: JobRecord, restoring: Restoring): Promise<Restored> {
  if (!job.restored) throw new WorkFault(INTERRUPTED);
  const stands = await restoring.stands().catch((cause: unknown) => {
    if (attempt > ASKED_TIMES) throw cause;
    throw new NotKnown('The target could not be queried.', { cause });
  });
  if (!stands) throw new WorkFault(INTERRUPTED);
  const { details } = job.restored;
  return { ...job.restored, details: { ...details, [RESTORE_DETAIL.afterRestart]: ENDED_AFTER_RESTART } };
}

/** What fails is tried again later, with the job as it is: it has ended. */
async function clearedUp({ log }: Ports, jobId: ResourceId, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    log('restore not cleared up yet', { jobId, error: String(error) });
    throw error;
  }
}

async function run(
  context: WorkContext,
  { resource, recoveryPointId }: JobRecord,
  restoring: Restoring,
): Promise<Restored> {
  const progress = reportProgress(context.ports, resource.id);
  await progress.reached({ task: 0 });
  await restoring.checkTarget();
  await progress.reached({ task: 1 });
  const { backupInstanceId, activityID } = resource.properties;
  const restoreFrom = async (source: Source, others: ProblemInput[]): Promise<Restored> => {
    const withOthers = (outcome: Outcome): Restored => ({
      ...outcome,
      warnings: [...others.map((problem) => userFacingError(problem, activityID)), ...outcome.warnings],
      bytes,
    });
    await restoring.checkContents(source);
    const totalBytes = restoring.bytesOf(source.manifest);
    let bytes = 0;
    await progress.reached({ task: 2, bytes, totalBytes });
    const restored = await restoring.copy(source, {
      onBytes: (count) => {
        context.moved();
        bytes += count;
        progress.moved({ task: 2, bytes, totalBytes });
      },
      onReady: async (outcome) => {
        await progress.ended();
        await remember(context.ports, resource.id, withOthers(outcome));
      },
    });
    await progress.ended();
    return withOthers(restored);
  };
  // Of a copy that could not be read to its end, nothing stays.
  return fromPoint(context, backupInstanceId, recoveryPointId, restoreFrom, () => restoring.discard());
}

/** From here on the restore may complete while no process is left to record it. */
async function remember({ store }: Ports, jobId: ResourceId, restored: Restored): Promise<void> {
  await store.transact(async (tx) => {
    const record = await openJob(tx, jobId);
    if (!record) throw new WorkFault(INTERRUPTED);
    await tx.put(jobs, idKey(jobId), { ...record, restored });
  });
}

/** Everything is restored: the job says so. Throws when it ended meanwhile. */
async function complete(ports: Ports, jobId: ResourceId, restored: Restored): Promise<void> {
  await ports.store.transact(async (tx) => {
    const record = await openJob(tx, jobId);
    if (!record) throw new WorkFault(INTERRUPTED);
    await end(tx, record, restoredJob(record.resource, restored, ports.clock.now()));
  });
}

/**
 * Ends the job as Failed if it still runs. Returns whether what was written may be removed: not when the job succeeded.
 */
async function fail(ports: Ports, jobId: ResourceId, problem: ProblemInput): Promise<boolean> {
  return ports.store.transact(async (tx) => {
    const record = (await tx.get(jobs, idKey(jobId)))?.value;
    if (!record) return true;
    if (!isRunning(record.resource)) return isUndone(record.resource);
    const error: UserFacingError = userFacingError(problem, record.resource.properties.activityID);
    await end(tx, record, brokenOff(record.resource, error, ports.clock.now()));
    return true;
  });
}

/** The end of the job; what expired while it was being restored may go from here on. */
async function end(tx: Transaction, { restored: _, ...record }: JobRecord, resource: Job): Promise<void> {
  await tx.put(jobs, idKey(resource.id), { ...record, resource });
  await expireLater(tx, resource.properties.backupInstanceId, `after ${resource.name}`);
}

const INTERVAL_MS = 1_000;

/** Writes how far a restore is into its job: at most once a second, and never two writes at once. */
function reportProgress({ store, clock, log }: Ports, jobId: ResourceId) {
  let writing: Promise<void> = Promise.resolve();
  let isWriting = false;
  let nextAt = 0;

  const write = (stage: RestoreStage): Promise<void> => {
    isWriting = true;
    nextAt = clock.now().getTime() + INTERVAL_MS;
    writing = store
      .transact(async (tx) => {
        const record = await openJob(tx, jobId);
        if (!record) return;
        const resource = atRestoreStage(record.resource, stage, clock.now());
        await tx.put(jobs, idKey(jobId), { ...record, resource });
      })
      // A restore does not fail because its progress could not be recorded.
      .catch((error: unknown) => log('progress not written', { jobId, error: String(error) }))
      .finally(() => (isWriting = false));
    return writing;
  };

  return {
    /** Says that another stage has begun, and waits until the job shows it. */
    async reached(stage: RestoreStage): Promise<void> {
      await writing;
      await write(stage);
    },
    /** Says how far it is. Returns at once; what comes too early for a write is left out. */
    moved(stage: RestoreStage): void {
      if (!isWriting && clock.now().getTime() >= nextAt) void write(stage);
    },
    ended: (): Promise<void> => writing,
  };
}
