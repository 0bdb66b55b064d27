/** The state is lost, and made again from the storage alone: a restore then equals the source. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { BackupInstance, Page, RecoveryPoint, Vault } from '#protocol/data-protection.ts';
import { isRunning } from '#protocol/data-protection.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import { SERVER_TYPE, type PostgresServer } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId, type ResourceId } from '#protocol/resource-id.ts';
import { DATA_GROUP, POLICY_ID, REGION, SUBSCRIPTION_ID, VAULT_ID } from '#provider/seed.ts';
import { startPortal, type PortalProcess } from '../testing/portal-process.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { createLargeDatabase, fingerprint } from '../testing/rich-databases.ts';

const TIMEOUT_MS = 240_000;
const run = promisify(execFile);
const serverId = resourceId(resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP), SERVER_TYPE, 'pg-source');
const LOCK = `${VAULT_ID}/providers/Microsoft.Authorization/locks/kept`;

let dataDir = '';
let source: TestPostgres;
let portal: PortalProcess;
let instance: ResourceId;
let before: { vault: Vault; policy: BackupPolicy; instance: BackupInstance; points: RecoveryPoint[] };

const told = async () => ({
  vault: await portal.arm.vault(),
  policy: await portal.arm.get<BackupPolicy>(POLICY_ID),
  instance: await portal.arm.get<BackupInstance>(instance),
  points: await portal.arm.recoveryPoints(instance),
});

/** What the page of operations tells the operator to run. */
const PAGE = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'operations.md'), 'utf8');
const documented = [...PAGE.matchAll(/^npm run --silent catalogue(?: -- (.+))?$/gm)].map(([, args = '']) => args);
const ran = new Set<string>();

const catalogue = (...args: string[]) => {
  ran.add(args.join(' '));
  return run(process.execPath, [join(import.meta.dirname, 'catalogue.ts'), ...args], {
    env: { ...process.env, DATA_DIR: dataDir },
  }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: unknown) => error as { code: number; stdout: string; stderr: string },
  );
};

const loseState = () => rm(join(dataDir, 'state'), { recursive: true });

const documentsFolder = async (): Promise<string> => {
  const vaults = join(dataDir, 'vaults');
  const vault = (await readdir(vaults)).find((name) => name.startsWith('bv-'));
  return join(vaults, vault ?? '', 'catalogue');
};

/** Both documents are there, and nothing changes any more. */
const areWritten = () =>
  vi.waitFor(
    async () => {
      const folder = await documentsFolder();
      const names = await readdir(folder);
      expect(names).toHaveLength(2);
      for (const name of names) expect(Date.now() - (await stat(join(folder, name))).mtimeMs).toBeGreaterThan(2000);
    },
    { timeout: 30_000, interval: 200 },
  );

const access = ({ host, port, user, password }: TestPostgres) => ({
  properties: {
    administratorLogin: user,
    administratorLoginPassword: password,
    connection: { host, port, tlsMode: 'prefer' },
  },
});

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bp-catalogue-'));
  source = await startPostgres();
  await createLargeDatabase(source, 'shop', 3);
  portal = await startPortal(dataDir);
  await portal.arm.done('PATCH', VAULT_ID, {
    tags: { team: 'orders' },
    properties: { securitySettings: { immutabilitySettings: { state: 'Unlocked' } } },
  });
  instance = await portal.arm.protect('pg-source', source);
  await portal.arm.done('PUT', LOCK, { properties: { level: 'CanNotDelete' } });
  const job = await portal.arm.jobWhen(await portal.arm.startBackup(instance), (one) => !isRunning(one));
  expect(job.properties.status).toMatch(/^Completed/);
  const verified = await portal.arm.done('POST', `${instance}/verify`, {});
  await portal.arm.jobWhen(verified.properties?.jobId ?? '', (one) => !isRunning(one));
  before = await told();
  expect(before.points).toMatchObject([{ properties: { proof: { state: 'Verified' } } }]);
  // What is written beside the points follows at once; nothing waits for it.
  await areWritten();
  await portal.stop();
}, TIMEOUT_MS);
afterAll(async () => {
  await portal.kill().catch(() => undefined);
  await source.remove();
  await rm(dataDir, { recursive: true, force: true });
});

it(
  'lists what is there, and changes nothing',
  async () => {
    await loseState();
    const { code, stdout } = await catalogue();
    expect(code).toBe(0);
    expect(stdout).toContain(`Vault ${VAULT_ID}\n  in local, ${REGION}, immutability Unlocked`);
    expect(stdout).toMatch(/pg-source-pg-source-\S+: 1 recovery point; was ProtectionConfigured/);
    expect(await readdir(dataDir)).not.toContain('state');
    expect(stdout).not.toContain(source.password);
  },
  TIMEOUT_MS,
);

it(
  'goes on without no document that does not count',
  async () => {
    const folder = await documentsFolder();
    const [file = ''] = (await readdir(folder)).filter((name) => name.includes('-vault.'));
    const good = await readFile(join(folder, file));
    const forged = Buffer.from(good);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    await writeFile(join(folder, file), forged);
    const { code, stderr } = await catalogue('--rebuild');
    await writeFile(join(folder, file), good);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`${file}: No key of the vault opens it`)]);
    expect(await readdir(dataDir)).not.toContain('state');
  },
  TIMEOUT_MS,
);

it(
  'brings back vault, policy, lock, instance and points, and refuses to do so twice',
  async () => {
    const first = await catalogue('--rebuild');
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('1 backup instance,') as string });
    expect(first.stdout).toContain('Choose Resume backup at each backup instance.');
    const second = await catalogue('--rebuild');
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining(VAULT_ID) as string });
    const third = await catalogue('--rebuild', '--add-missing');
    expect(third.stdout).toContain('0 policies, 0 backup instances, 0 deleted backup instances, 0 recovery points.');

    portal = await startPortal(dataDir);
    const now = await told();
    expect(now.vault).toEqual(before.vault);
    expect(now.policy).toEqual(before.policy);
    expect(now.points).toEqual(before.points);
    expect(now.instance.properties).toMatchObject({
      ...{
        dataSourceInfo: before.instance.properties.dataSourceInfo,
        policyInfo: before.instance.properties.policyInfo,
      },
      ...{ currentProtectionState: 'ProtectionStopped', proof: before.instance.properties.proof },
      protectionErrorDetails: { code: 'BroughtBackFromStorage' },
    });
    const { value: locks } = await portal.arm.get<Page<{ id: string }>>(
      `${VAULT_ID}/providers/Microsoft.Authorization/locks`,
    );
    expect(locks.map(({ id }) => id)).toEqual([LOCK]);
  },
  TIMEOUT_MS,
);

it(
  'has no password of a server, and says so; with it, a restore equals the source, and backups go on',
  async () => {
    const { properties } = await portal.arm.get<PostgresServer>(serverId);
    expect(properties.connection).toMatchObject({ host: source.host, port: source.port });
    const restored = () => portal.arm.restore(instance, serverId, { name: 'shop', targetName: 'shop again' });
    const failed = await restored();
    expect(failed.properties.errorDetails?.[0]).toMatchObject({
      code: 'UserErrorServerAccessUnreadable',
      recommendedAction: ['Enter the password in the connection of the server again.'],
    });

    await portal.arm.done('PATCH', serverId, access(source));
    expect((await restored()).properties.status).toMatch(/^Completed/);
    expect(await fingerprint(source, 'shop again')).toEqual(await fingerprint(source, 'shop'));

    await portal.arm.done('POST', `${instance}/resumeProtection`, {});
    const job = await portal.arm.jobWhen(await portal.arm.startBackup(instance), (one) => !isRunning(one));
    expect(job.properties.status).toMatch(/^Completed/);
    const resumed = await portal.arm.get<BackupInstance>(instance);
    expect(resumed.properties).not.toHaveProperty('protectionErrorDetails');
    // Those of the lost state are gone: what they said stands in the new ones.
    await areWritten();
    await portal.stop();
  },
  TIMEOUT_MS,
);

it(
  'brings back what manifests tell where there is no document, and keeps all of it',
  async () => {
    await loseState();
    const folder = await documentsFolder();
    await rm(folder, { recursive: true });
    const { code, stdout } = await catalogue('--rebuild');
    expect([code, stdout]).toEqual([0, expect.stringContaining('No document says what it was')]);
    portal = await startPortal(dataDir);
    const now = await told().catch((error: unknown) => error);
    // The policy of a new installation has the name of the old one's, and is another.
    expect(now).toMatchObject({
      vault: { properties: { securitySettings: { immutabilitySettings: { state: 'Unlocked' } } } },
      instance: {
        properties: {
          currentProtectionState: 'ProtectionStopped',
          policyInfo: { policyId: expect.stringContaining('/lost-with-the-state') as string },
        },
      },
    });
    const points = await portal.arm.recoveryPoints(instance);
    expect(points).toHaveLength(2);
    const old = points.find(({ name }) => name === before.points[0]?.name);
    expect(old?.properties).toMatchObject({
      expiryTime: before.points[0]?.properties.expiryTime,
      retentionTagName: before.points[0]?.properties.retentionTagName,
      recoveryPointTime: before.points[0]?.properties.recoveryPointTime,
    });
    await portal.stop();
  },
  TIMEOUT_MS,
);

it('is documented as it was run here', () => {
  expect(documented).toEqual(['', '--rebuild', '--rebuild --add-missing']);
  expect([...ran]).toEqual(expect.arrayContaining(documented));
});
