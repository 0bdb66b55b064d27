/** What workers do with their job. */
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { isCancelling } from '../domain/cancelling.ts';
import type { Transaction } from '../ports.ts';
import { jobs, type JobRecord } from '../records.ts';
import { given, type WorkContext } from './work-context.ts';

/** The job while it runs and nobody has cancelled it. */
export async function openJob(tx: Transaction, jobId: ResourceId): Promise<JobRecord | undefined> {
  const record = (await tx.get(jobs, idKey(jobId)))?.value;
  return record?.resource.properties.status === 'InProgress' ? record : undefined;
}

/** Whether somebody has cancelled the job that the item works on. */
export const jobIsCancelled = (context: WorkContext): Promise<boolean> =>
  context.ports.store.transact(async (tx) => {
    const record = (await tx.get(jobs, idKey(given(context, 'jobId'))))?.value;
    return record !== undefined && (isCancelling(record.resource) || record.resource.properties.status === 'Cancelled');
  });
