/**
 * Making a backup. It is not begun twice: a backup whose server died or was stopped ends as Failed, and what it had
 * written is removed. The job says Completed only when the point's bytes are stored, closed and read back.
 */
import type { UserFacingError } from '#protocol/errors.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { completedJob, failedJob } from '../domain/job-states.ts';
import { backupNotAuthorized } from '../domain/readiness.ts';
import { newRecoveryPoint } from '../domain/recovery-points.ts';
import { isExpected, problemOf, userFacingError, WorkFault, type ProblemInput } from '../fault.ts';
import type { BackupSummary, PointAddress, Ports, Transaction } from '../ports.ts';
import { instances, jobs, policies, recoveryPoints, type JobRecord } from '../records.ts';
import { given, logBug, type Errand, type Worker } from './errand.ts';
import { reportProgress, type ProgressReport } from './progress.ts';
import { checkPermissions, checkServer } from './readiness.ts';

const INTERRUPTED: ProblemInput = {
  code: 'BackupInterrupted',
  message: 'The server that ran this backup stopped before the backup was finished.',
  recommendedAction: ['Start the backup again.'],
};

export const backup: Worker = async (errand) => {
  const { ports, attempt, signal, item } = errand;
  const jobId = given(errand, 'jobId');
  const job = await ports.store.transact(async (tx) => (await tx.get(jobs, idKey(jobId)))?.value);
  if (!job) return;
  const point: PointAddress = {
    vaultId: job.vaultId,
    instanceName: job.resource.properties.backupInstanceId.split('/').at(-1) ?? '',
    recoveryPointId: job.recoveryPointId,
  };
  if (!isInProgress(job)) {
    // An earlier attempt ended the job and died before it could clear up.
    if (job.resource.properties.status === 'Failed') await ports.vaultStorage.remove(point);
    return;
  }
  try {
    if (attempt > 1) throw new WorkFault(INTERRUPTED);
    const progress = reportProgress(ports, jobId);
    const summary = await takeBackup(errand, job, point, progress);
    await complete(ports, job, summary, progress.plainBytes());
  } catch (error) {
    if (!signal.aborted && !isExpected(error)) logBug(ports, item, error);
    // First the job, then the bytes: the store may have taken the end of the job and failed only to say so, and the
    // bytes of a job that says Completed must stay.
    if (!(await fail(ports, jobId, signal.aborted ? INTERRUPTED : problemOf(error)))) return;
    await ports.vaultStorage.remove(point).catch((failure: unknown) => {
      ports.log('half-written recovery point not removed', { ...point, error: String(failure) });
    });
  }
};

const isInProgress = (job: JobRecord): boolean => job.resource.properties.status === 'InProgress';

const running = async (tx: Transaction, jobId: ResourceId): Promise<JobRecord | undefined> => {
  const record = (await tx.get(jobs, idKey(jobId)))?.value;
  return record && isInProgress(record) ? record : undefined;
};

async function takeBackup(
  errand: Errand,
  { resource, vaultId, retentionTag }: JobRecord,
  point: PointAddress,
  progress: ProgressReport,
): Promise<BackupSummary> {
  const { ports, signal } = errand;
  const { backupInstanceId: instanceId, dataSourceId: serverId } = resource.properties;

  await progress.reached({ running: ['Validate vault permissions'] });
  await checkPermissions(errand, vaultId, serverId, backupNotAuthorized);
  await progress.reached({ running: ['Check server readiness'] });
  const { server, facts } = await checkServer(errand, vaultId, serverId);

  await progress.reached({
    running: ['Take full backup', 'Transfer data to the vault'],
    percent: 0,
    plainBytes: 0,
    expectedBytes: facts.sizeInBytes,
  });
  const writer = await ports.vaultStorage.begin(point);
  const summary = await ports.engine.backUp(server.sealed, writer, { signal, onProgress: progress.dumped });

  await progress.reached({ running: ['Create recovery point'], plainBytes: progress.plainBytes() });
  signal.throwIfAborted();
  const { recoveryPointId } = point;
  await writer.commit({ ...summary, formatVersion: 1, recoveryPointId, vaultId, instanceId, serverId, retentionTag });
  await ports.vaultStorage.verify(point, signal);
  return summary;
}

/** The recovery point and the end of its job, in one transaction. */
async function complete(ports: Ports, job: JobRecord, summary: BackupSummary, plainBytes: number): Promise<void> {
  const { clock, newId } = ports;
  const { backupInstanceId: instanceId, policyId } = job.resource.properties;
  const dataStoreId = newId();
  await ports.store.transact(async (tx) => {
    const current = await running(tx, job.resource.id);
    const instance = (await tx.get(instances, idKey(instanceId)))?.value;
    const policy = (await tx.get(policies, idKey(policyId ?? '')))?.value;
    if (!current || !instance || !policy) throw new WorkFault(NOTHING_TO_KEEP_IT);
    const now = clock.now();
    const resource = newRecoveryPoint({
      recoveryPointId: job.recoveryPointId,
      instanceId: instance.resource.id,
      policy: { name: policy.resource.name, version: policy.version, properties: policy.resource.properties },
      retentionTag: job.retentionTag,
      dataStoreId,
      created: now,
    });
    await tx.put(recoveryPoints, idKey(resource.id), { vaultId: job.vaultId, instanceId, resource });
    const bytes = plainBytes || summary.parts.reduce((sum, part) => sum + part.plainBytes, 0);
    await tx.put(jobs, idKey(job.resource.id), {
      ...current,
      resource: completedJob(current.resource, job.recoveryPointId, bytes, summary.warnings, now),
    });
  });
}

const NOTHING_TO_KEEP_IT: ProblemInput = {
  code: 'BackupInstanceNotFound',
  message: 'The backup instance or its policy was deleted while the backup ran.',
  recommendedAction: ['Configure backup for the server again.'],
};

/** Ends the job as Failed if it still runs. Answers whether what was written may go: not when the job ended well. */
async function fail(ports: Ports, jobId: ResourceId, problem: ProblemInput): Promise<boolean> {
  return ports.store.transact(async (tx) => {
    const record = (await tx.get(jobs, idKey(jobId)))?.value;
    if (!record) return true;
    if (!isInProgress(record)) return record.resource.properties.status === 'Failed';
    const error: UserFacingError = userFacingError(problem, record.resource.properties.activityID);
    await tx.put(jobs, idKey(jobId), { ...record, resource: failedJob(record.resource, error, ports.clock.now()) });
    return true;
  });
}
