/** Notifications by e-mail, as plain text. */
import { notificationText } from '#provider/domain/notification-text.ts';
import { NotificationFault, type AlertNotification } from '#provider/ports.ts';
import type { EmailDestination } from './destinations.ts';

const DEADLINES = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000, dnsTimeout: 10_000 };

/** Throws a `NotificationFault` with the words of the mail server. */
export async function sendEmail(
  { from, to, smtp }: EmailDestination,
  notification: AlertNotification,
  portal: string,
): Promise<void> {
  // Loaded when there is something to send: it takes 15 MB.
  const { createTransport } = await import('nodemailer');
  const server = new URL(smtp);
  const secure = server.protocol === 'smtps:';
  const user = decodeURIComponent(server.username);
  const transport = createTransport({
    ...{ host: server.hostname.replace(/^\[|\]$/g, ''), port: Number(server.port) || (secure ? 465 : 587), secure },
    // A password is sent to nobody in the clear, unless the server is this machine.
    requireTLS: !secure && user !== '' && !isLoopback(server.hostname),
    ...(user !== '' && { auth: { user, pass: decodeURIComponent(server.password) } }),
    // What is written comes from here alone: nothing is read from files or addresses.
    ...{ disableFileAccess: true, disableUrlAccess: true, ...DEADLINES },
  });
  const { subject, body } = notificationText(notification, portal);
  try {
    const { rejected } = await transport.sendMail({
      ...{ from, to, subject, text: body },
      // The same when it is sent again after a crash: mail programs show it once.
      messageId: `<${notification.id}@backup-portal>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    // The server takes a message when it takes one of its recipients.
    if (rejected.length > 0) throw new Error(`refused ${rejected.map(addressOf).join(', ')}`);
  } catch (error) {
    throw new NotificationFault(wordsOf(error));
  } finally {
    transport.close();
  }
}

const addressOf = (recipient: string | { address: string }): string =>
  typeof recipient === 'string' ? recipient : recipient.address;

const isLoopback = (host: string): boolean => /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);

/** The words of the library and of the mail server. No password is in them: neither repeats what it was sent. */
function wordsOf(error: unknown): string {
  const { code = 'failed' } = error as { code?: string };
  const message = error instanceof Error ? error.message : String(error);
  return `The mail server could not be used: ${code}, ${message.slice(0, 300)}`;
}
