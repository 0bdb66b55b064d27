/**
 * A week in which nobody looks: a server goes away on the third day, the storage of the vaults on the fifth, the portal is
 * restarted in between. Mail over a real SMTP server, webhook and signs of life over real HTTP; the days pass by a simulated clock.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createNotifier } from '#adapters/notifications/notifier.ts';
import { samplePolicy } from '#protocol/policy-samples.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#protocol/time-units.ts';
import { createManualClock, type ManualClock } from '#provider/memory/clock.ts';
import { createSimulatedEngine } from '#provider/memory/simulated-engine.ts';
import { checkConditions, collectAlerts, raiseOf, sendAllDone } from '#provider/notifications.ts';
import { EngineFault, type Notifier, type Ports } from '#provider/ports.ts';
import { DATA_GROUP, POLICY_ID, REGION, SUBSCRIPTION_ID, VAULT_ID } from '#provider/seed.ts';
import { followSchedules } from '#provider/work/schedules.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { grant, open, type Laboratory } from './laboratory.ts';
import { startMailServer, type MailServer } from './mail-server.ts';

const MONDAY = Date.parse('2026-02-02T00:00:00Z');
const day = (number: number, hours = 0): number => MONDAY + (number - 1) * DAY_MS + hours * HOUR_MS;
const STEP_MS = 10 * MINUTE_MS;

const DATA = resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP);
const NAMES = ['pg-sales', 'pg-crm'] as const;
const serverId = (name: string) => resourceId(DATA, SERVER_TYPE, name);
const instanceId = (name: string) => `${VAULT_ID}/backupInstances/${name}`;

interface Call {
  at: number;
  path: string;
  body: string;
}

let mail: MailServer;
let http: Server;
let clock: ManualClock;
const calls: Call[] = [];
/** The subject of each mail, with when it came. */
const mails: string[] = [];
beforeAll(async () => {
  mail = await startMailServer({ disabledCommands: ['STARTTLS', 'AUTH'] });
  http = createServer((request, response) => {
    void text(request).then((body) => {
      calls.push({ at: clock.now().getTime(), path: request.url ?? '', body });
      response.end();
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await mail.close();
  await new Promise((resolve) => http.close(resolve));
});

const between = (from: number, to: number): boolean => clock.now().getTime() >= from && clock.now().getTime() < to;
const isCrmAway = (): boolean => between(day(3), day(4, 12));
const isStorageAway = (): boolean => between(day(5), day(6));

const storageFault = new EngineFault('UserErrorVaultStorageFailed', 'The folder that holds the vaults is missing.', [
  'Mount it.',
]);

/** The portal as a process: what the host does each minute, here every ten. */
async function started(notifier: Notifier, saved?: string) {
  const simulated = createSimulatedEngine({
    clock,
    faultOf: (host) =>
      host === 'pg-crm.example' && isCrmAway()
        ? new EngineFault('UserErrorServerUnreachable', 'The server does not respond.', ['Start it.'])
        : undefined,
  });
  const all: { ports?: Ports } = {};
  const laboratory = await open({ engine: simulated, ...(saved !== undefined && { saved }) }, {}, clock, {
    notifier,
    within: (tx, occurrence) => (all.ports ? raiseOf(all.ports, tx, occurrence) : Promise.resolve()),
  });
  const { vaultStorage } = laboratory.ports;
  const begin = vaultStorage.begin.bind(vaultStorage);
  vaultStorage.begin = (...given) => (isStorageAway() ? Promise.reject(storageFault) : begin(...given));
  vaultStorage.checkWritable = () => (isStorageAway() ? Promise.reject(storageFault) : Promise.resolve());
  const ports: Ports = { ...laboratory.ports, notifier };
  all.ports = ports;
  const until = async (time: number): Promise<void> => {
    while (clock.now().getTime() < time) {
      const now = clock.now().getTime();
      await followSchedules(ports);
      await checkConditions(ports, { server: 'backup-1', storages: [] });
      await sendAllDone(ports);
      await collectAlerts(ports);
      await clock.advance(STEP_MS);
      for (const { text: received } of mail.mails.splice(0)) {
        mails.push(`${whenOf(now)} ${/^Subject: Backup Portal: (.*)\r$/m.exec(received)?.[1] ?? ''}`);
      }
    }
  };
  return { ...laboratory, until };
}

async function protectBoth(laboratory: Laboratory): Promise<void> {
  const { send } = laboratory;
  const starts = Array.from({ length: 7 }, (_, at) =>
    new Date(day(at - 6, 2)).toISOString().replace('.000Z', '+00:00'),
  );
  const settings = { proofSettings: { verify: 'Off', drill: 'Off' } };
  expect((await send('PUT', POLICY_ID, { properties: samplePolicy(starts) })).status).toBe(200);
  expect((await send('PATCH', VAULT_ID, { properties: settings })).status).toBe(202);
  for (const name of NAMES) {
    const access = {
      ...{ administratorLogin: 'admin', administratorLoginPassword: 'secret' },
      connection: { host: `${name}.example`, port: 5432, tlsMode: 'prefer' },
    };
    const connected = { status: 0 };
    void send('PUT', serverId(name), { location: REGION, properties: access }).then(({ status }) => {
      connected.status = status;
    });
    // It asks the server, which takes a moment.
    for (let turn = 0; turn < 100 && connected.status === 0; turn += 1) await clock.advance(50);
    expect(connected.status).toBe(201);
    await grant(laboratory, {
      server: serverId(name),
      group: name === 'pg-crm' ? DATA : `/subscriptions/${SUBSCRIPTION_ID}`,
    });
    const protection = {
      ...{ objectType: 'BackupInstance', friendlyName: name, policyInfo: { policyId: POLICY_ID } },
      dataSourceInfo: { resourceID: serverId(name), resourceLocation: REGION },
    };
    expect((await send('PUT', instanceId(name), { properties: protection })).status).toBe(201);
    await clock.advance(5_000);
  }
}

/** Such as `3 02:10`: the day of the week that was, and the time of day. */
const whenOf = (at: number): string =>
  `${String(Math.floor((at - MONDAY) / DAY_MS) + 1)} ${new Date(at).toISOString().slice(11, 15)}0`;

it(
  'who is to be told gets each message once, and a sign of life whenever all is well',
  { timeout: 120_000 },
  async () => {
    clock = createManualClock(new Date(MONDAY));
    const { port } = http.address() as AddressInfo;
    const origin = `http://127.0.0.1:${String(port)}`;
    const notifier = createNotifier({
      destinations: [
        {
          ...{ type: 'email', name: 'ops', from: 'portal@contoso.example', to: ['ops@contoso.example'] },
          ...{ smtp: `smtp://127.0.0.1:${String(mail.port)}`, minimalSeverity: 'Sev 1' },
        },
        { type: 'webhook', name: 'on call', url: `${origin}/hook`, format: 'json', minimalSeverity: 'Sev 0' },
      ],
      heartbeats: { run: `${origin}/run/{instance}`, allDone: `${origin}/all` },
      portal: () => 'https://backup.contoso.example',
    });
    const first = await started(notifier);
    await protectBoth(first);
    // In the middle of the tries of a run that failed.
    await first.until(day(3, 9));
    await first.stop();
    const second = await started(notifier, first.ports.save());
    await second.until(day(5, 14));
    await second.stop();
    const third = await started(notifier, second.ports.save());
    await third.until(day(8));

    await third.stop();

    expect(mails).toEqual([
      // The first failure of a run, and the last; the tries between are nobody's news.
      '3 02:00 Sev 1, Backup Failure of pg-crm',
      '4 01:20 Sev 1, Backup Failure of pg-crm',
      '4 02:00 Sev 1, Backup Failure of pg-crm',
      '5 00:00 Sev 0, Vault Storage Failure',
      // Both servers in one.
      expect.stringMatching(/^5 02:00 Sev 1, Backup Failure of pg-(crm|sales) and 1 more$/) as string,
    ]);

    const hooks = calls.filter(({ path }) => path === '/hook');
    expect(hooks.map(({ at }) => whenOf(at))).toEqual(['5 00:00']);
    expect(JSON.parse(hooks[0]?.body ?? '')).toMatchObject({
      alerts: [{ name: 'Vault Storage Failure', message: `On the machine backup-1: ${storageFault.message}` }],
      more: 0,
    });

    const runsOf = (name: string) =>
      calls.filter(({ path }) => path === `/run/${name}`).map(({ at }) => whenOf(at).replace(/0$/, ''));
    const daily = (...days: number[]) => days.map((number) => `${String(number)} 02:0`);
    // What failed on the fifth was tried until it went well, in the night to the sixth.
    expect(runsOf('pg-sales')).toEqual([...daily(1, 2, 3, 4), '6 01:2', ...daily(6, 7)]);
    expect(runsOf('pg-crm')).toEqual([...daily(1, 2), '4 13:2', '6 01:2', ...daily(6, 7)]);

    const hours = Array.from({ length: 7 * 24 }, (_, hour) => MONDAY + hour * HOUR_MS);
    const isWell = (at: number): boolean =>
      !(at >= day(3, 2) && at < day(4, 13.5)) && !(at >= day(5, 2) && at < day(6, 1.5));
    const allDone = calls.filter(({ path }) => path === '/all').map(({ at }) => whenOf(at));
    expect(allDone).toEqual(hours.filter(isWell).map(whenOf));
    expect(calls).toHaveLength(hooks.length + 7 + 6 + allDone.length);
    expect(mail.mails).toEqual([]);
  },
);
