/**
 * Alerts on their way to the destinations of the operator (decision 39). An alert is stored in the transaction that it is
 * about. Each destination has one notification at a time, which collects what was raised until then: when a thousand servers
 * fail together, it gets one message and not a thousand.
 */
import type { PointCopy } from '#protocol/data-protection.ts';
import { idKey, lastName, vaultIn } from '#protocol/resource-id.ts';
import { HOUR_MS, MINUTE_MS } from '#protocol/time-units.ts';
import { alert, isSentTo, type RaisedAlert } from './domain/alert-rules.ts';
import { alertOf } from './domain/alerts.ts';
import { isProtected } from './domain/instance-rules.ts';
import { lateCopy } from './domain/point-copies.ts';
import { scheduledTimeOf } from './domain/job-states.ts';
import type { Occurrence } from './domain/occurrences.ts';
import {
  EngineFault,
  type Clock,
  type AlertNotification,
  type Heartbeat,
  type Kind,
  type Ports,
  type Stored,
  type Transaction,
} from './ports.ts';
import { instances, jobs, recoveryPoints, schedules, vaults, word, type ScheduleRecord } from './records.ts';
import { clockJump } from './trusted-time.ts';

const wordOf = (destination: string): string => `destination:${destination}`;

interface PendingAlert {
  destination: string;
  alert: RaisedAlert;
}

/** Alerts that no notification has yet, by destination and id: the same one is sent once. */
const pendingAlerts: Kind<PendingAlert> = {
  name: 'pendingAlert',
  words: ({ destination }) => [wordOf(destination)],
  order: ({ alert: { time } }) => time,
};

export interface OutgoingNotification {
  notification: AlertNotification | Heartbeat;
  tries: number;
  firstTried: string;
  /** Why the last try failed. */
  lastError?: string;
}

/** Notifications that are to be sent, by id. */
export const outgoing: Kind<OutgoingNotification> = {
  name: 'outgoingNotification',
  words: ({ notification }) => [wordOf(notification.kind === 'alerts' ? notification.destination : 'heartbeat')],
};

/** What became of the notifications of a destination, by its name. */
export interface DeliveryRecord {
  lastSent?: string;
  lastFailure?: { time: string; message: string };
}

export const deliveries: Kind<DeliveryRecord> = { name: 'delivery' };

/** What is the case, and was raised as alert when it began; by what it is. */
interface StandingAlert {
  since: string;
  /** The server that found it, where each of several has to look for itself: what another one finds says nothing of it. */
  server?: string;
  /** When that server last said so. */
  seen?: string;
  /** Nobody was told of it, since another server had raised the same just before. */
  isUntold?: true;
}

const standing: Kind<StandingAlert> = { name: 'standingAlert' };

/** A server that has been gone for so long has no say any more. */
const LEASE_MS = 24 * HOUR_MS;
/** Each says hourly what it still finds: what one has raised that says no more speaks for no other one. */
const SPEAKS_FOR_OTHERS_MS = 2 * HOUR_MS;

/** Of one destination. What comes on top is counted and not kept: nobody reads a thousand alerts. */
const MOST_PENDING = 1_000;
const LEFT_OUT: Kind<{ count: number }> = { name: 'alertsLeftOut' };
/** In one notification; the others are counted in it. */
const MOST_IN_ONE = 20;

type NotifyingPorts = Pick<Ports, 'store' | 'clock' | 'newId' | 'notifier' | 'vaultStorage' | 'log'>;

/** Stores what an occurrence is to be told of, in its own transaction. */
export async function raiseOf(ports: NotifyingPorts, tx: Transaction, occurrence: Occurrence): Promise<void> {
  if (!ports.notifier) return;
  if (isGoodRun(occurrence) && ports.notifier.heartbeats.run) {
    await sendHeartbeat(ports, tx, { of: 'run', instance: lastName(occurrence.job.properties.backupInstanceId) });
  }
  const vault = (await tx.get(vaults, idKey(occurrence.vaultId)))?.value;
  const raised = alertOf(occurrence, ports.clock.now(), vault);
  if (raised) await raise(ports, tx, raised);
}

const isGoodRun = (occurrence: Occurrence): occurrence is Occurrence & { kind: 'jobEnded' } =>
  occurrence.kind === 'jobEnded' &&
  occurrence.job.properties.status.startsWith('Completed') &&
  scheduledTimeOf(occurrence.job) !== undefined;

async function raise({ notifier }: NotifyingPorts, tx: Transaction, raised: RaisedAlert): Promise<void> {
  for (const destination of notifier?.destinations ?? []) {
    if (!isSentTo(destination, raised)) continue;
    const { name } = destination;
    if ((await tx.count(pendingAlerts, { with: [wordOf(name)] })) < MOST_PENDING) {
      await tx.put(pendingAlerts, `${name}\n${raised.id}`, { destination: name, alert: raised });
    } else {
      const before = (await tx.get(LEFT_OUT, name))?.value.count ?? 0;
      await tx.put(LEFT_OUT, name, { count: before + 1 });
    }
  }
}

async function sendHeartbeat(
  { clock, newId }: NotifyingPorts,
  tx: Transaction,
  heartbeat: Omit<Heartbeat, 'kind' | 'id'>,
): Promise<void> {
  const notification: Heartbeat = { kind: 'heartbeat', id: newId(), ...heartbeat };
  await tx.put(outgoing, notification.id, { notification, tries: 0, firstTried: clock.now().toISOString() });
  await enqueueSending(tx, notification.id, 0);
}

/** The same try is enqueued once. */
export const enqueueSending = (tx: Transaction, id: string, tries: number, notBefore?: Date): Promise<void> =>
  tx.enqueue({
    kind: 'notify',
    id: `notify ${id} ${String(tries)}`,
    payload: { notification: id },
    ...(notBefore && { notBefore: notBefore.toISOString() }),
  });

/** Makes a notification of the pending alerts of each destination that has none on its way. */
export async function collectAlerts(ports: NotifyingPorts): Promise<void> {
  for (const { name } of ports.notifier?.destinations ?? []) {
    await ports.store.transact((tx) => collectFor(ports, tx, name));
  }
}

async function collectFor({ clock, newId }: NotifyingPorts, tx: Transaction, destination: string): Promise<void> {
  const ofIt = { with: [wordOf(destination)] };
  const pending = await tx.list(pendingAlerts, ofIt);
  if (pending.length === 0 || (await tx.count(outgoing, ofIt)) > 0) return;
  const leftOut = (await tx.get(LEFT_OUT, destination))?.value.count ?? 0;
  const severest = pending
    .map(({ value }) => value.alert)
    .sort((one, other) => one.severity.localeCompare(other.severity));
  const id = newId();
  await tx.put(outgoing, id, {
    notification: {
      ...{ kind: 'alerts', id, destination, alerts: severest.slice(0, MOST_IN_ONE) },
      more: Math.max(0, severest.length - MOST_IN_ONE) + leftOut,
    },
    tries: 0,
    firstTried: clock.now().toISOString(),
  });
  for (const { key } of pending) await tx.delete(pendingAlerts, key);
  await tx.delete(LEFT_OUT, destination);
  await enqueueSending(tx, id, 0);
}

/** A run that has not begun so long after its time. */
export const LATE_MS = 15 * MINUTE_MS;
const MOST_LATE = 100;

/** Those of which a run is late. A look is recorded a day ahead at most, so not each look that is late means a run. */
async function lateSchedules(tx: Transaction, now: Date): Promise<Stored<ScheduleRecord>[]> {
  const to = new Date(now.getTime() - LATE_MS).toISOString();
  const looks = await tx.list(schedules, { to, limit: MOST_LATE });
  return looks.filter(({ value: { runsAt, wakeAt } }) => (runsAt ?? wakeAt) < to);
}

/** What this server sees, and others on the same state may not. */
export interface OwnView {
  /** Tells it from the others, and is the same after a restart. */
  server: string;
  /** The storages beside the data folder of which something is the matter. */
  storages: readonly StorageProblem[];
}

export interface StorageProblem {
  name: string;
  fault: EngineFault;
}

interface Condition {
  raised: RaisedAlert;
  isOfServer?: true;
  /** Told of once, whichever of several servers finds it first. */
  once?: string;
}

/** Raises an alert for what is the case and no transaction says, once for each time that it begins. */
export async function checkConditions(ports: NotifyingPorts & Ports, own: OwnView): Promise<void> {
  if (!ports.notifier) return;
  const folder = await folderFault(ports);
  await ports.store.transact(async (tx) => {
    const now = ports.clock.now();
    const time = now.toISOString();
    const jump = await clockJump(ports, tx);
    const found: Condition[] = (await lateSchedules(tx, now)).map(({ key, value }) => ({
      raised: lateAlert(key, value, time),
    }));
    if (jump) found.push({ raised: jumpAlert(jump, time) });
    if (folder) found.push({ raised: storageAlert(own.server, undefined, folder, time), isOfServer: true });
    for (const { name, fault } of own.storages) {
      found.push({ raised: storageAlert(own.server, name, fault, time), isOfServer: true, once: onceFor(name) });
    }
    for (const raised of await lateCopies(tx, now)) found.push({ raised });
    await settle(ports, tx, found, own.server);
  });
}

const lateAlert = (key: string, { instanceId, wakeAt, runsAt = wakeAt }: ScheduleRecord, time: string): RaisedAlert =>
  alert({
    ...{ id: `late ${key}`, name: 'Schedule Late', time, instanceId, item: lastName(instanceId) },
    vaultId: vaultIn(instanceId),
    message: `The schedule of the backup instance was due at ${runsAt} and has not been followed.`,
    recommendedAction: ['Check that a server runs, and its log for the reason.'],
  });

const jumpAlert = ({ from, to }: { from: Date; to: Date }, time: string): RaisedAlert =>
  alert({
    ...{ id: 'clock', name: 'Clock Jump', time },
    message: `The clock has jumped from ${from.toISOString()} to ${to.toISOString()}. Nothing is deleted until that is confirmed.`,
    recommendedAction: [
      'If the clock is right, run "npm run confirm-clock" on the machine of the server. If not, set it.',
    ],
  });

const onceFor = (storage: string): string => `storage\n${storage}\n`;

const storageAlert = (
  server: string,
  storage: string | undefined,
  { message, recommendedAction }: EngineFault,
  time: string,
): RaisedAlert =>
  alert({
    ...{ id: storage === undefined ? `folder\n${server}` : `${onceFor(storage)}${server}`, time },
    ...{ name: 'Vault Storage Failure', message: `On the machine ${server}: ${message}`, recommendedAction },
  });

/** Of one vault in one look: when a storage has been away for days, each of its points says the same. */
const MOST_UNCOPIED = 100;

/** One alert for each vault of which recovery points are not in the second storage after a day (decision 44). */
async function lateCopies(tx: Transaction, now: Date): Promise<RaisedAlert[]> {
  const alerts: RaisedAlert[] = [];
  for (const { key, value: vault } of await tx.list(vaults)) {
    if (!vault.properties.copyStorage) continue;
    const missing = await tx.list(recoveryPoints, {
      with: [word.uncopied, word.inVault(vault.id)],
      limit: MOST_UNCOPIED,
    });
    const [oldest, ...more] = missing.flatMap(({ value: { resource } }) => {
      const copy = lateCopy(resource, now);
      return copy ? [{ copy, pointTime: resource.properties.recoveryPointTime }] : [];
    });
    if (!oldest) continue;
    const others = `${missing.length < MOST_UNCOPIED ? '' : 'at least '}${String(more.length)}`;
    const { storage, error } = oldest.copy;
    alerts.push(
      alert({
        ...{ id: `uncopied ${key}`, name: 'Copy Late', time: now.toISOString(), vaultId: vault.id, item: vault.name },
        message: lateCopyText(oldest.copy, oldest.pointTime, more.length === 0 ? undefined : others),
        recommendedAction: error?.recommendedAction.length
          ? error.recommendedAction
          : [`Check that a server runs and that the storage '${storage}' responds: npm run storage.`],
      }),
    );
  }
  return alerts;
}

function lateCopyText({ storage, since, error }: PointCopy, pointTime: string, others?: string): string {
  const more = others === undefined ? '' : `, and ${others} more`;
  const why = error ? `: ${error.message}` : '.';
  return `The recovery point of ${pointTime}${more}, has had no good copy in '${storage}' since ${since}${why} It is tried again by itself.`;
}

/** A disk of another machine that is away lets a write wait for ever. */
const STORAGE_RESPONDS_MS = 30_000;

async function responding(clock: Clock, signal: AbortSignal): Promise<never> {
  await clock.sleep(STORAGE_RESPONDS_MS, signal, true);
  throw new EngineFault(
    'UserErrorVaultStorageFailed',
    'The storage of the vaults has not responded for half a minute.',
    ['Check the disk or the share that the vaults are on.'],
  );
}

async function folderFault({
  vaultStorage,
  clock,
}: Pick<Ports, 'vaultStorage' | 'clock'>): Promise<EngineFault | undefined> {
  const done = new AbortController();
  try {
    await Promise.race([vaultStorage.checkWritable?.(), responding(clock, done.signal)]);
    return undefined;
  } catch (error) {
    if (!(error instanceof EngineFault)) throw error;
    return error;
  } finally {
    done.abort();
  }
}

/**
 * Raises what is new, and forgets what is over: it is raised again when it begins again. What a server has found of itself is over
 * when that server no longer finds it, or has said nothing for a day. What several find alike is raised by one of them, and by the
 * next one that still finds it when the first does not any more.
 */
async function settle(ports: NotifyingPorts, tx: Transaction, found: readonly Condition[], own: string): Promise<void> {
  const now = ports.clock.now();
  const known = new Map((await tx.list(standing)).map(({ key, value }) => [key, value]));
  const isFound = (key: string): boolean => found.some(({ raised }) => raised.id === key);
  for (const [key, { server = own, seen }] of known) {
    const isOver = server === own ? !isFound(key) : now.getTime() - Date.parse(seen ?? now.toISOString()) > LEASE_MS;
    if (!isOver) continue;
    await tx.delete(standing, key);
    known.delete(key);
  }
  const isRaisedByAnother = (start: string, own: string): boolean =>
    [...known].some(
      ([key, { isUntold, seen = '' }]) =>
        key.startsWith(start) && key !== own && !isUntold && now.getTime() - Date.parse(seen) < SPEAKS_FOR_OTHERS_MS,
    );
  for (const { raised, isOfServer, once } of found) {
    const before = known.get(raised.id);
    const seen = isOfServer && { server: own, seen: now.toISOString() };
    if (before && !(seen && now.getTime() - Date.parse(before.seen ?? '') >= HOUR_MS)) continue;
    const wasTold = before !== undefined && !before.isUntold;
    const isUntold = !wasTold && once !== undefined && isRaisedByAnother(once, raised.id);
    await tx.put(standing, raised.id, {
      ...{ since: before?.since ?? raised.time, ...seen },
      ...(isUntold && { isUntold }),
    });
    if (!wasTold && !isUntold) await raise(ports, tx, { ...raised, id: `${raised.id} ${raised.time}` });
  }
}

const MARK: Kind<{ at: string }> = { name: 'heartbeatMark' };

/** Once an hour, whoever of several servers comes first: a sign of life, if everything that was due has been done. */
export async function sendAllDone(ports: NotifyingPorts): Promise<void> {
  if (ports.notifier?.heartbeats.allDone !== true) return;
  const now = ports.clock.now();
  const isDue = async (tx: Transaction): Promise<boolean> => {
    const at = (await tx.get(MARK, 'this'))?.value.at;
    // A mark of a clock that was ahead holds nothing up.
    return at === undefined || Math.abs(now.getTime() - Date.parse(at)) >= HOUR_MS;
  };
  if (!(await ports.store.transact(isDue))) return;
  const missing = await notDone(ports, now);
  if (missing.length > 0)
    ports.log('no sign of life is sent: not everything that was due has been done', { missing }, 'warning');
  await ports.store.transact(async (tx) => {
    if (!(await isDue(tx))) return;
    await tx.put(MARK, 'this', { at: now.toISOString() });
    if (missing.length === 0) await sendHeartbeat(ports, tx, { of: 'allDone' });
  });
}

/** More names in a line of the log help nobody. */
const MOST_NAMED = 20;
const PAGE = 500;

/** The backup instances whose newest scheduled run has come to no good point and is not under way, or has not begun. */
async function notDone({ store }: NotifyingPorts, now: Date): Promise<string[]> {
  const missing: string[] = [];
  let after: { order: string; key: string } | undefined;
  do {
    const from = after;
    const page = await store.transact(async (tx) => {
      const found = await tx.list(instances, { limit: PAGE, ...(from && { after: from }) });
      for (const { value } of found) {
        const { lastRun, lastScheduledPoint = '', newestGood } = value;
        if (!isProtected(value) || lastRun === undefined) continue;
        if (lastScheduledPoint >= lastRun || (newestGood ?? '') >= lastRun) continue;
        const { id, name } = value.resource;
        const running = await tx.list(jobs, { with: [word.runningOf(id)] });
        // A restore makes no point, and an import none of the server.
        if (running.every(({ value: { restore, dump } }) => restore ?? dump)) missing.push(name);
      }
      return found;
    });
    after = page.length < PAGE ? undefined : page.at(-1);
  } while (after && missing.length < MOST_NAMED);
  const late = await store.transact((tx) => lateSchedules(tx, now));
  return [...new Set([...missing, ...late.map(({ value }) => lastName(value.instanceId))])].slice(0, MOST_NAMED);
}

export interface DestinationState extends DeliveryRecord {
  pending: number;
  /** The notification that is on its way, and why it has not got there. */
  sending?: { tries: number; lastError?: string };
}

/** How far the notifications of a destination are. */
export const stateOf = ({ store }: Pick<Ports, 'store'>, destination: string): Promise<DestinationState> =>
  store.transact(async (tx) => {
    const ofIt = { with: [wordOf(destination)] };
    const [current] = await tx.list(outgoing, ofIt);
    return {
      ...(await tx.get(deliveries, destination))?.value,
      pending: await tx.count(pendingAlerts, ofIt),
      ...(current && {
        sending: {
          tries: current.value.tries,
          ...(current.value.lastError !== undefined && { lastError: current.value.lastError }),
        },
      }),
    };
  });
