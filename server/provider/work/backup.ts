/**
 * Making a backup. It is not begun twice: a backup whose server died or was stopped ends as Failed, and what it had
 * written is removed. The job says Completed only when the point's bytes are stored, closed and read back.
 */
import { isRunning } from '#protocol/data-protection.ts';
import type { UserFacingError } from '#protocol/errors.ts';
import { idKey, lastName, type ResourceId } from '#protocol/resource-id.ts';
import { expiryByRule } from '#protocol/retention.ts';
import { defaultTagOf, tagOf } from '#protocol/tagging.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import { missingSince } from '../domain/backup-comparison.ts';
import { brokenOff } from '../domain/cancelling.ts';
import { completedJob, incompleteJob } from '../domain/job-states.ts';
import { backupNotAuthorized } from '../domain/readiness.ts';
import { toBeCopied } from '../domain/point-copies.ts';
import { importedPoint, newRecoveryPoint } from '../domain/recovery-points.ts';
import { ticks } from '../domain/time.ts';
import { isExpected, problemOf, userFacingError, WorkFault, type ProblemInput } from '../fault.ts';
import { addressOf, copyLater, newestGood } from '../point-records.ts';
import type {
  BackupFailure,
  BackupProgress,
  BackupSummary,
  FaultDetails,
  Manifest,
  PointAddress,
  PointWriter,
  Ports,
  Transaction,
} from '../ports.ts';
import {
  instances,
  jobs,
  policies,
  recoveryPoints,
  vaults,
  type InstanceRecord,
  type JobRecord,
  type PolicyRecord,
} from '../records.ts';
import { serverAccess } from '../server-access.ts';
import { latestTime } from '../trusted-time.ts';
import { causeOf, given, isStopping, logBug, type WorkContext, type WorkKind } from './work-context.ts';
import { holdLater } from './holding.ts';
import { jobIsCancelled, openJob } from './jobs.ts';
import { reportProgress, type ProgressReport } from './progress.ts';
import { checkPermissions, checkServer } from './readiness.ts';
import { keepPoint, removeLater } from './retention.ts';
import { beginWhatIsDue, tryAgainLater } from './schedules.ts';

const INTERRUPTED: ProblemInput = {
  code: 'BackupInterrupted',
  message: 'The server that ran this backup stopped before the backup was finished.',
  recommendedAction: ['Start the backup again.'],
};

export const backup: WorkKind = {
  run,
  giveUp: async ({ ports, item }, problem) => void (await fail(ports, given({ item }, 'jobId'), problem)),
  isCancelled: jobIsCancelled,
};

async function run(context: WorkContext): Promise<void> {
  const { ports, attempt, item } = context;
  const jobId = given(context, 'jobId');
  const job = await ports.store.transact(async (tx) => (await tx.get(jobs, idKey(jobId)))?.value);
  if (!job) return;
  const point: PointAddress = {
    vaultId: job.vaultId,
    instanceName: lastName(job.resource.properties.backupInstanceId),
    recoveryPointId: job.recoveryPointId,
  };
  if (!isRunning(job.resource)) {
    // An earlier attempt ended the job and died before it could clear up.
    if (!(await ports.store.transact((tx) => hasPoint(tx, job)))) await ports.vaultStorage.remove(point);
    return;
  }
  try {
    if (attempt > 1) throw new WorkFault(INTERRUPTED);
    const progress = reportProgress(ports, jobId);
    const { summary, kept } = await takeBackup(context, job, point, progress);
    await complete(ports, job, summary, kept, progress.plainBytes());
  } catch (error) {
    const problem = isStopping(context) ? new WorkFault(INTERRUPTED) : causeOf(context, error);
    if (!isExpected(problem)) logBug(ports, item, problem);
    // First the job, then the bytes: the store may have taken the end of the job and failed only to say so, and the
    // bytes of a job that says Completed must stay.
    if (!(await fail(ports, jobId, problemOf(problem)))) return;
    await ports.vaultStorage.remove(point).catch(async (failure: unknown) => {
      ports.log('half-written recovery point not removed yet', { ...point, error: String(failure) });
      await ports.store.transact((tx) => removeLater(tx, point, job.resource.properties.backupInstanceId));
    });
  }
}

/** A job that has failed has a recovery point all the same when it is an incomplete one. */
const hasPoint = async (tx: Transaction, { resource, recoveryPointId }: JobRecord): Promise<boolean> =>
  (await tx.get(recoveryPoints, idKey(`${resource.properties.backupInstanceId}/recoveryPoints/${recoveryPointId}`))) !==
  undefined;

async function takeBackup(
  context: WorkContext,
  job: JobRecord,
  point: PointAddress,
  progress: ProgressReport,
): Promise<{ summary: BackupSummary & Pick<Manifest, 'imported'>; kept: Kept & { manifestSha256: string } }> {
  const { ports, signal, moved } = context;
  const { vaultId } = job;
  const { backupInstanceId: instanceId, dataSourceId: serverId } = job.resource.properties;
  const { writer, summary } = await (job.dump ? readDump : dumpServer)(context, job, point, progress);
  moved();
  await progress.reached({ running: ['Create recovery point'], plainBytes: progress.plainBytes() });
  signal.throwIfAborted();
  const { recoveryPointId } = point;
  const kept = await ports.store.transact(async (tx) => {
    // A process that was paused may find that another one has taken the work over, and ended it.
    if (!(await openJob(tx, job.resource.id))) throw new WorkFault(INTERRUPTED);
    return howKept(ports, tx, job, summary);
  });
  const { retentionTag, expiryTime } = kept;
  const manifest = { ...summary, recoveryPointId, vaultId, instanceId, serverId, retentionTag, expiryTime };
  const manifestSha256 = await writer.commit({ ...manifest, formatVersion: 2 });
  await ports.vaultStorage.verify({ ...point, manifestSha256 }, signal, moved);
  return { summary, kept: { ...kept, manifestSha256 } };
}

type Taken = Promise<{ writer: PointWriter; summary: BackupSummary & Pick<Manifest, 'imported'> }>;

async function dumpServer(context: WorkContext, job: JobRecord, point: PointAddress, progress: ProgressReport): Taken {
  const { ports, signal, moved } = context;
  const { vaultId } = job;
  const { backupInstanceId: instanceId, dataSourceId: serverId } = job.resource.properties;

  await progress.reached({ running: ['Validate vault permissions'] });
  await checkPermissions(context, vaultId, serverId, backupNotAuthorized);
  moved();
  await progress.reached({ running: ['Check server readiness'] });
  const { server, facts } = await checkServer(context, vaultId, serverId);

  await progress.reached({
    running: ['Take full backup', 'Transfer data to the vault'],
    percent: 0,
    plainBytes: 0,
    expectedBytes: facts.sizeInBytes,
  });
  const writer = await ports.vaultStorage.begin(point, facts.sizeInBytes);
  moved();
  const dumped = await ports.engine.backUp(serverAccess(ports, server), writer, {
    signal,
    onProgress: telling(progress, moved),
  });
  const before = await newestGoodManifest(ports, instanceId);
  return {
    writer,
    summary: before ? { ...dumped, warnings: [...dumped.warnings, ...missingSince(before, dumped)] } : dumped,
  };
}

/** The dump of somebody else's in place of the server's. */
async function readDump(
  { ports, signal, moved }: WorkContext,
  job: JobRecord,
  point: PointAddress,
  progress: ProgressReport,
): Taken {
  await progress.reached({ running: ['Take full backup', 'Transfer data to the vault'], percent: 0, plainBytes: 0 });
  const writer = await ports.vaultStorage.begin(point);
  const dump = job.dump ?? { path: '' };
  return {
    writer,
    summary: await ports.engine.importDump(dump, writer, { signal, onProgress: telling(progress, moved) }),
  };
}

/** Of when the point is and which rule keeps it: settled once, before it is published. */
interface Kept {
  /** When the dump began: what came into the databases later is not in it for sure. */
  created: Date;
  retentionTag: string;
  /** As the policy says when it is made: whoever has the manifest alone knows it (decision 45). */
  expiryTime: string | null;
}

/** The engine reports its progress often: the work moves when the progress changes. */
function telling({ dumped }: ProgressReport, moved: () => void): (progress: BackupProgress) => void {
  let last = '';
  return (progress) => {
    const stand = `${String(progress.plainBytes)} ${String(progress.databasesDone)} ${progress.database ?? ''}`;
    if (stand !== last) moved();
    last = stand;
    dumped(progress);
  };
}

async function howKept(
  ports: Ports,
  tx: Transaction,
  job: JobRecord,
  summary: BackupSummary & Pick<Manifest, 'imported'>,
): Promise<Kept> {
  const { policy, instance } = await keeperOf(tx, job);
  const { properties } = policy.resource;
  if (summary.imported) {
    // It is of when it was made, and is kept from now on: its time may be over long ago.
    const retentionTag = job.retentionTag ?? defaultTagOf(properties);
    const expires = expiryByRule(properties, retentionTag, ports.clock.now());
    return { created: new Date(summary.imported.madeAt), retentionTag, expiryTime: expires ? ticks(expires) : null };
  }
  const created = new Date(summary.startedAt);
  const tag = isComplete(summary)
    ? tagOf(created, properties, await scheduledPointsOf(ports, tx, instance, created))
    : defaultTagOf(properties);
  const retentionTag = job.retentionTag ?? tag;
  const expires = expiryByRule(properties, retentionTag, created);
  return { created, retentionTag, expiryTime: expires ? ticks(expires) : null };
}

/** So many are remembered: more than a clock that is wrong for some days makes. */
const REMEMBERED_POINTS = 6;

/** When the last points of the schedule were made, the newest first, but for those that only a clock that was ahead has made. */
async function scheduledPointsOf(
  ports: Ports,
  tx: Transaction,
  { lastScheduledPoint, earlierScheduledPoints = [] }: InstanceRecord,
  now: Date,
): Promise<Date[]> {
  const latest = await latestTime(ports, tx, now);
  return (lastScheduledPoint === undefined ? [] : [lastScheduledPoint, ...earlierScheduledPoints])
    .map((text) => new Date(text))
    .filter((point) => point.getTime() - latest.getTime() <= DAY_MS);
}

/** Nothing that was to be in the backup failed. Only a complete one counts as the backup of its period. */
const isComplete = ({ failures = [] }: BackupSummary): boolean => failures.length === 0;

/** What the newest good point of the instance holds; undefined when there is none, or when it cannot be read. */
async function newestGoodManifest(ports: Ports, instanceId: ResourceId): Promise<Manifest | undefined> {
  const newest = await ports.store.transact((tx) => newestGood(tx, instanceId));
  if (!newest) return undefined;
  try {
    return await ports.vaultStorage.manifest(addressOf(newest));
  } catch (error) {
    ports.log('earlier recovery point not compared', { point: newest.resource.id, error: String(error) });
    return undefined;
  }
}

/** The instance and the policy that keep what comes of a job. */
async function keeperOf(
  tx: Transaction,
  { resource }: JobRecord,
): Promise<{ instance: InstanceRecord; policy: PolicyRecord }> {
  const { backupInstanceId, policyId } = resource.properties;
  const instance = (await tx.get(instances, idKey(backupInstanceId)))?.value;
  const policy = (await tx.get(policies, idKey(policyId ?? '')))?.value;
  if (!instance || !policy) throw new WorkFault(NOTHING_TO_KEEP_IT);
  return { instance, policy };
}

/** The recovery point and the end of its job, in one transaction. */
async function complete(
  ports: Ports,
  job: JobRecord,
  summary: BackupSummary & Pick<Manifest, 'imported'>,
  { created, retentionTag, expiryTime, manifestSha256 }: Kept & { manifestSha256: string },
  plainBytes: number,
): Promise<void> {
  const { clock, newId } = ports;
  const dataStoreId = newId();
  await ports.store.transact(async (tx) => {
    const current = await openJob(tx, job.resource.id);
    if (!current) throw new WorkFault(NOTHING_TO_KEEP_IT);
    const { instance, policy } = await keeperOf(tx, job);
    const instanceId = instance.resource.id;
    const { recoveryPointId } = job;
    const own = newRecoveryPoint({
      recoveryPointId,
      instanceId,
      policy: { name: policy.resource.name, version: policy.version, properties: policy.resource.properties },
      retentionTag,
      dataStoreId,
      created,
      isComplete: isComplete(summary),
    });
    const made = summary.imported ? importedPoint(own, summary.imported, expiryTime) : own;
    if (job.retentionTag === undefined && isComplete(summary)) {
      const earlier = await scheduledPointsOf(ports, tx, instance, created);
      await tx.put(instances, idKey(instanceId), {
        ...instance,
        lastScheduledPoint: created.toISOString(),
        earlierScheduledPoints: earlier.slice(0, REMEMBERED_POINTS).map((point) => point.toISOString()),
      });
    }
    const vault = (await tx.get(vaults, idKey(job.vaultId)))?.value;
    const resource = vault ? toBeCopied(made, vault, clock.now()) : made;
    await keepPoint(tx, { vaultId: job.vaultId, instanceId, resource, manifestSha256 });
    if (resource.properties.copies) await copyLater(ports, tx, { instanceId, resource });
    if (vault) await holdLater(ports, tx, vault, resource.id);
    const bytes = plainBytes || summary.parts.reduce((sum, part) => sum + part.plainBytes, 0);
    const outcome = { recoveryPointId, retentionTag, bytes, warnings: summary.warnings };
    const errors = (summary.failures ?? []).map((failure, at) =>
      userFacingError({ ...failure, said: saidOf(failure, at) }, current.resource.properties.activityID),
    );
    await tx.put(jobs, idKey(job.resource.id), {
      ...current,
      resource: isComplete(summary)
        ? completedJob(current.resource, outcome, clock.now())
        : incompleteJob(current.resource, outcome, errors, clock.now()),
    });
    if (!isComplete(summary)) await tryAgainLater(ports, tx, current, summary.failures ?? []);
    await letScheduleThrough(ports, tx, current);
  });
}

/** A job is read as a whole: of a thousand databases that fail, only the first show all messages of the tools. */
const WITH_TOOL_OUTPUT = 20;

function saidOf({ details: { toolOutput, ...said } }: BackupFailure, at: number): FaultDetails {
  return at < WITH_TOOL_OUTPUT && toolOutput !== undefined ? { ...said, toolOutput } : said;
}

const NOTHING_TO_KEEP_IT: ProblemInput = {
  code: 'BackupInstanceNotFound',
  message: 'The backup instance or its policy was deleted while the backup ran.',
  recommendedAction: ['Configure backup for the server again.'],
};

/**
 * Ends the job as Failed if it still runs. Returns whether what was written may be removed: not when it is a recovery
 * point.
 */
async function fail(ports: Ports, jobId: ResourceId, problem: ProblemInput): Promise<boolean> {
  return ports.store.transact(async (tx) => {
    const record = (await tx.get(jobs, idKey(jobId)))?.value;
    if (!record) return true;
    if (!isRunning(record.resource)) return !(await hasPoint(tx, record));
    const error: UserFacingError = userFacingError(problem, record.resource.properties.activityID);
    await tx.put(jobs, idKey(jobId), { ...record, resource: brokenOff(record.resource, error, ports.clock.now()) });
    await tryAgainLater(ports, tx, record, [problem]);
    await letScheduleThrough(ports, tx, record);
    return true;
  });
}

/** One import follows the other: a run of the schedule that waits for the instance begins before the next of them can. */
async function letScheduleThrough(ports: Ports, tx: Transaction, { dump, resource }: JobRecord): Promise<void> {
  if (dump) await beginWhatIsDue(ports, tx, resource.properties.backupInstanceId);
}
