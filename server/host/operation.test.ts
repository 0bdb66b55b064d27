/** The server as a process that is looked after by machines: its log, its health, and how it stops. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ALERTS } from '#protocol/alerts.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readExposition } from '../testing/exposition.ts';
import { startMailServer, type MailServer } from '../testing/mail-server.ts';
import { readConfig } from './config.ts';
import { startPortal, type PortalProcess } from '../testing/portal-process.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SECRET_KEY = 'a secret of forty characters, more or less';

let dataDir = '';
let portal: PortalProcess;
let mail: MailServer;

const environment = () => ({
  ...{ LOG_FORMAT: 'json', LOG_LEVEL: 'debug', SECRET_KEY },
  NOTIFICATIONS: JSON.stringify([
    {
      ...{ type: 'email', name: 'the operators', from: 'portal@contoso.example', to: ['ops@contoso.example'] },
      smtp: `smtp://portal:${encodeURIComponent('mail pass/word')}@127.0.0.1:${String(mail.port)}`,
    },
    { type: 'webhook', name: 'nobody', url: 'http://127.0.0.1:1/s3cr3t-hook', minimalSeverity: 'Sev 0' },
  ]),
});
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bp-operation-'));
  mail = await startMailServer({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
  portal = await startPortal(dataDir, environment());
}, 60_000);
afterAll(async () => {
  portal.child.kill('SIGKILL');
  await mail.close();
  await rm(dataDir, { recursive: true, force: true });
});

const ask = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(new URL(path, portal.url), { headers });
  return { status: response.status, text: await response.text() };
};
const readiness = async () => {
  const answer = await ask('/readyz');
  return { status: answer.status, checks: (JSON.parse(answer.text) as { checks: Record<string, string> }).checks };
};

it('lives and is ready, and says so to everybody', async () => {
  expect((await ask('/healthz')).status).toBe(200);
  await expect.poll(readiness).toEqual({ status: 200, checks: { state: 'ok', workers: 'ok', vaultStorage: 'ok' } });
});

it('is not ready while the disk of the vaults is away, and ready when it is back', async () => {
  const vaults = join(dataDir, 'vaults');
  await rename(vaults, `${vaults}-away`);
  await expect.poll(readiness, { timeout: 10_000 }).toMatchObject({
    status: 503,
    checks: { state: 'ok', vaultStorage: 'The folder that holds the vaults is empty or missing.' },
  });
  expect((await ask('/healthz')).status).toBe(200);
  await rename(`${vaults}-away`, vaults);
  await chmod(vaults, 0o700);
  await expect.poll(readiness, { timeout: 10_000 }).toMatchObject({ status: 200 });
}, 30_000);

it('tells its metrics to this machine, with the requests of before by their route', async () => {
  await portal.arm.send('GET', '/subscriptions');
  await ask('/no-such-thing-at-all');
  const told = readExposition((await ask('/metrics')).text);
  expect(told.value('backup_portal_state_up')).toBe(1);
  expect(
    told.value('backup_portal_http_requests_total', { route: '/subscriptions', method: 'GET', status: '200' }),
  ).toBe(1);
  expect(told.value('process_resident_memory_bytes')).toBeGreaterThan(1e7);
  expect(told.all('backup_portal_http_requests_total').some(({ labels }) => labels.route?.includes('no-such'))).toBe(
    false,
  );
  expect((await ask('/metrics', { 'x-forwarded-for': '10.0.0.7' })).status).toBe(403);
});

/** Runs `npm run notify` beside the server. */
async function runNotify(...args: string[]): Promise<{ code: number; printed: string }> {
  const env = { ...process.env, ...environment(), DATA_DIR: dataDir };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'notify.ts'), ...args], { env });
  const printed = text(child.stdout);
  const complained = text(child.stderr);
  const [code] = (await once(child, 'exit')) as [number];
  return { code, printed: `${await printed}${await complained}` };
}

it('shows who is notified, and by a test what happens at each of them', async () => {
  const shown = await runNotify();
  expect(shown.code).toBe(0);
  expect(shown.printed).toContain(
    'the operators: email to ops@contoso.example\n  alerts: all, Sev 1 and above, of everything',
  );
  const tested = await runNotify('--test');
  expect(tested.code).toBe(1);
  expect(tested.printed).toMatch(/the operators:[^]*test: sent\n/);
  expect(tested.printed).toMatch(/nobody: webhook \(json\)[^]*test: The address cannot be reached/);
  expect(mail.mails.filter(({ text: received }) => received.includes('Subject: Backup Portal: a test'))).toHaveLength(
    1,
  );
  expect((await runNotify('--nonsense')).printed).toContain('The only option is --test');
  for (const secret of ['mail pass/word', 'mail%20pass', 's3cr3t-hook'])
    expect(shown.printed + tested.printed).not.toContain(secret);
}, 30_000);

describe('docs/operations.md', () => {
  const page = readFileSync(join(ROOT, 'docs', 'operations.md'), 'utf8');
  const blocks = (language: string) =>
    [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, 'gm'))].map(([, block = '']) => block);

  it('names every metric, and none that is not there', async () => {
    const { types } = readExposition((await ask('/metrics')).text);
    const ours = Object.keys(types).filter((name) => name.startsWith('backup_portal_'));
    const named = [...page.matchAll(/`(backup_portal_\w+)`/g)].map(([, name = '']) => name);
    expect([...new Set(named)].sort()).toEqual(ours.sort());
    for (const [name] of page.matchAll(/\bbackup_portal_[a-z_]+/g)) expect(ours).toContain(name);
  });

  it('names every alert with its severity', () => {
    const rows = [...page.matchAll(/^\| `([^`]+)` +\| (Sev \d) /gm)].map(([, name = '', severity = '']) => [
      name,
      severity,
    ]);
    expect(Object.fromEntries(rows)).toEqual(
      Object.fromEntries(Object.entries(ALERTS).map(([name, { severity }]) => [name, severity])),
    );
  });

  it('its settings stand in the README', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    for (const [, setting = ''] of page.matchAll(/`([A-Z]+_[A-Z_]+)`/g)) expect(readme).toContain(`\`${setting}\``);
  });

  it('its example of notifications can be used', () => {
    const addresses = {
      ON_CALL_ADDRESS: 'https://a.example',
      TEAMS_ADDRESS: 'https://b.example',
      ON_CALL_TOKEN: 'Bearer x',
    };
    Object.assign(process.env, { SMTP_ADDRESS: 'smtps://u:p@m.example' }, addresses);
    const [example = ''] = blocks('json');
    expect(readConfig({ NOTIFICATIONS: example }, dataDir).NOTIFICATIONS).toHaveLength(3);
  });

  it.each(blocks('sh').flatMap((block) => block.trim().split('\n')))('$ %s', async (line) => {
    const { host } = new URL(portal.url);
    const env = { ...process.env, ...environment(), DATA_DIR: dataDir };
    const shell = spawn('bash', ['-o', 'pipefail', '-c', line.replaceAll('localhost:5080', host)], { env, cwd: ROOT });
    const [printed, [code]] = await Promise.all([text(shell.stdout), once(shell, 'exit') as Promise<[number]>]);
    expect([code, printed !== '']).toEqual([0, true]);
  });
});

it('stops by SIGTERM, with code 0, and every line that it has written is JSON without a secret', async () => {
  const exited = once(portal.child, 'exit');
  portal.child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  const lines = portal.log().trimEnd().split('\n');
  const events = lines.map((line) => (JSON.parse(line) as { event: string; level: string; time: string }).event);
  expect(events).toContain('stopping');
  expect(events).toContain('not ready');
  expect(events).toContain('ready');
  expect(portal.printed()).toBe('');
  expect(portal.log()).not.toContain('code=');
  for (const secret of [SECRET_KEY, 'AGE-SECRET-KEY', portal.token, 'mail pass/word', 'mail%20pass', 's3cr3t-hook'])
    expect(portal.log()).not.toContain(secret);
}, 30_000);
