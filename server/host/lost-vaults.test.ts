/** The folder of the vaults is lost with the state, and what a vault has in its second storage is all that is left. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AzureBlobPlace } from '#adapters/stores/azure-blob-place.ts';
import { openAzureBlobStore } from '#adapters/stores/azure-blob-store.ts';
import { pointFolder } from '#adapters/vault-names.ts';
import { isRunning } from '#protocol/data-protection.ts';
import { lastName } from '#protocol/resource-id.ts';
import { VAULT_ID } from '#provider/seed.ts';
import { azuriteSetting, hasAzurite, startAzurite, type TestService } from '../testing/object-services.ts';
import { startPortal, type PortalProcess } from '../testing/portal-process.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { createLargeDatabase, fingerprint } from '../testing/rich-databases.ts';

const TIMEOUT_MS = 240_000;

describe.runIf(hasAzurite())('a vault whose first storage is lost with the state', () => {
  let dataDir = '';
  let azurite: TestService<AzureBlobPlace>;
  let place: AzureBlobPlace;
  let source: TestPostgres;
  let portal: PortalProcess | undefined;
  let settings: Record<string, string>;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'bp-lost-'));
    [azurite, source] = await Promise.all([startAzurite(), startPostgres()]);
    place = await azurite.newPlace();
    settings = { STORAGES: JSON.stringify({ offsite: azuriteSetting(azurite, place) }) };
    await createLargeDatabase(source, 'shop', 3);
  }, TIMEOUT_MS);
  afterAll(async () => {
    await portal?.kill().catch(() => undefined);
    await Promise.all([source.remove(), azurite.stop()]);
    await rm(dataDir, { recursive: true, force: true });
  });

  const rebuilt = async (...lost: string[]): Promise<string> => {
    for (const folder of lost) await rm(join(dataDir, folder), { recursive: true });
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(import.meta.dirname, 'catalogue.ts'), '--rebuild'],
      { env: { ...process.env, ...settings, DATA_DIR: dataDir } },
    );
    return stdout;
  };

  it(
    'comes back from the second one, and a restore equals the source',
    async () => {
      portal = await startPortal(dataDir, settings);
      await portal.arm.done('PATCH', VAULT_ID, { properties: { copyStorage: { name: 'offsite' } } });
      const instance = await portal.arm.protect('pg-source', source);
      const job = await portal.arm.jobWhen(await portal.arm.startBackup(instance), (one) => !isRunning(one));
      expect(job.properties.status).toMatch(/^Completed/);
      const { arm } = portal;
      const states = async () => (await arm.recoveryPoints(instance))[0]?.properties.copies?.map(({ state }) => state);
      await expect.poll(states, { timeout: 60_000 }).toEqual(['Stored', 'Stored']);
      const [before] = await arm.recoveryPoints(instance);
      const objects = openAzureBlobStore(place);
      const documents = async () => {
        const [vault = ''] = await objects.names('');
        return objects.names(`${vault}/catalogue`);
      };
      await expect.poll(documents, { timeout: 30_000 }).toHaveLength(2);
      await portal.stop();

      const folder = pointFolder({
        ...{ vaultId: VAULT_ID, instanceName: lastName(instance), recoveryPointId: before?.name ?? '' },
      });
      await rm(join(dataDir, 'vaults', folder), { recursive: true });
      const inBoth = await rebuilt('state');
      expect(inBoth).toContain(`Vault ${VAULT_ID}\n  in local and offsite`);
      expect(inBoth).toContain('1 recovery point (1 good in offsite alone)');
      portal = await startPortal(dataDir, settings);
      const again = portal.arm;
      const copied = async () =>
        (await again.recoveryPoints(instance))[0]?.properties.copies?.map(({ state }) => state);
      await expect.poll(copied, { timeout: 60_000 }).toEqual(['Stored', 'Stored']);
      expect(await readdir(join(dataDir, 'vaults', folder))).toContain('manifest.json');
      // Those of the lost state go as each is written anew.
      await expect.poll(documents, { timeout: 30_000 }).toHaveLength(2);
      await portal.stop();

      expect(await rebuilt('state', 'vaults')).toContain(`Vault ${VAULT_ID}\n  in offsite`);

      portal = await startPortal(dataDir, settings);
      const { properties } = await portal.arm.vault();
      expect(properties.vaultStorage?.name).toBe('offsite');
      expect(properties).not.toHaveProperty('copyStorage');
      const [point] = await portal.arm.recoveryPoints(instance);
      expect(point?.properties).not.toHaveProperty('copies');
      expect(point?.properties).toMatchObject({
        recoveryPointTime: before?.properties.recoveryPointTime,
        expiryTime: before?.properties.expiryTime,
      });
      const serverId = await portal.arm.connect('pg-source', source);
      const restored = await portal.arm.restore(instance, serverId, { name: 'shop', targetName: 'shop again' });
      expect(restored.properties.status).toMatch(/^Completed/);
      expect(await fingerprint(source, 'shop again')).toEqual(await fingerprint(source, 'shop'));
    },
    TIMEOUT_MS,
  );
});
