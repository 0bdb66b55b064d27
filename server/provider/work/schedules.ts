/**
 * The runs of a policy's schedule. Each protected instance has one wake-up in the queue, at its next run; what is due
 * then, `dueRun` decides from what is stored. So a wake-up that comes twice, late or for a schedule that has changed
 * since begins nothing that is not due, and what is due begins once.
 */
import { idKey, lastName } from '#protocol/resource-id.ts';
import { dueRun, nextRun } from '#protocol/schedule.ts';
import { isProtected } from '../domain/instance-rules.ts';
import { failedJob, newBackupJob } from '../domain/job-states.ts';
import { userFacingError, type ProblemInput } from '../fault.ts';
import type { Ports, Transaction } from '../ports.ts';
import { instances, jobs, policies, vaults, word, type InstanceRecord, type PolicyRecord } from '../records.ts';
import { given, type Errand, type WorkKind } from './errand.ts';

/** Another operation runs on the instance: the run waits for it this long, and then looks again. */
const BUSY_MS = 60_000;

/** Lets the schedule of the instance's policy hold from now on. */
export async function beginSchedule(ports: Ports, tx: Transaction, record: InstanceRecord): Promise<void> {
  const now = ports.clock.now();
  await tx.put(instances, idKey(record.resource.id), { ...record, scheduledSince: now.toISOString() });
  await wakeAtNextRun(tx, record, await policyOf(tx, record), now);
}

/** Begins the backup that is due, and sees to the next wake-up. */
export const runSchedule: WorkKind = { run, giveUp: tellOfLostRun, isNeeded: true };

async function run(errand: Errand): Promise<void> {
  const { ports } = errand;
  await ports.store.transact(async (tx) => {
    const record = (await tx.get(instances, idKey(given(errand, 'instanceId'))))?.value;
    // A stopped or deleted instance wakes up no more; whoever resumes it begins its schedule again.
    if (!record || !isProtected(record)) return;
    const policy = await policyOf(tx, record);
    if (!policy) return;
    const now = ports.clock.now();
    const state = { since: new Date(record.scheduledSince ?? now), lastRun: momentIn(record.lastRun) };
    const due = dueRun(policy.resource.properties, state, now);
    if (due && (await isBusy(tx, record))) {
      await wakeAt(tx, record, new Date(now.getTime() + BUSY_MS));
      return;
    }
    const vault = (await tx.get(vaults, idKey(record.vaultId)))?.value;
    if (due && vault) {
      const job = newBackupJob({
        jobId: ports.newId(),
        activityId: ports.newId(),
        vault,
        instance: record.resource,
        policyName: policy.resource.name,
        now,
        cause: due,
      });
      await tx.put(jobs, idKey(job.id), {
        vaultId: vault.id,
        resource: job,
        recoveryPointId: ports.newId().replaceAll('-', ''),
      });
      await tx.put(instances, idKey(record.resource.id), { ...record, lastRun: due.scheduled.toISOString() });
      await tx.enqueue({
        kind: 'backup',
        id: ports.newId(),
        payload: { jobId: job.id },
        serverId: job.properties.dataSourceId,
      });
    }
    await wakeAtNextRun(tx, record, policy, now);
  });
}

/** A schedule that cannot be followed is a backup that failed: where people look for those, they find it. */
async function tellOfLostRun(errand: Errand, problem: ProblemInput): Promise<void> {
  const { ports } = errand;
  await ports.store.transact(async (tx) => {
    const record = (await tx.get(instances, idKey(given(errand, 'instanceId'))))?.value;
    const vault = record && (await tx.get(vaults, idKey(record.vaultId)))?.value;
    if (!record || !vault || !isProtected(record)) return;
    const now = ports.clock.now();
    const activityId = ports.newId();
    const job = newBackupJob({
      ...{ jobId: ports.newId(), activityId, vault, instance: record.resource, now },
      policyName: lastName(record.resource.properties.policyInfo.policyId),
      cause: { scheduled: now, isMadeUp: false, skipped: [] },
    });
    await tx.put(jobs, idKey(job.id), {
      vaultId: vault.id,
      resource: failedJob(job, userFacingError(problem, activityId), now),
      recoveryPointId: ports.newId().replaceAll('-', ''),
    });
  });
}

const momentIn = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));

const policyOf = async (tx: Transaction, { resource }: InstanceRecord): Promise<PolicyRecord | undefined> =>
  (await tx.get(policies, idKey(resource.properties.policyInfo.policyId)))?.value;

const isBusy = async (tx: Transaction, { resource }: InstanceRecord): Promise<boolean> =>
  (await tx.count(jobs, { with: [word.runningOf(resource.id)] })) > 0;

async function wakeAtNextRun(
  tx: Transaction,
  record: InstanceRecord,
  policy: PolicyRecord | undefined,
  now: Date,
): Promise<void> {
  const next = policy && nextRun(policy.resource.properties, now);
  if (next) await wakeAt(tx, record, next);
}

/** Wake-ups for one moment are one: several ways of following a schedule do not multiply. */
const wakeAt = (tx: Transaction, { resource }: InstanceRecord, moment: Date): Promise<void> =>
  tx.enqueue({
    kind: 'runSchedule',
    id: `schedule ${idKey(resource.id)} ${moment.toISOString()}`,
    payload: { instanceId: resource.id },
    notBefore: moment.toISOString(),
  });
