/** Whether the server lives and can work, as supervisors ask it. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolderVaultStorage } from '#adapters/folder-vault-storage.ts';
import { createManifestSigning, PUBLIC_KEY_FILE } from '#adapters/manifest-signing.ts';
import { createMountedVaults } from '#adapters/mounted-vaults.ts';
import { createFolderStore } from '#adapters/stores/folder-store.ts';
import { createMemoryPorts } from '#provider/memory/memory-ports.ts';
import { StoreUnavailable, type Ports } from '#provider/ports.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { healthChecks } from './health-checks.ts';
import { healthRoutes, type HealthCheck, type HealthOptions } from './health.ts';

const ready = async (checks: HealthCheck[], options: HealthOptions = {}) => {
  const response = await healthRoutes(checks, options).request('/readyz');
  return {
    status: response.status,
    body: (await response.json()) as { status: string; checks: Record<string, string> },
  };
};

const SECRET = 'postgres://portal:s3cr3t@db:5432/state';

describe('/healthz', () => {
  it('says that the process lives, whatever else is the matter', async () => {
    const app = healthRoutes([{ name: 'state', check: () => Promise.reject(new Error('away')) }]);
    const response = await app.request('/healthz');
    expect([response.status, await response.json(), response.headers.get('cache-control')]).toEqual([
      200,
      { status: 'alive' },
      'no-store',
    ]);
  });
});

describe('/readyz', () => {
  const { vaultStorage, store } = createMemoryPorts({ people: [] });
  const healthy = { store, vaultStorage };
  const away: Ports['store'] = {
    transact: () =>
      Promise.reject(new StoreUnavailable('away', 'The state database does not answer.', { cause: new Error(SECRET) })),
  };

  it('is 200 when everything is in order', async () => {
    expect(await ready(healthChecks(healthy, () => true))).toEqual({
      status: 200,
      body: { status: 'ready', checks: { state: 'ok', workers: 'ok', vaultStorage: 'ok' } },
    });
  });

  it('names the check that failed, and tells no secret', async () => {
    const { status, body } = await ready(healthChecks({ ...healthy, store: away }, () => true));
    expect([status, body.status]).toEqual([503, 'not ready']);
    expect(body.checks).toEqual({ state: 'The state database does not answer.', workers: 'ok', vaultStorage: 'ok' });
    const unknown = await ready([{ name: 'state', check: () => Promise.reject(new Error(SECRET)) }]);
    expect(unknown.body.checks).toEqual({ state: 'It failed. The log tells why.' });
  });

  it('is 503 until the workers have been started, and when they hang', async () => {
    const { status, body } = await ready(healthChecks(healthy, () => false));
    expect([status, body.checks.state]).toEqual([503, 'ok']);
    expect(body.checks.workers).toContain('not been started');
  });

  it('tells of the other storages, and stays ready whatever they do', async () => {
    const storages = () => ({ offsite: 'It fails. The log tells why.' });
    expect(
      await ready(
        healthChecks(healthy, () => true),
        { storages },
      ),
    ).toMatchObject({
      status: 200,
      body: { status: 'ready', storages: { offsite: 'It fails. The log tells why.' } },
    });
  });

  it('does not wait for a check without end', async () => {
    const { status, body } = await ready([{ name: 'state', check: () => new Promise(() => undefined) }], {
      deadlineMs: 10,
    });
    expect([status, body.checks.state]).toEqual([503, 'No answer within 0.01 seconds.']);
  });

  it('asks once for all who ask together or soon after each other', async () => {
    const check = vi.fn(() => Promise.resolve());
    const app = healthRoutes([{ name: 'state', check }], { keptMs: 30 });
    await Promise.all(Array.from({ length: 50 }, async () => app.request('/readyz')));
    await app.request('/readyz');
    expect(check).toHaveBeenCalledTimes(1);
    await vi.waitFor(async () => {
      await app.request('/readyz');
      expect(check).toHaveBeenCalledTimes(2);
    });
  });

  it('tells the log once when a check begins to fail, with its reason, and when it passes again', async () => {
    const log = vi.fn();
    let isWell = false;
    const check = () => (isWell ? Promise.resolve() : Promise.reject(new Error('the reason')));
    const app = healthRoutes([{ name: 'state', check }], { log, keptMs: -1 });
    await app.request('/readyz');
    await app.request('/readyz');
    isWell = true;
    await app.request('/readyz');
    expect(log.mock.calls).toEqual([
      ['not ready', { check: 'state', error: new Error('the reason') }],
      ['ready again', { check: 'state' }],
    ]);
  });
});

describe('the storage of vaults', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'bp-health-'));
  });
  afterEach(async () => {
    await chmod(root, 0o700);
    await rm(root, { recursive: true, force: true });
  });
  const vaultStorage = () => ({
    ...createMountedVaults(
      createFolderStore(root),
      createFolderVaultStorage(root, createManifestSigning(Buffer.alloc(32))),
    ),
    copy: () => Promise.reject(new Error('There is one storage.')),
  });
  const { store } = createMemoryPorts({ people: [] });
  const told = async () =>
    (await ready(healthChecks({ store, vaultStorage: vaultStorage() }, () => true))).body.checks.vaultStorage;

  it('is writable, and keeps nothing of the trial', async () => {
    await writeFile(join(root, PUBLIC_KEY_FILE), 'key');
    expect(await told()).toBe('ok');
    const { readdir } = await import('node:fs/promises');
    expect(await readdir(root)).toEqual([PUBLIC_KEY_FILE]);
  });

  it('is not there while its disk is not mounted', async () => {
    expect(await told()).toBe('The folder that holds the vaults is empty or missing.');
  });

  it.skipIf(process.getuid?.() === 0)('is not writable', async () => {
    await writeFile(join(root, PUBLIC_KEY_FILE), 'key');
    await chmod(root, 0o500);
    expect(await told()).toBe('The folder that holds the vaults cannot be read or written.');
  });
});
