/** Work that must end, in whole servers: work that crashes the process each time, and cancelled work. */
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import pg from 'pg';
import { isRunning } from '#protocol/data-protection.ts';
import { DEPLOYMENT_TYPE, GROUP_TEMPLATE_SCHEMA, type Deployment } from '#protocol/deployments.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { DATA_GROUP, REGION, SUBSCRIPTION_ID } from '#provider/seed.ts';
import { STALL_LIMITS } from '#provider/domain/stall-limits.ts';
import { createArmClient, startPortal, type PortalProcess } from '../testing/portal-process.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { createLargeDatabase, within } from '../testing/rich-databases.ts';
import { readConfig } from './config.ts';
import { startBackupPortal } from './server.ts';

const TIMEOUT_MS = 180_000;
let postgres: TestPostgres;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-ends-'));
  postgres = await startPostgres();
  await within(postgres, 'postgres', ['CREATE DATABASE state', 'CREATE DATABASE held']);
  await within(postgres, 'held', ['CREATE TABLE held AS SELECT 1 AS n']);
}, TIMEOUT_MS);
afterAll(async () => {
  await postgres.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Accepts connections and never sends anything. */
async function silentServer(): Promise<{ server: Server; port: number; callers: () => number }> {
  let callers = 0;
  const server = createServer((socket) => {
    callers += 1;
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port, callers: () => callers };
}

it(
  'a deployment whose process is killed three times ends as Failed, says so, and can be deleted',
  async () => {
    const silent = await silentServer();
    const dataDir = join(folder, 'poison');
    const group = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/${DATA_GROUP}`;
    const id = `${group}/providers/${DEPLOYMENT_TYPE}/poison`;
    const template = {
      $schema: GROUP_TEMPLATE_SCHEMA,
      contentVersion: '1.0.0.0',
      resources: [
        {
          type: SERVER_TYPE,
          apiVersion: '2024-08-01',
          name: 'pg-silent',
          location: REGION,
          properties: {
            administratorLogin: 'admin',
            administratorLoginPassword: 'secret',
            connection: { host: '127.0.0.1', port: silent.port, tlsMode: 'disable' },
          },
        },
      ],
    };
    let portal: PortalProcess = await startPortal(dataDir);
    const accepted = await portal.arm.send('PUT', id, { properties: { mode: 'Incremental', template } });
    expect(accepted.status, await accepted.text()).toBe(201);
    for (let death = 1; death <= 3; death += 1) {
      await expect.poll(silent.callers, { timeout: 60_000 }).toBe(death);
      await portal.kill();
      portal = await startPortal(dataDir);
    }
    const read = async () => (await portal.arm.get<Deployment>(id)).properties;
    await expect.poll(async () => (await read()).provisioningState, { timeout: 60_000 }).toBe('Failed');
    expect((await read()).error).toMatchObject({ code: 'WorkEndedTheProcess' });
    expect(silent.callers()).toBe(3);
    expect((await portal.arm.send('DELETE', id)).status).toBe(204);
    expect(await portal.stop()).toBe(0);
    silent.server.close();
  },
  TIMEOUT_MS,
);

it(
  'a backup is cancelled through another process than the one that works on it: within seconds, with its sessions',
  async () => {
    const vaults = join(folder, 'vaults');
    await mkdir(vaults);
    const dataDirs = await Promise.all(
      ['one', 'two'].map(async (name) => {
        await mkdir(join(folder, name));
        await symlink(vaults, join(folder, name, 'vaults'));
        return join(folder, name);
      }),
    );
    const shared = { DATABASE_URL: postgres.url('state'), SECRET_KEY: 'k'.repeat(32) };
    const works = await startPortal(dataDirs[0] ?? '', shared);
    const instance = await works.arm.protect('pg-cancel', postgres);
    const { host, port, user, password } = postgres;
    const holder = new pg.Client({ host, port, user, password, database: 'held' });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE held IN ACCESS EXCLUSIVE MODE');
    const job = await works.arm.startBackup(instance);
    const dumps = () =>
      within(postgres, 'postgres', [
        `SELECT FROM pg_stat_activity WHERE application_name = 'backup-portal' AND datname = 'held'`,
      ]);
    await expect.poll(dumps, { timeout: 30_000 }).not.toEqual([]);

    const other = await startPortal(dataDirs[1] ?? '', shared);
    const before = Date.now();
    expect((await other.arm.send('POST', `${job}/cancel`)).status).toBe(202);
    expect((await other.arm.job(job)).properties.status).toBe('Cancelling');
    const ended = await other.arm.jobWhen(job, (one) => !isRunning(one));
    expect(ended.properties.status).toBe('Cancelled');
    expect(Date.now() - before).toBeLessThan(15_000);
    await expect.poll(dumps, { timeout: 15_000 }).toEqual([]);
    const entries = await readdir(vaults, { recursive: true });
    expect(entries.filter((name) => name.endsWith('.zst'))).toEqual([]);
    await holder.end();
    const done = await other.arm.jobWhen(await other.arm.startBackup(instance), (one) => !isRunning(one));
    expect(done.properties.status).toBe('Completed');
    expect(await Promise.all([works.stop(), other.stop()])).toEqual([0, 0]);
  },
  TIMEOUT_MS,
);

it(
  'a backup whose server stops in the middle of a table ends as stalled, and the next one is whole',
  async () => {
    const source = await startPostgres();
    const dataDir = join(folder, 'stalled');
    const portal = await startBackupPortal(
      { ...readConfig({}, dataDir), PORT: 0, DATA_DIR: dataDir },
      { log: () => undefined, provider: { stalledAfterMs: { ...STALL_LIMITS, backup: 2_000 } } },
    );
    const { host, port, user, password } = source;
    const observer = new pg.Client({ host, port, user, password, database: 'postgres' });
    let stopped: number | undefined;
    try {
      await createLargeDatabase(source, 'large', 80);
      await observer.connect();
      const { people, tokens } = portal.real.signIn;
      const arm = createArmClient(portal.url, (await tokens.issue(people.operator)).access_token);
      const instance = await arm.protect('pg-stalls', source);
      const dumps = async () =>
        (
          await observer.query<{ pid: number }>(
            `SELECT pid FROM pg_stat_activity WHERE datname = 'large' AND query LIKE 'COPY %' AND state = 'active'`,
          )
        ).rows;
      const job = await arm.startBackup(instance);
      await expect.poll(async () => (stopped = (await dumps())[0]?.pid), { timeout: 30_000, interval: 5 }).toBeTruthy();
      process.kill(stopped ?? 0, 'SIGSTOP');

      const { properties } = await arm.jobWhen(job, (one) => !isRunning(one));
      expect([properties.status, properties.errorDetails?.map(({ code }) => code)]).toEqual([
        'Failed',
        ['BackupStalled'],
      ]);
      expect(properties.errorDetails?.[0]?.message).toContain('moved no byte');
      expect(await arm.recoveryPoints(instance)).toEqual([]);
      // The job has ended when it is known why; its files are removed then.
      const files = async () =>
        (await readdir(join(dataDir, 'vaults'), { recursive: true })).filter((name) => /\.zst|manifest/.test(name));
      await expect.poll(files, { timeout: 15_000 }).toEqual([]);

      process.kill(stopped ?? 0, 'SIGCONT');
      stopped = undefined;
      await expect.poll(dumps, { timeout: 15_000 }).toEqual([]);
      const next = await arm.jobWhen(await arm.startBackup(instance), (one) => !isRunning(one));
      expect(next.properties.status).toBe('Completed');
    } finally {
      if (stopped !== undefined) process.kill(stopped, 'SIGCONT');
      await observer.end();
      await portal.stop();
      await source.remove();
    }
  },
  TIMEOUT_MS,
);
