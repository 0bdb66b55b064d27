/** A folder of vaults that somebody else wrote into: replaced files are refused, and signatures can be checked. */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EngineFault, type Manifest, type PointAddress } from '#provider/ports.ts';
import { INJURIES, randomFrom, type Victim } from '../testing/injury-kinds.ts';
import { sampleManifest } from '../testing/sample-manifest.ts';
import { identityOf, masterKeysOf, type MasterKeys } from './age/master-keys.ts';
import { createVaultKeys } from './age/vault-keys.ts';
import { createFolderVaultStorage } from './folder-vault-storage.ts';
import { createManifestSigning, PUBLIC_KEY_FILE, publishKey } from './manifest-signing.ts';
import { createMountedVaults } from './mounted-vaults.ts';
import { createFolderStore } from './stores/folder-store.ts';
import { pointFolder } from './vault-names.ts';

const signing = createManifestSigning(Buffer.alloc(32, 1));
const foreign = createManifestSigning(Buffer.alloc(32, 2));
const vaultId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/bv-one';

let whole = '';
let root = '';
let masters: MasterKeys;
const storage = () =>
  createMountedVaults(
    createFolderStore(root),
    createFolderVaultStorage(root, signing, {
      keys: createVaultKeys(createFolderStore(root), masters, () => undefined),
    }),
  );
beforeAll(async () => {
  masters = await masterKeysOf([identityOf(Buffer.alloc(32, 5))]);
  whole = await mkdtemp(join(tmpdir(), 'bp-whole-'));
});
afterAll(() => rm(whole, { recursive: true, force: true }));
beforeEach(() => {
  root = whole;
});

async function store(instanceName: string, recoveryPointId: string): Promise<PointAddress> {
  const point = { vaultId, instanceName, recoveryPointId };
  const writer = await storage().begin(point);
  const parts: Manifest['parts'] = [];
  const roles = { kind: 'globals', format: 'plain' } as const;
  parts.push({ ...roles, ...(await writer.write(roles, once(randomBytes(500)))) });
  for (const database of ['shop', 'stock']) {
    const part = { kind: 'database', database, format: 'custom' } as const;
    parts.push({ ...part, ...(await writer.write(part, once(randomBytes(70_000)))), tables: [] });
  }
  const manifestSha256 = await writer.commit(sampleManifest(point, parts, 1));
  return { ...point, manifestSha256 };
}

async function* once(bytes: Uint8Array) {
  yield await Promise.resolve(bytes);
}

/** The fault found by reading the whole point; undefined when there is none. */
async function damageOf(point: PointAddress): Promise<EngineFault | undefined> {
  try {
    const manifest = await storage().manifest(point);
    if (!manifest) throw new Error('There is no manifest, and nobody says so.');
    for (const part of manifest.parts) {
      for await (const chunk of storage().read(point, part)) void chunk;
    }
    return undefined;
  } catch (error) {
    if (error instanceof EngineFault) return error;
    throw error;
  }
}

describe('a stored point', () => {
  let point: PointAddress;
  let sibling: PointAddress;
  let stranger: PointAddress;
  beforeAll(async () => {
    root = whole;
    await publishKey(createFolderStore(root), signing);
    point = await store('pg-one', '1'.repeat(32));
    sibling = await store('pg-one', '2'.repeat(32));
    stranger = await store('pg-two', '3'.repeat(32));
  });

  /** A copy of everything, for one test to injure. */
  async function copied(): Promise<Omit<Victim, 'random'>> {
    root = await mkdtemp(join(tmpdir(), 'bp-injured-'));
    await cp(whole, root, { recursive: true });
    const aside = join(root, 'aside');
    await mkdir(aside);
    const [folder = '', other = '', third = ''] = [point, sibling, stranger].map((one) => join(root, pointFolder(one)));
    return { folder, sibling: other, stranger: third, aside, foreign };
  }

  it('is whole', async () => {
    expect(await damageOf(point)).toBeUndefined();
  });

  it.each(Object.entries(INJURIES))('is refused when %s', async (_, injure) => {
    for (let seed = 1; seed <= 8; seed += 1) {
      await injure({ ...(await copied()), random: randomFrom(seed) });
      const damage = await damageOf(point);
      expect(damage?.code).toBe('RecoveryPointDamaged');
      expect(damage?.message).toMatch(/^The .*\.$/);
      await rm(root, { recursive: true, force: true });
    }
  });

  it.each(['a part and its entry are of another point', 'the folder is that of another point'])(
    'is refused by its signature and its place alone when %s',
    async (kind) => {
      const { manifestSha256: _digest, ...address } = point;
      for (let seed = 1; seed <= 8; seed += 1) {
        const victim = await copied();
        await INJURIES[kind]?.({ ...victim, random: randomFrom(seed) });
        // Without its signature it looks like a point of an earlier version; the digest in the store detects that.
        await cp(join(victim.sibling, 'manifest.sig'), join(victim.folder, 'manifest.sig'));
        expect((await damageOf(address))?.code).toBe('RecoveryPointDamaged');
        await rm(root, { recursive: true, force: true });
      }
    },
  );

  it('does not count as damaged when the disk of the vaults is not there', async () => {
    root = await mkdtemp(join(tmpdir(), 'bp-unmounted-'));
    expect((await damageOf(point))?.code).toBe('UserErrorVaultStorageFailed');
    await rm(root, { recursive: true });
  });

  it('from before there were signatures is read as it was, and only where nobody knows its digest', async () => {
    const { folder } = await copied();
    const path = join(folder, 'manifest.json');
    const old = `${JSON.stringify({ ...(JSON.parse(await readFile(path, 'utf8')) as Manifest), formatVersion: 1 })}\n`;
    await writeFile(path, old);
    await rm(join(folder, 'manifest.sig'));
    const { manifestSha256: _digest, ...address } = point;
    expect(await damageOf(address)).toBeUndefined();
    const manifestSha256 = createHash('sha256').update(old).digest('hex');
    expect((await damageOf({ ...address, manifestSha256 }))?.message).toContain('was not signed yet');
    await rm(root, { recursive: true });
  });

  it('is read after the secret has changed, where the operator keeps the former key', async () => {
    const later = createManifestSigning(Buffer.alloc(32, 3), [signing.publicKeyPem]);
    expect(await createFolderVaultStorage(root, later).manifest(point)).toBeDefined();
    const without = createManifestSigning(Buffer.alloc(32, 3));
    await expect(createFolderVaultStorage(root, without).manifest(point)).rejects.toMatchObject({
      code: 'RecoveryPointDamaged',
    });
  });

  it('proves itself to openssl, by the public key in the folder of the vaults', async () => {
    const { folder } = await copied();
    const check = () =>
      promisify(execFile)('openssl', [
        ...['pkeyutl', '-verify', '-pubin', '-inkey', join(root, PUBLIC_KEY_FILE), '-rawin'],
        ...['-in', join(folder, 'manifest.json'), '-sigfile', join(folder, 'manifest.sig')],
      ]);
    expect((await check()).stdout).toContain('Signature Verified Successfully');
    await writeFile(join(folder, 'manifest.json'), ' ', { flag: 'a' });
    await expect(check()).rejects.toThrow();
    await rm(root, { recursive: true });
  });
});

describe('the public key', () => {
  it('of another secret stays beside the new one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bp-keys-'));
    await publishKey(createFolderStore(folder), signing);
    await publishKey(createFolderStore(folder), foreign);
    await publishKey(createFolderStore(folder), foreign);
    expect(await readFile(join(folder, PUBLIC_KEY_FILE), 'utf8')).toBe(foreign.publicKeyPem);
    const kept = createHash('sha256').update(signing.publicKeyPem).digest('hex').slice(0, 12);
    expect(await readFile(join(folder, `signing-key.${kept}.pem`), 'utf8')).toBe(signing.publicKeyPem);
    await rm(folder, { recursive: true });
  });
});
