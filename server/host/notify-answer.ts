/** Who is notified and how far it is, and a test of each destination. */
import { stateOf } from '#provider/notifications.ts';
import { alert } from '#provider/domain/alert-rules.ts';
import { NotificationFault, type Destination, type Ports } from '#provider/ports.ts';
import { SENT, type NotifyAnswer } from './notify-lines.ts';

/** With `isTest` each destination is sent one, at once and one time only. */
export async function notifyAnswer(ports: Ports, isTest: boolean): Promise<NotifyAnswer> {
  const { destinations = [], heartbeats = { run: false, allDone: false } } = ports.notifier ?? {};
  return {
    heartbeats,
    destinations: await Promise.all(
      destinations.map(async (destination) => ({
        ...destination,
        ...(isTest && { test: await tested(ports, destination) }),
        state: await stateOf(ports, destination.name),
      })),
    ),
  };
}

async function tested({ notifier, clock, newId, log }: Ports, { name }: Destination): Promise<string> {
  const example = alert({
    ...{ id: newId(), name: 'Backup Failure', time: clock.now().toISOString(), item: 'a server' },
    message: 'Nothing has failed: somebody tests whether notifications arrive.',
    recommendedAction: [],
  });
  const notification = {
    kind: 'alerts',
    id: newId(),
    destination: name,
    alerts: [example],
    more: 0,
    isTest: true,
  } as const;
  try {
    await notifier?.send({ ...notification, alerts: [example] }, AbortSignal.timeout(40_000));
    return SENT;
  } catch (error) {
    log('a test notification was not sent', { destination: name, error });
    return error instanceof NotificationFault ? error.message : 'It could not be sent; the log has the error.';
  }
}
