/** A whole provider over two folders and a real server: whatever becomes of one of the storages, the other one restores. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BackupInstance, Job, Page, RecoveryPoint } from '#protocol/data-protection.ts';
import { SERVER_TARGET } from '#protocol/restore.ts';
import { lastName } from '#protocol/resource-id.ts';
import { REGION } from '#provider/seed.ts';
import { openWorld } from '../testing/injuries.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { fingerprint, within } from '../testing/rich-databases.ts';
import { pointFolder } from './vault-names.ts';

const TIMEOUT_MS = 180_000;

let folder = '';
let postgres: TestPostgres;
let world: Awaited<ReturnType<typeof openWorld>>;
let instance = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-second-'));
  postgres = await startPostgres();
  await within(postgres, 'postgres', ['CREATE DATABASE shop']);
  await within(postgres, 'shop', [
    'CREATE TABLE items (n int PRIMARY KEY, text text)',
    `INSERT INTO items SELECT n, md5(n::text) FROM generate_series(1, 200000) AS n`,
  ]);
  world = await openWorld(folder, postgres);
  await world.send('PATCH', world.vaultId, { properties: { copyStorage: { name: 'offsite' } } });
  const { value } = await world.send<Page<BackupInstance>>('GET', `${world.vaultId}/backupInstances`);
  instance = value.find(({ properties }) => properties.friendlyName === 'pg-one')?.id ?? '';
}, TIMEOUT_MS);
afterAll(async () => {
  await world.stop();
  await postgres.remove();
  await rm(folder, { recursive: true, force: true });
});

const newest = async (): Promise<RecoveryPoint> => {
  const { value } = await world.send<Page<RecoveryPoint>>('GET', `${instance}/recoveryPoints`);
  if (!value[0]) throw new Error('There is no recovery point.');
  return value[0];
};
const states = async () => (await newest()).properties.copies?.map(({ state }) => state);
const areBothStored = () => expect.poll(states, { timeout: 30_000 }).toEqual(['Stored', 'Stored']);

async function restored(targetName: string): Promise<Job['properties']> {
  const job = await world.done(`${instance}/restore`, {
    objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
    sourceDataStoreType: 'VaultStore',
    recoveryPointId: (await newest()).name,
    restoreTargetInfo: {
      ...{ objectType: SERVER_TARGET, recoveryOption: 'FailIfExists', restoreLocation: REGION },
      targetServerId: world.serverIds[1],
      databases: [{ name: 'shop', targetName, replace: false }],
      ownersAndRoles: false,
    },
  });
  expect(job.errorDetails ?? []).toEqual([]);
  expect(await fingerprint(postgres, targetName)).toEqual(await fingerprint(postgres, 'shop'));
  return job;
}
const codesOf = ({ extendedInfo }: Job['properties']) =>
  (extendedInfo?.warningDetails ?? []).map(({ warning }) => warning.code);

it(
  'restores from the second storage what the first has lost or spoiled, and makes it anew',
  async () => {
    const backup = await world.done(`${instance}/backup`, {
      backupRuleOptions: { ruleName: 'BackupWeekly', triggerOption: {} },
    });
    expect(backup.status).toMatch(/^Completed/);
    await areBothStored();
    const address = {
      vaultId: world.vaultId,
      instanceName: lastName(instance),
      recoveryPointId: (await newest()).name,
    };
    const manifest = join(world.vaults, pointFolder(address), 'manifest.json');
    const { parts } = JSON.parse(await readFile(manifest, 'utf8')) as { parts: { file: string; database?: string }[] };
    const part = join(
      world.vaults,
      pointFolder(address),
      parts.find(({ database }) => database === 'shop')?.file ?? '',
    );
    const whole = await readFile(part);

    // Far behind its beginning: rows of it are in the target by the time that it is found.
    const spoiled = Buffer.from(whole);
    spoiled[whole.length - 5000] = (whole.at(-5000) ?? 0) ^ 1;
    await writeFile(part, spoiled);
    expect(codesOf(await restored('shop_from_second'))).toContain('AnotherCopyUsed');
    await areBothStored();
    expect((await readFile(part)).equals(whole)).toBe(true);
    expect(codesOf(await restored('shop_from_first'))).not.toContain('AnotherCopyUsed');

    await rm(world.vaults, { recursive: true });
    expect(codesOf(await restored('shop_from_what_is_left'))).toContain('AnotherCopyUsed');
    const { status } = await world.done(`${(await newest()).id}/verify`);
    expect(status).toBe('CompletedWithWarnings');
    expect((await newest()).properties.proof).toMatchObject({ state: 'Verified' });
  },
  TIMEOUT_MS,
);
