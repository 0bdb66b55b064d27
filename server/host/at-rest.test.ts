/** What a running portal writes to the disk, and what happens to it when keys change. */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateX25519Identity } from 'age-encryption';
import { masterKeysOf } from '#adapters/age/master-keys.ts';
import { createVaultKeys } from '#adapters/age/vault-keys.ts';
import { createFolderStore } from '#adapters/stores/folder-store.ts';
import { VAULT_ID } from '#provider/seed.ts';
import { startPortal } from '../testing/portal-process.ts';

const TIMEOUT_MS = 120_000;
const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..');

let dataDir = '';
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bp-at-rest-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

async function recoveryKey(more: Record<string, string> = {}, ...options: string[]): Promise<string> {
  const env = { ...process.env, DATA_DIR: dataDir, ...more };
  const { stdout } = await run(process.execPath, ['server/host/recovery-key.ts', ...options], { cwd: ROOT, env });
  return stdout.trim();
}

async function entries(): Promise<string[]> {
  const all = await Promise.all(
    ['state', 'sample'].map(async (name) => {
      const inside = await readdir(join(dataDir, name), { recursive: true });
      return [name, ...inside.map((path) => join(name, path))];
    }),
  );
  return all.flat().map((path) => join(dataDir, path));
}

const openToOthers = async () => {
  const open: string[] = [];
  for (const path of await entries()) if (((await stat(path)).mode & 0o077) !== 0) open.push(path);
  return open;
};

it(
  'files are for the server alone, the recovery key is shown once, and another master key opens everything',
  async () => {
    await expect(recoveryKey()).rejects.toMatchObject({
      stderr: expect.stringMatching(/No Backup Portal has run/) as string,
    });
    const first = await startPortal(dataDir);
    const printed = /AGE-SECRET-KEY-1[0-9A-Z]+/.exec(first.log())?.[0] ?? '';
    expect(first.log()).toContain('KEEP THIS KEY');
    expect(first.log()).toContain('recovery points are encrypted');
    expect(await recoveryKey()).toBe(printed);
    expect((await entries()).length).toBeGreaterThan(100);
    expect(await openToOthers()).toEqual([]);
    await first.stop();

    const vaults = join(dataDir, 'vaults');
    const keysOf = async (identity: string) =>
      createVaultKeys(createFolderStore(vaults), await masterKeysOf([identity]), () => undefined);
    const { header, fileKey } = await (await keysOf(printed)).newHeader(VAULT_ID);
    // As an earlier version left them.
    for (const path of await entries()) await chmod(path, (await stat(path)).isDirectory() ? 0o755 : 0o666);

    const second = await startPortal(dataDir);
    expect(second.log()).not.toContain('AGE-SECRET-KEY');
    expect(await openToOthers()).toEqual([]);
    await second.stop();

    const other = await recoveryKey({}, '--new');
    const third = await startPortal(dataDir, { MASTER_KEY: other, ENCRYPT_POINTS: 'on' });
    expect(third.log()).toContain('keys of vaults are wrapped with the current master key count=1');
    expect(third.log()).toContain(other);
    await third.stop();
    expect(await (await keysOf(other)).fileKey(VAULT_ID, header)).toEqual(fileKey);
    await expect((await keysOf(printed)).fileKey(VAULT_ID, header)).rejects.toThrow('No key of the vault');

    expect(await recoveryKey({ MASTER_KEY: other }, '--rotate-vaults')).toContain(VAULT_ID);
    const after = await (await keysOf(other)).newHeader(VAULT_ID);
    expect(await (await keysOf(other)).fileKey(VAULT_ID, header)).toEqual(fileKey);
    expect(await (await keysOf(other)).fileKey(VAULT_ID, after.header)).toEqual(after.fileKey);

    await expect(startPortal(dataDir)).rejects.toThrow('wrapped with another master key');
    await expect(startPortal(dataDir, { MASTER_KEY: await generateX25519Identity() })).rejects.toThrow(
      'wrapped with another master key',
    );
    const off = await startPortal(dataDir, { MASTER_KEY: other, ENCRYPT_POINTS: 'off' });
    expect(off.log()).toContain('recovery points are NOT encrypted');
    await off.stop();
  },
  TIMEOUT_MS,
);
