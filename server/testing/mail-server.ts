/** A mail server on this machine that keeps what it is sent. */
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface MailServer {
  port: number;
  /** The messages as they came, headers first. */
  mails: { from: string; to: string[]; user: string | undefined; isEncrypted: boolean; text: string }[];
  /** What it refuses a message with from now on; nothing when undefined. */
  refuseWith: { code: number; message: string } | undefined;
  close: () => Promise<void>;
}

/** Takes the user `portal` with the password `mail pass/word`, and nobody else. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: MailServer['mails'] = [];
  const server = new SMTPServer({
    authOptional: true,
    ...options,
    onAuth({ username, password }, _, callback) {
      if (username === 'portal' && password === 'mail pass/word') callback(null, { user: username });
      else callback(new Error('Invalid username or password'));
    },
    onData(stream, session, callback) {
      void text(stream).then((received) => {
        if (mailServer.refuseWith) {
          const { code, message } = mailServer.refuseWith;
          callback(Object.assign(new Error(message), { responseCode: code }));
          return;
        }
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          user: session.user as string | undefined,
          isEncrypted: session.secure,
          // Long lines of quoted-printable are broken.
          text: received.replaceAll('=\r\n', ''),
        });
        callback();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const mailServer: MailServer = {
    ...{ port: (server.server.address() as AddressInfo).port, mails, refuseWith: undefined },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return mailServer;
}
