/**
 * The time that everything goes by which deletes for good: expiry, purges, and what an immutable vault lets go. It is the
 * clock's while the clock goes on; when it has jumped ahead by more than a day, it stands still at the newest moment
 * that was noted until somebody confirms the jump, or the clock is right again (decision 19).
 */
import { idKey } from '#protocol/resource-id.ts';
import { believed, hasJumped, noted } from './domain/clock-watch.ts';
import type { Ports, Transaction } from './ports.ts';
import { clockMarks, deletedInstances, instances } from './records.ts';

const KEY = 'this';
/** The mark is not written again for less. */
const WORTH_NOTING_MS = 60_000;

interface Marked {
  now: Date;
  newest: Date;
  isOwed: boolean;
}

async function marked({ clock }: Ports, tx: Transaction): Promise<Marked> {
  const now = clock.now();
  const mark = (await tx.get(clockMarks, KEY))?.value;
  return { now, newest: mark ? new Date(mark.newest) : now, isOwed: mark?.isOwed === true };
}

/** The time by which something is over. What has to wait because of a jump is remembered. */
export async function trustedTime(ports: Ports, tx: Transaction): Promise<Date> {
  if (ports.clock.isMovedOnPurpose === true) return ports.clock.now();
  const { now, newest, isOwed } = await marked(ports, tx);
  const next = noted(newest, now);
  const owes = isOwed || hasJumped(newest, now);
  const isNew = (await tx.get(clockMarks, KEY)) === undefined;
  if (isNew || owes !== isOwed || next.getTime() - newest.getTime() >= WORTH_NOTING_MS) {
    await tx.put(clockMarks, KEY, { newest: next.toISOString(), isOwed: owes });
  }
  return believed(newest, now);
}

/** `now`, or later after the clock was set back: what is kept for some days from then on is kept for no fewer. */
export async function latestTime(ports: Ports, tx: Transaction, now: Date): Promise<Date> {
  if (ports.clock.isMovedOnPurpose === true) return now;
  const { newest } = await marked(ports, tx);
  return now > newest ? now : newest;
}

/** A jump of the clock that nobody has confirmed. */
export interface ClockJump {
  /** The newest moment that is believed, and the time that the clock shows. */
  from: Date;
  to: Date;
}

/** The jump because of which nothing is deleted; undefined when the clock is believed. */
export async function clockJump(ports: Ports, tx: Transaction): Promise<ClockJump | undefined> {
  if (ports.clock.isMovedOnPurpose === true) return undefined;
  const { now, newest } = await marked(ports, tx);
  return hasJumped(newest, now) ? { from: newest, to: now } : undefined;
}

/** Records the time, and rechecks what had to wait when the clock is right again. Returns a jump. */
export const noteTime = (ports: Ports): Promise<ClockJump | undefined> =>
  ports.store.transact(async (tx) => {
    await trustedTime(ports, tx);
    const jump = await clockJump(ports, tx);
    if (!jump && (await marked(ports, tx)).isOwed) await catchUp(ports, tx);
    return jump;
  });

/** Accepts the clock's time from now on. Returns the jump that was pending. */
export const confirmTime = (ports: Ports): Promise<ClockJump | undefined> =>
  ports.store.transact(async (tx) => {
    const jump = await clockJump(ports, tx);
    await tx.put(clockMarks, KEY, { newest: ports.clock.now().toISOString(), isOwed: false });
    await catchUp(ports, tx);
    return jump;
  });

/**
 * Rechecks everything that has expired meanwhile, or expires from now on: its own work item ran, or may have run, while the clock was
 * not trusted.
 */
async function catchUp({ newId, clock }: Ports, tx: Transaction): Promise<void> {
  const mark = (await tx.get(clockMarks, KEY))?.value;
  await tx.put(clockMarks, KEY, { newest: mark?.newest ?? clock.now().toISOString(), isOwed: false });
  for (const { value } of await tx.list(instances)) {
    await tx.enqueue({
      kind: 'expirePoints',
      id: `expire ${newId()}`,
      payload: { instanceId: value.resource.id, madeBefore: clock.now().toISOString() },
    });
  }
  for (const { value } of await tx.list(deletedInstances)) {
    await tx.enqueue({
      kind: 'purgeInstance',
      id: `purge ${newId()}`,
      payload: { instanceId: idKey(value.resource.id), purgeAt: value.purgeAt },
      notBefore: value.purgeAt,
    });
  }
}
