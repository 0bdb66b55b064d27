/** The `Notifier` port: e-mail, webhooks and calls that say that all is well. */
import { NotificationFault, type Heartbeat, type Notifier } from '#provider/ports.ts';
import type { DestinationSettings, HeartbeatUrls } from './destinations.ts';
import { sendEmail } from './email.ts';
import { callHttp } from './http-call.ts';
import { sendToWebhook } from './webhook.ts';

export interface NotifierOptions {
  destinations: readonly DestinationSettings[];
  heartbeats: HeartbeatUrls;
  /** The address of the page, which messages link to. */
  portal: () => string;
}

export const createNotifier = ({ destinations, heartbeats, portal }: NotifierOptions): Notifier => ({
  destinations: destinations.map((destination) => {
    const { name, alerts, minimalSeverity, scopes } = destination;
    return { name, alerts, minimalSeverity, scopes, type: typeOf(destination) };
  }),
  heartbeats: { run: heartbeats.run !== undefined, allDone: heartbeats.allDone !== undefined },
  async send(notification, signal) {
    if (notification.kind === 'heartbeat') return callHttp(urlOf(notification, heartbeats), { method: 'GET' }, signal);
    const destination = destinations.find(({ name }) => name === notification.destination);
    if (!destination) throw new NotificationFault('No destination of this name is configured any more.');
    if (destination.type === 'email') return sendEmail(destination, notification, portal());
    return sendToWebhook(destination, notification, portal(), signal);
  },
});

const typeOf = (destination: DestinationSettings): string =>
  destination.type === 'email' ? `email to ${destination.to.join(', ')}` : `webhook (${destination.format})`;

function urlOf({ of, instance = '' }: Heartbeat, heartbeats: HeartbeatUrls): string {
  const url = heartbeats[of];
  if (url === undefined) throw new NotificationFault('No address for this sign of life is configured any more.');
  return url.replaceAll('{instance}', encodeURIComponent(instance));
}
