/** `npm run storage`: what works with a storage, and what does not. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AzureBlobPlace } from '#adapters/stores/azure-blob-place.ts';
import { openAzureBlobStore } from '#adapters/stores/azure-blob-store.ts';
import { hasAzurite, startAzurite, type TestService } from '../testing/object-services.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const run = promisify(execFile);

describe.runIf(hasAzurite())('the command', () => {
  let azurite: TestService<AzureBlobPlace>;
  let folder = '';
  beforeAll(async () => {
    azurite = await startAzurite();
    folder = await mkdtemp(join(tmpdir(), 'bp-storage-'));
  });
  afterAll(async () => {
    await azurite.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const command = (storages: unknown, ...args: string[]) =>
    run(process.execPath, [join(import.meta.dirname, 'storage.ts'), ...args], {
      cwd: folder,
      env: { ...process.env, STORAGES: JSON.stringify(storages) },
    });

  it('tries all that the portal does, leaves nothing behind, and names what fails without its secret', async () => {
    const place = await azurite.newPlace();
    const { account, key } = place.credentials as { account: string; key: string };
    const container = place.url.split('/').at(-1);
    const offsite = { type: 'AzureBlob', account, container, endpoint: `${azurite.url}/${account}`, accountKey: key };
    const { stdout } = await command({ offsite }, '--test', 'offsite');
    expect(stdout).not.toContain('FAILED');
    expect(stdout).toContain("The storage 'offsite' can be used.\nIt cannot retain objects");
    expect(await openAzureBlobStore({ ...place, prefix: '' }).names('')).toEqual([]);
    expect((await command({ offsite })).stdout).toContain('offsite (AzureBlob)');

    const accountKey = Buffer.from('a wrong key').toString('base64');
    const failed: unknown = await command({ offsite: { ...offsite, accountKey } }, '--test', 'offsite').catch(
      (error: unknown) => error,
    );
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringMatching(/FAILED.*\n.*refuses/) as string });
    expect((failed as { stderr: string }).stderr).not.toContain(accountKey);
    await expect(command({ offsite }, '--test', 'other')).rejects.toMatchObject({
      stderr: expect.stringContaining("There is no storage 'other'.") as string,
    });
  });
});
