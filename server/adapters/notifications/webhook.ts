/** Notifications as JSON to a webhook: in a form of our own, or as Slack or Teams take them. */
import { notificationText } from '#provider/domain/notification-text.ts';
import type { AlertNotification } from '#provider/ports.ts';
import type { WebhookDestination } from './destinations.ts';
import { callHttp } from './http-call.ts';

export const sendToWebhook = (
  { url, format, authorization }: WebhookDestination,
  notification: AlertNotification,
  portal: string,
  signal: AbortSignal,
): Promise<void> =>
  callHttp(
    url,
    {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        // The same when it is sent again after a crash.
        'Idempotency-Key': notification.id,
        ...(authorization !== undefined && { Authorization: authorization }),
      },
      body: JSON.stringify(BODIES[format](notification, portal)),
    },
    signal,
  );

const BODIES: Readonly<
  Record<WebhookDestination['format'], (notification: AlertNotification, portal: string) => unknown>
> = {
  json: ({ id, alerts, more, isTest }, portal) => ({ id, portal, isTest: isTest === true, alerts, more }),
  slack(notification, portal) {
    const { subject, body } = notificationText(notification, portal);
    return { text: `*${escapedForSlack(subject)}*\n${escapedForSlack(body)}` };
  },
  teams(notification, portal) {
    const { subject, body } = notificationText(notification, portal);
    const block = (text: string, more: object = {}) => ({
      type: 'TextBlock',
      text: escapedForTeams(text),
      wrap: true,
      ...more,
    });
    const content = {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      ...{ type: 'AdaptiveCard', version: '1.4' },
      body: [block(subject, { weight: 'Bolder' }), ...body.split('\n\n').map((text) => block(text))],
    };
    return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] };
  },
};

/** The three characters that Slack reads as its own: without them nobody is mentioned and nothing is linked. */
const escapedForSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A text block of Teams is Markdown: a name in an error must not become a link. */
const escapedForTeams = (text: string): string =>
  text.replaceAll(/([\\`*_[\]()])/g, String.raw`\$1`).replaceAll('\n', '\n\n');
