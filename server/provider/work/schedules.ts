/**
 * The runs of a policy's schedule. The truth is in the store: each protected instance has a record of when its schedule
 * is checked next, and the check begins what `dueRun` finds due. A wake-up in the queue starts the check in time; one
 * that is lost, early or late costs nothing, for every process also reads from the store what is due, each minute and
 * at its start (`followSchedules`). What is due begins once, in one transaction with the record that it has.
 */
import { idKey, lastName } from '#protocol/resource-id.ts';
import { dueRun, nextRun } from '#protocol/schedule.ts';
import { DAY_MS, MINUTE_MS } from '#protocol/time-units.ts';
import { putBackup } from '../backup-records.ts';
import { isProtected } from '../domain/instance-rules.ts';
import { failedJob, scheduledTimeOf, triedAgainAt, type ScheduledRun } from '../domain/job-states.ts';
import { LONGEST_WAIT_MS, mayBeItsOwnDoing, mayPass, nextTry } from '../domain/retrying.ts';
import { eachOf } from '../each-of.ts';
import { userFacingError, type ProblemInput } from '../fault.ts';
import type { Ports, Query, Transaction } from '../ports.ts';
import {
  instances,
  jobs,
  policies,
  schedules,
  vaults,
  word,
  type InstanceRecord,
  type JobRecord,
  type PolicyRecord,
  type ScheduleRecord,
} from '../records.ts';
import { latestTime } from '../trusted-time.ts';
import { given, type WorkContext, type WorkKind } from './work-context.ts';

type Retry = NonNullable<ScheduleRecord['retry']>;

/** Another operation runs on the instance: the run waits for it this long, and then looks again. */
const BUSY_MS = 60_000;
/** A moment further ahead than that was noted by a clock that was wrong. */
const BEYOND_BELIEF_MS = DAY_MS;
/** A run whose moment has just come begins within this time. */
const AT_ONCE_MS = 5 * MINUTE_MS;
/** As many runs as a clock that is wrong for a day or two may begin. */
const EARLIER_RUNS = 4;

/** Lets the schedule of the instance's policy hold from now on. */
export async function beginSchedule(ports: Ports, tx: Transaction, record: InstanceRecord): Promise<void> {
  const now = ports.clock.now();
  await tx.put(instances, idKey(record.resource.id), { ...record, scheduledSince: await fromNowOn(ports, tx, now) });
  await lookAtNextRun(tx, record, await policyOf(tx, record), now);
}

/**
 * How it is noted that something holds from now on. By a clock that is behind it would hold for what has been: once the clock is right
 * again, the runs since then would be made up.
 */
export async function fromNowOn(ports: Ports, tx: Transaction, now: Date): Promise<string> {
  const latest = await latestTime(ports, tx, now);
  return (momentIn(latest.toISOString(), now) === undefined ? latest : now).toISOString();
}

/** Enqueues a check of the schedules of all instances of a policy that has a new schedule. */
export async function followPolicy(ports: Ports, tx: Transaction, policy: PolicyRecord): Promise<void> {
  const now = ports.clock.now();
  for (const { value: record } of await tx.list(instances, { with: [word.byPolicy(policy.resource.id)] })) {
    if (!isProtected(record)) continue;
    // A run that failed is tried again all the same, as long as the new schedule has none before.
    const noted = (await tx.get(schedules, idKey(record.resource.id)))?.value.retry;
    const retry = noted && retryIn(noted, await latestTime(ports, tx, now), now);
    const at = retry?.at === undefined ? undefined : new Date(retry.at);
    const next = nextRun(policy.resource.properties, now);
    if (at && !(next && next <= at)) await lookAt(tx, record, at, now, retry);
    else await lookAtNextRun(tx, record, policy, now, retry && withoutTime(retry));
  }
}

/** Begins the backup that is due, and sees to the next look. */
export const runSchedule: WorkKind = {
  run: ({ ports, item }) => look(ports, given({ item }, 'instanceId')),
  giveUp: recordLostRun,
  isNeeded: true,
};

/** How many schedules are read at once. */
const PAGE = 100;

/**
 * Checks every due schedule, and those noted by a clock that was ahead. A failed check is logged and repeated the next time.
 *
 * @returns how many there were.
 */
export async function followSchedules(ports: Ports, signal?: AbortSignal): Promise<number> {
  const now = ports.clock.now().getTime();
  const at = (ms: number) => new Date(now + ms).toISOString();
  // Up to this moment and with it; and beyond what a clock that is right has noted.
  const due = await checkAll(ports, { to: at(1) }, signal);
  return due + (await checkAll(ports, { from: at(BEYOND_BELIEF_MS + MINUTE_MS) }, signal));
}

async function checkAll(ports: Ports, range: Pick<Query, 'from' | 'to'>, signal?: AbortSignal): Promise<number> {
  let count = 0;
  let after: { order: string; key: string } | undefined;
  for (;;) {
    const page = await ports.store.transact((tx) =>
      tx.list(schedules, { ...range, limit: PAGE, ...(after && { after }) }),
    );
    for (const { key, order, value } of page) {
      if (signal?.aborted === true) return count;
      await look(ports, value.instanceId).catch((error: unknown) =>
        ports.log('a schedule could not be looked at', { instance: value.instanceId, error: String(error) }),
      );
      count += 1;
      after = { order, key };
    }
    if (page.length < PAGE) return count;
  }
}

/** Gives a schedule's record to each protected instance that lacks it: those of older releases. */
export const adoptSchedules = ({ store, clock }: Ports): Promise<void> =>
  eachOf(store, instances, async (tx, { key, value: record }) => {
    if (!isProtected(record) || (await tx.get(schedules, key))) return;
    await tx.put(schedules, key, { instanceId: record.resource.id, wakeAt: clock.now().toISOString() });
  });

/** Has a scheduled run that failed tried again, when its cause may pass and its time is not over. */
export async function tryAgainLater(
  ports: Ports,
  tx: Transaction,
  { resource }: JobRecord,
  problems: readonly Pick<ProblemInput, 'code' | 'innerCode'>[],
): Promise<void> {
  const scheduled = scheduledTimeOf(resource);
  const key = idKey(resource.properties.backupInstanceId);
  const record = (await tx.get(instances, key))?.value;
  const policy = record && (await policyOf(tx, record));
  if (scheduled === undefined || !record || !policy || !isProtected(record)) return;
  // A later run has been begun, or another policy chosen, since.
  if (record.lastRun !== scheduled.toISOString()) return;

  const schedule = (await tx.get(schedules, key))?.value;
  const { tries, ends: earlier = 0 } =
    schedule?.retry?.scheduled === record.lastRun ? schedule.retry : { tries: 1, ends: 0 };
  const codes = problems.map(({ code, innerCode }) => innerCode ?? code);
  const ends = earlier + (codes.some(mayBeItsOwnDoing) ? 1 : 0);
  if (!codes.some((code) => mayPass(code, ends))) return;
  const now = ports.clock.now();
  const next = nextRun(policy.resource.properties, now);
  const at = nextTry(tries, now, next);
  if (!at) return;
  await lookAt(tx, record, at, now, { scheduled: record.lastRun, tries, ends, at: at.toISOString() });
  const job = (await tx.get(jobs, idKey(resource.id)))?.value;
  if (job) await tx.put(jobs, idKey(resource.id), { ...job, resource: triedAgainAt(job.resource, at) });
}

const look = (ports: Ports, instanceId: string): Promise<void> =>
  ports.store.transact((tx) => beginWhatIsDue(ports, tx, instanceId));

/** Begins what is due of the instance's schedule: its run, or the next try of one that failed. */
export async function beginWhatIsDue(ports: Ports, tx: Transaction, instanceId: string): Promise<void> {
  const key = idKey(instanceId);
  const found = (await tx.get(instances, key))?.value;
  const itsPolicy = found && (await policyOf(tx, found));
  // A stopped or deleted instance is no longer checked; resuming it begins its schedule again.
  if (!found || !itsPolicy || !isProtected(found)) return void (await tx.delete(schedules, key));

  const now = ports.clock.now();
  const { record, policy } = await withoutWrongMoments(ports, tx, found, itsPolicy, now);
  const noted = (await tx.get(schedules, key))?.value.retry;
  const retry = noted && retryIn(noted, await latestTime(ports, tx, now), now);
  const run = runOf(record, policy, retry, now);
  if (!run) {
    const at = retry?.at === undefined ? undefined : new Date(retry.at);
    return at ? lookAt(tx, record, at, now, retry) : lookAtNextRun(tx, record, policy, now, retry);
  }
  if (await isBusy(tx, record)) return lookAt(tx, record, new Date(now.getTime() + BUSY_MS), now, retry);
  await begin(ports, tx, record, policy, run, now);
  const scheduled = run.scheduled.toISOString();
  const ends = retry?.scheduled === scheduled ? retry.ends : undefined;
  await lookAtNextRun(tx, record, policy, now, { scheduled, tries: run.tries, ...(ends !== undefined && { ends }) });
}

/**
 * Forgets the moments that only a clock that was ahead has reached, once it is right again: otherwise they would be believed a
 * day before they come, and hold up the runs until then. A clock that is behind takes nothing away.
 */
async function withoutWrongMoments(
  ports: Ports,
  tx: Transaction,
  record: InstanceRecord,
  policy: PolicyRecord,
  now: Date,
): Promise<{ record: InstanceRecord; policy: PolicyRecord }> {
  const latest = await latestTime(ports, tx, now);
  const isWrong = (text: string | undefined): boolean => text !== undefined && momentIn(text, latest) === undefined;
  const told = { record, policy };
  if (isWrong(policy.scheduleSince)) {
    told.policy = { ...policy, scheduleSince: now.toISOString() };
    await tx.put(policies, idKey(policy.resource.id), told.policy);
  }
  if (isWrong(record.scheduledSince) || isWrong(record.lastRun)) {
    const { lastRun: _last, earlierRuns: _earlier, ...rest } = record;
    const [lastRun, ...earlierRuns] = runsOf(record).filter((run) => !isWrong(run));
    told.record = {
      ...rest,
      ...(isWrong(record.scheduledSince) && { scheduledSince: now.toISOString() }),
      ...(lastRun !== undefined && { lastRun, earlierRuns }),
    };
    await tx.put(instances, idKey(record.resource.id), told.record);
  }
  return told;
}

/** The moments of the runs that were begun of late, the newest first. */
const runsOf = ({ lastRun, earlierRuns = [] }: InstanceRecord): string[] =>
  lastRun === undefined ? [] : [lastRun, ...earlierRuns];

/** What of the schedule is due now. The next run goes before another try of the last. */
function runOf(
  record: InstanceRecord,
  policy: PolicyRecord,
  retry: Retry | undefined,
  now: Date,
): ScheduledRun | undefined {
  const since = [record.scheduledSince, policy.scheduleSince].flatMap((text) => momentIn(text, now) ?? []);
  // A clock that is behind has moments ahead of it that have been: it makes up none of the runs before them.
  const isAhead = (text: string | undefined) => text !== undefined && momentIn(text, now) === undefined;
  if ([record.scheduledSince, policy.scheduleSince, record.lastRun].some(isAhead)) {
    since.push(new Date(now.getTime() - AT_ONCE_MS));
  }
  const runs = runsOf(record).flatMap((text) => momentIn(text, now) ?? []);
  const state = {
    since: since.length === 0 ? now : latestOf(since),
    lastRun: runs.length === 0 ? undefined : latestOf(runs),
  };
  const due = dueRun(policy.resource.properties, state, now);
  if (due) return { ...due, tries: 1 };
  if (retry?.at === undefined || new Date(retry.at) > now) return undefined;
  return { scheduled: new Date(retry.scheduled), isMadeUp: false, skipped: [], tries: retry.tries + 1 };
}

async function begin(
  ports: Ports,
  tx: Transaction,
  record: InstanceRecord,
  policy: PolicyRecord,
  run: ScheduledRun,
  now: Date,
): Promise<void> {
  const vault = (await tx.get(vaults, idKey(record.vaultId)))?.value;
  if (!vault) return;
  const job = await putBackup(ports, tx, {
    ...{ activityId: ports.newId(), vault, instance: record.resource, now, cause: run },
    policyName: policy.resource.name,
  });
  const lastRun = run.scheduled.toISOString();
  const earlierRuns = runsOf(record)
    .filter((earlier) => earlier !== lastRun)
    .slice(0, EARLIER_RUNS);
  await tx.put(instances, idKey(record.resource.id), { ...record, lastRun, earlierRuns });
  await tx.enqueue({
    kind: 'backup',
    id: ports.newId(),
    payload: { jobId: job.id },
    serverId: job.properties.dataSourceId,
  });
}

/** A schedule that cannot be followed is a backup that failed: where people look for those, they find it. */
async function recordLostRun(context: WorkContext, problem: ProblemInput): Promise<void> {
  const { ports } = context;
  await ports.store.transact(async (tx) => {
    const record = (await tx.get(instances, idKey(given(context, 'instanceId'))))?.value;
    const vault = record && (await tx.get(vaults, idKey(record.vaultId)))?.value;
    if (!record || !vault || !isProtected(record)) return;
    const now = ports.clock.now();
    const activityId = ports.newId();
    await putBackup(ports, tx, {
      ...{ activityId, vault, instance: record.resource, now },
      policyName: lastName(record.resource.properties.policyInfo.policyId),
      cause: { scheduled: now, isMadeUp: false, skipped: [], tries: 1 },
      ended: (job) => failedJob(job, userFacingError(problem, activityId), now),
    });
  });
}

/**
 * The retry as it is by the clock of now: gone with a run that only a clock that was ahead has reached; and when the clock was set
 * back, it does not wait for the time that it had before.
 */
function retryIn(retry: Retry, latest: Date, now: Date): Retry | undefined {
  if (momentIn(retry.scheduled, latest) === undefined) return undefined;
  if (retry.at === undefined) return retry;
  const at = Math.min(Date.parse(retry.at), now.getTime() + LONGEST_WAIT_MS);
  return { ...retry, at: new Date(at).toISOString() };
}

const withoutTime = ({ at: _, ...retry }: Retry): Retry => retry;

function momentIn(text: string | undefined, now: Date): Date | undefined {
  if (text === undefined) return undefined;
  const moment = new Date(text);
  return moment.getTime() - now.getTime() > BEYOND_BELIEF_MS ? undefined : moment;
}

const latestOf = (moments: readonly Date[]): Date => new Date(Math.max(...moments.map((moment) => moment.getTime())));

const policyOf = async (tx: Transaction, { resource }: InstanceRecord): Promise<PolicyRecord | undefined> =>
  (await tx.get(policies, idKey(resource.properties.policyInfo.policyId)))?.value;

const isBusy = async (tx: Transaction, { resource }: InstanceRecord): Promise<boolean> =>
  (await tx.count(jobs, { with: [word.runningOf(resource.id)] })) > 0;

async function lookAtNextRun(
  tx: Transaction,
  record: InstanceRecord,
  policy: PolicyRecord | undefined,
  now: Date,
  retry?: Retry,
): Promise<void> {
  const next = policy && nextRun(policy.resource.properties, now);
  if (next) await lookAt(tx, record, next, now, retry);
  else await tx.delete(schedules, idKey(record.resource.id));
}

/**
 * Has the schedule looked at then, and after a day at the latest: without a look that is noted further ahead, one that is so
 * shows that a clock was wrong. Wake-ups for one moment are one.
 */
async function lookAt(
  tx: Transaction,
  { resource }: InstanceRecord,
  moment: Date,
  now: Date,
  retry?: Retry,
): Promise<void> {
  const wakeAt = new Date(Math.min(moment.getTime(), now.getTime() + BEYOND_BELIEF_MS)).toISOString();
  const runsAt = moment.toISOString();
  await tx.put(schedules, idKey(resource.id), { instanceId: resource.id, wakeAt, runsAt, ...(retry && { retry }) });
  await tx.enqueue({
    kind: 'runSchedule',
    id: `schedule ${idKey(resource.id)} ${runsAt}`,
    payload: { instanceId: resource.id },
    notBefore: runsAt,
  });
}
