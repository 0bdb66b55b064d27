/** Sends one notification, or has it tried again later. It stays in the store until it was sent or given up. */
import { nextSending } from '../domain/notification-rules.ts';
import { deliveries, enqueueSending, outgoing } from '../notifications.ts';
import { NotificationFault, type Transaction } from '../ports.ts';
import { given, isStopping, type Worker } from './work-context.ts';

export const notify: Worker = async (context) => {
  const { ports, signal } = context;
  const { store, clock, notifier, log } = ports;
  const id = given(context, 'notification');
  const found = (await store.transact((tx) => tx.get(outgoing, id)))?.value;
  if (!found) return;
  const { notification } = found;
  const name = notification.kind === 'alerts' ? notification.destination : `heartbeat ${notification.of}`;
  try {
    if (!notifier) throw new NotificationFault('No destination of this name is configured any more.');
    await notifier.send(notification, signal);
  } catch (error) {
    if (isStopping(context)) throw error;
    const message = error instanceof NotificationFault ? error.message : 'It could not be sent; the log has the error.';
    const now = clock.now();
    const tries = found.tries + 1;
    const at = nextSending(notification.kind, tries, new Date(found.firstTried), now);
    log(
      'a notification was not sent',
      { destination: name, error, tries, ...(at && { nextTry: at.toISOString() }) },
      at ? 'warning' : 'error',
    );
    await store.transact(async (tx) => {
      await record(tx, name, { lastFailure: { time: now.toISOString(), message } });
      if (!at) return void (await tx.delete(outgoing, id));
      await tx.put(outgoing, id, { ...found, tries, lastError: message });
      await enqueueSending(tx, id, tries, at);
    });
    return;
  }
  await store.transact(async (tx) => {
    await tx.delete(outgoing, id);
    await record(tx, name, { lastSent: clock.now().toISOString() });
  });
};

async function record(tx: Transaction, name: string, what: object): Promise<void> {
  await tx.put(deliveries, name, { ...(await tx.get(deliveries, name))?.value, ...what });
}
