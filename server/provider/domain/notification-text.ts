/** A notification in words: a subject and plain text, the same for every kind of destination. Pure. */
import type { AlertNotification } from '../ports.ts';
import type { RaisedAlert } from './alert-rules.ts';

/** `portal` is the address of the page, without a slash at the end. */
export function notificationText(
  { alerts, more, isTest }: AlertNotification,
  portal: string,
): { subject: string; body: string } {
  const [first] = alerts;
  const others = alerts.length - 1 + more;
  const subject = isTest
    ? 'Backup Portal: a test'
    : `Backup Portal: ${first ? headline(first) : 'alerts'}${others > 0 ? ` and ${String(others)} more` : ''}`;
  return {
    subject: oneLine(subject),
    body: [
      ...(isTest ? ['This is a test. Alerts come in this form.'] : []),
      ...alerts.map((alert) => paragraph(alert, portal)),
      ...(more > 0 ? [`${String(more)} more alerts are not listed here.`] : []),
      `All alerts: ${portal}/bcc/alerts`,
    ].join('\n\n'),
  };
}

const headline = ({ name, severity, item }: RaisedAlert): string =>
  `${severity}, ${name}${item === undefined ? '' : ` of ${item}`}`;

function paragraph(alert: RaisedAlert, portal: string): string {
  const { time, message, recommendedAction, instanceId } = alert;
  return [
    headline(alert),
    ...[message, ...recommendedAction].map(oneLine),
    `At ${time}${instanceId === undefined ? '' : `, backup instance ${instanceId}`}`,
    ...(alert.jobId === undefined ? [] : [`Job ${alert.jobId}: ${portal}/bcc/jobs`]),
  ].join('\n');
}

/** Names and errors come from elsewhere: none of them makes a line of its own. */
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 2_000);
