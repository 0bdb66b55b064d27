/**
 * The activity log (decision 19): every write leaves an event, stored in the transaction of the write itself, so that there
 * is no write without one; what was refused leaves one, too. Kept for 90 days.
 */
import type { ActivityLogEvent } from '#protocol/activity-log.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import type { ErrorBody, ErrorEnvelope } from '#protocol/errors.ts';
import type { Reply, Sender } from './call.ts';
import { answeredEvent, endedEvent, eventWord, eventWords, startedEvent } from './domain/activity-events.ts';
import { ticks } from './domain/time.ts';
import type { Kind, Ports, Transaction } from './ports.ts';
import { fill, type Match } from './router.ts';

export const events: Kind<ActivityLogEvent> = {
  name: 'event',
  words: eventWords,
  order: ({ eventTimestamp }) => eventTimestamp,
};

const KEPT_MS = 90 * DAY_MS;
/** Refusals of one person in one hour that are kept: an endless series of refusals must not fill the disk. */
const MOST_REFUSALS = 500;

/** What a request does, as the log names it; undefined for what only reads. */
function actOf({ route, params }: Match): { action: string; resourceId: string } | undefined {
  if (route.method === 'GET' || route.right.kind !== 'at') return undefined;
  const { action, scope } = route.right;
  return { action, resourceId: fill(route.method === 'POST' ? scope : route.template, params) };
}

/**
 * Handles a request by `answer`, and records an event for it. The ports that it is given store the event with whatever
 * is written through them.
 */
export async function logged(
  ports: Ports,
  found: Match,
  sender: Sender & { requestId: string },
  answer: (ports: Ports, eventDataId?: string) => Promise<Reply>,
  refusal: (error: unknown) => Reply,
): Promise<Reply> {
  const act = actOf(found);
  if (!act) return answer(ports);
  const { store, newId, clock, directory } = ports;
  const eventDataId = newId();
  const event = startedEvent(
    { ...act, ...sender, eventDataId, tenantId: directory.tenantId, method: found.route.method },
    clock.now(),
  );
  // Whether what was committed holds the event.
  const progress = { isRecorded: false };
  const recording: Ports = {
    ...ports,
    store: {
      transact: async (change) => {
        const { result, hasWritten } = await store.transact(async (tx) => {
          const attempt = { hasWritten: false };
          const result = await change(noticing(tx, () => (attempt.hasWritten = true)));
          const { hasWritten } = attempt;
          if (hasWritten) await put(tx, event);
          return { result, hasWritten };
        });
        progress.isRecorded ||= hasWritten;
        return result;
      },
    },
  };
  const reply = await answer(recording, eventDataId).catch(refusal);
  const error = reply.status >= 400 ? (reply.body as ErrorEnvelope | undefined)?.error : undefined;
  if (progress.isRecorded || reply.status >= 400)
    await store.transact((tx) => end(tx, answeredEvent(event, reply.status, error)));
  return reply;
}

/** The transaction, which reports when something is written through it. */
const noticing = (tx: Transaction, onWrite: () => void): Transaction => ({
  ...tx,
  put: (...given) => {
    onWrite();
    return tx.put(...given);
  },
  delete: (...given) => {
    onWrite();
    return tx.delete(...given);
  },
  enqueue: (item) => {
    onWrite();
    return tx.enqueue(item);
  },
});

async function put(tx: Transaction, event: ActivityLogEvent): Promise<void> {
  await tx.put(events, event.eventDataId, event);
  await forgetLater(tx, new Date(event.eventTimestamp));
}

async function end(tx: Transaction, event: ActivityLogEvent): Promise<void> {
  if (await tx.get(events, event.eventDataId)) {
    await tx.put(events, event.eventDataId, event);
    return;
  }
  if (event.status.value === 'Failed') {
    const refused = eventWord.failed(event.claims.oid ?? '', event.eventTimestamp);
    if ((await tx.count(events, { with: [refused] })) >= MOST_REFUSALS) return;
  }
  await put(tx, event);
}

/** Leaves an event of how the operation ended that a request began. */
export async function logEnd(
  { newId, clock }: Ports,
  tx: Transaction,
  eventDataId: string,
  error: ErrorBody | undefined,
): Promise<void> {
  const begun = (await tx.get(events, eventDataId))?.value;
  if (begun) await put(tx, endedEvent(begun, newId(), clock.now(), error));
}

/** One work item a day forgets what a day has left, however much it is. */
function forgetLater(tx: Transaction, now: Date): Promise<void> {
  const day = now.toISOString().slice(0, 10);
  return tx.enqueue({
    kind: 'forgetEvents',
    id: `forget events of ${day}`,
    payload: {},
    notBefore: new Date(Date.parse(day) + DAY_MS + KEPT_MS).toISOString(),
  });
}

/** Before when an event is forgotten. */
export const forgottenBefore = (now: Date): string => ticks(new Date(now.getTime() - KEPT_MS));
