/** A backup as it is written down when it is to be made, by whoever asked for it. */
import type { Job } from '#protocol/data-protection.ts';
import { idKey } from '#protocol/resource-id.ts';
import { newBackupJob, type NewJob } from './domain/job-states.ts';
import type { Ports, Transaction } from './ports.ts';
import { jobs } from './records.ts';

interface NewBackup extends Omit<NewJob, 'jobId'> {
  /** What the job is at once, of one that cannot be begun. */
  ended?: (job: Job) => Job;
}

/** Writes down the job, with the recovery point that it is to make. Returns the job before anything was done. */
export async function putBackup(
  { newId }: Pick<Ports, 'newId'>,
  tx: Transaction,
  { ended = (job) => job, ...backup }: NewBackup,
): Promise<Job> {
  const { cause, vault } = backup;
  const job = newBackupJob({ ...backup, jobId: newId() });
  await tx.put(jobs, idKey(job.id), {
    vaultId: vault.id,
    resource: ended(job),
    recoveryPointId: newId().replaceAll('-', ''),
    ...('retentionTag' in cause && { retentionTag: cause.retentionTag }),
  });
  return job;
}
