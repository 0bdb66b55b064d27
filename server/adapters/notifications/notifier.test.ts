/** Notifications as they leave: mail over a real SMTP server, webhooks and signs of life over real HTTP. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { alert } from '#provider/domain/alert-rules.ts';
import type { AlertNotification, Notification } from '#provider/ports.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startMailServer, type MailServer } from '../../testing/mail-server.ts';
import type { DestinationSettings, HeartbeatUrls, WebhookDestination } from './destinations.ts';
import { createNotifier } from './notifier.ts';

const failure = alert({
  ...{ id: 'job 1', name: 'Backup Failure', time: '2026-02-03T09:00:00.000Z', item: 'pg-orders', jobId: 'j-1' },
  vaultId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/v',
  message: 'UserErrorServerSignInFailed: The password\nis wrong. <!channel> [click](http://evil.example)',
  recommendedAction: ['Set the right one.'],
});
const notification: AlertNotification = { kind: 'alerts', id: 'n-1', destination: 'here', alerts: [failure], more: 2 };
const rule = { name: 'here', minimalSeverity: 'Sev 1' } as const;

const send = (
  destination: DestinationSettings | undefined,
  what: Notification = notification,
  heartbeats: HeartbeatUrls = {},
) =>
  createNotifier({
    destinations: destination ? [destination] : [],
    heartbeats,
    portal: () => 'https://backup.contoso.example',
  }).send(what, new AbortController().signal);

describe('e-mail', () => {
  let mail: MailServer;
  afterEach(() => mail.close());
  const to = (smtp: string): DestinationSettings => ({
    ...rule,
    ...{ type: 'email', from: 'portal@contoso.example', to: ['ops@contoso.example', 'dba@contoso.example'], smtp },
  });

  it('is plain text, to everybody, with an id that stays the same', async () => {
    mail = await startMailServer({ disabledCommands: ['STARTTLS', 'AUTH'] });
    await send(to(`smtp://127.0.0.1:${String(mail.port)}`));
    expect(mail.mails).toMatchObject([
      { from: 'portal@contoso.example', to: ['ops@contoso.example', 'dba@contoso.example'] },
    ]);
    const received = mail.mails[0]?.text ?? '';
    const [headers = '', body = ''] = received.split('\r\n\r\n');
    expect(headers).toContain('Subject: Backup Portal: Sev 1, Backup Failure of pg-orders and 2 more');
    expect(headers).toContain('Message-ID: <n-1@backup-portal>');
    expect(headers).toContain('Auto-Submitted: auto-generated');
    expect(received).toContain('https://backup.contoso.example/bcc/alerts');
    expect(body).not.toContain('\r\nis wrong.');
  });

  it('signs in, and does so over TLS', async () => {
    mail = await startMailServer({ secure: false });
    const address = `smtp://portal:${encodeURIComponent('mail pass/word')}@127.0.0.1:${String(mail.port)}`;
    // Its certificate is its own: who speaks TLS to a name must know it.
    await expect(send(to(address))).rejects.toThrow(/The mail server could not be used: E\w+, .*certificate/);
    expect(mail.mails).toEqual([]);
  });

  it('signs in on this machine', async () => {
    mail = await startMailServer({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
    await send(to(`smtp://portal:${encodeURIComponent('mail pass/word')}@127.0.0.1:${String(mail.port)}`));
    expect(mail.mails).toMatchObject([{ user: 'portal' }]);
  });

  it('fails in words, and without the password', async () => {
    mail = await startMailServer({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
    const wrong = await send(to(`smtp://portal:wrong-s3cr3t@127.0.0.1:${String(mail.port)}`)).catch((error: unknown) =>
      String(error),
    );
    expect(wrong).toContain('EAUTH');
    expect(wrong).not.toContain('wrong-s3cr3t');
    mail.refuseWith = { code: 452, message: 'Mailbox full' };
    await expect(send(to(`smtp://127.0.0.1:${String(mail.port)}`))).rejects.toThrow('452 Mailbox full');
    const { port } = mail;
    await mail.close();
    await expect(send(to(`smtp://127.0.0.1:${String(port)}`))).rejects.toThrow('ECONNREFUSED');
    mail = await startMailServer();
  });
});

describe('over HTTP', () => {
  let server: Server;
  let status = 200;
  let more: Record<string, string> = {};
  const calls: { method: string; url: string; headers: IncomingHttpHeaders; body: string }[] = [];
  beforeEach(async () => {
    calls.length = 0;
    status = 200;
    more = {};
    server = createServer((request, response) => {
      void text(request).then((body) => {
        calls.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
        response.writeHead(status, more).end('thanks');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));
  const origin = () => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const hook = (more: Partial<WebhookDestination> = {}): WebhookDestination => ({
    ...rule,
    ...{ type: 'webhook', url: `${origin()}/hook?sig=s3cr3t`, format: 'json' },
    ...more,
  });
  const received = (): unknown => JSON.parse(calls[0]?.body ?? '');

  it('a webhook gets JSON, with its authorization and an id that stays the same', async () => {
    await send(hook({ authorization: 'Bearer s3cr3t' }));
    expect(calls).toMatchObject([{ method: 'POST', url: '/hook?sig=s3cr3t' }]);
    expect(calls[0]?.headers).toMatchObject({ authorization: 'Bearer s3cr3t', 'idempotency-key': 'n-1' });
    expect(received()).toEqual({
      id: 'n-1',
      portal: 'https://backup.contoso.example',
      isTest: false,
      alerts: [failure],
      more: 2,
    });
  });

  it('Slack gets a text in which nothing is a mention', async () => {
    await send(hook({ format: 'slack' }));
    const { text: said } = received() as { text: string };
    expect(said).toMatch(/^\*Backup Portal: Sev 1, Backup Failure of pg-orders and 2 more\*\n/);
    expect(said).toContain('&lt;!channel&gt;');
  });

  it('Teams gets a card in which nothing is a link', async () => {
    await send(hook({ format: 'teams' }));
    const card = received() as {
      type: string;
      attachments: { contentType: string; content: { body: { text: string }[] } }[];
    };
    expect(card).toMatchObject({
      type: 'message',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive' }],
    });
    const texts = card.attachments[0]?.content.body.map(({ text: words }) => words).join('\n') ?? '';
    expect(texts).toContain(String.raw`\[click\]\(http://evil.example\)`);
  });

  it('follows no redirect, and says what came back without the address', async () => {
    status = 302;
    more = { location: `${origin()}/inside` };
    const failed = await send(hook()).catch((error: unknown) => String(error));
    expect(failed).toContain('302, a redirect, which is not followed');
    expect(failed).not.toContain('s3cr3t');
    expect(calls).toHaveLength(1);
    status = 500;
    await expect(send(hook())).rejects.toThrow('The response was 500.');
    const gone = await send(hook({ url: 'http://127.0.0.1:1/s3cr3t' })).catch((error: unknown) => String(error));
    expect(gone).toMatch(/cannot be reached/);
    expect(gone).not.toContain('s3cr3t');
  });

  it('a sign of life calls its address, with the instance where that asks for it', async () => {
    const heartbeats = { run: `${origin()}/ping/{instance}`, allDone: `${origin()}/all` };
    await send(undefined, { kind: 'heartbeat', id: 'h', of: 'run', instance: 'pg/orders' }, heartbeats);
    await send(undefined, { kind: 'heartbeat', id: 'h', of: 'allDone' }, heartbeats);
    expect(calls.map(({ method, url }) => [method, url])).toEqual([
      ['GET', '/ping/pg%2Forders'],
      ['GET', '/all'],
    ]);
    await expect(send(undefined, { kind: 'heartbeat', id: 'h', of: 'run' })).rejects.toThrow('configured any more');
  });
});
