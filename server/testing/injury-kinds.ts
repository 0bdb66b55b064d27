/**
 * Ways in which a stored recovery point may come to harm: by a disk, by a clumsy hand, or by somebody who can write into
 * the folder of the vaults and knows how it is made, but has not the secret of the installation. Each is done to the
 * folder of one point; `injuries.ts` and the tests show that every one is found.
 */
import { createHash } from 'node:crypto';
import { cp, mkdir, open, readdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import type { ManifestSigning } from '../adapters/manifest-signing.ts';
import type { Manifest } from '../provider/ports.ts';

export interface Victim {
  /** The folder of the point that is injured. */
  folder: string;
  /** The folder of another point of the same backup instance. */
  sibling: string;
  /** The folder of a point of another backup instance, with files of the same names. */
  stranger: string;
  /** An empty folder to put things aside. */
  aside: string;
  /** What another installation signs with. */
  foreign: ManifestSigning;
  /** A whole number from 0 to below `end`. */
  random: (end: number) => number;
}

export type Injure = (victim: Victim) => Promise<void>;

const MANIFEST = 'manifest.json';
const SIGNATURE = 'manifest.sig';

const partsIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => /\.zst(?:\.age)?$/.test(name)).sort();
const somePart = async ({ folder, random }: Victim): Promise<string> => {
  const parts = await partsIn(folder);
  return join(folder, parts[random(parts.length)] ?? '');
};
const twoParts = async ({ folder, random }: Victim): Promise<[string, string]> => {
  const parts = await partsIn(folder);
  const first = random(parts.length);
  const second = (first + 1 + random(parts.length - 1)) % parts.length;
  return [join(folder, parts[first] ?? ''), join(folder, parts[second] ?? '')];
};
const randomBytes = (random: Victim['random'], size: number): Buffer =>
  Buffer.from(Array.from({ length: size }, () => random(256)));

/** Rewrites a file of the point. */
const changed =
  (change: (bytes: Buffer, victim: Victim) => Buffer, file: (victim: Victim) => Promise<string> = somePart): Injure =>
  async (victim) => {
    const path = await file(victim);
    await writeFile(path, change(await readFile(path), victim));
  };

const flipped = (bytes: Buffer, { random }: Victim): Buffer => {
  const at = random(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
  return bytes;
};
const inserted = (bytes: Buffer, { random }: Victim): Buffer => {
  const at = random(bytes.length);
  return Buffer.concat([bytes.subarray(0, at), randomBytes(random, 1 + random(64)), bytes.subarray(at)]);
};
const appended = (bytes: Buffer, { random }: Victim): Buffer =>
  Buffer.concat([bytes, randomBytes(random, 1 + random(64))]);

const manifestPath = ({ folder }: Victim): Promise<string> => Promise.resolve(join(folder, MANIFEST));
const signaturePath = ({ folder }: Victim): Promise<string> => Promise.resolve(join(folder, SIGNATURE));

async function exchange(one: string, other: string): Promise<void> {
  const [first, second] = [await readFile(one), await readFile(other)];
  await writeFile(one, second);
  await writeFile(other, first);
}

/** What becomes of the signature when the manifest was forged. */
type Signed = 'as it was' | 'not at all' | 'by another installation' | 'as before there were signatures';

/** Rewrites the manifest as somebody who knows its format would, with everything in it consistent. */
const forged =
  (change: (manifest: Manifest, victim: Victim) => Promise<void> | void, signed?: Signed): Injure =>
  async (victim) => {
    const path = join(victim.folder, MANIFEST);
    const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest;
    await change(manifest, victim);
    await sealForgery(victim, manifest, signed);
  };

async function sealForgery({ folder, foreign, random }: Victim, manifest: Manifest, signed?: Signed): Promise<void> {
  const ways: Signed[] = ['as it was', 'not at all', 'by another installation', 'as before there were signatures'];
  const way = signed ?? ways[random(ways.length)];
  if (way === 'as before there were signatures') manifest.formatVersion = 1;
  const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  await writeFile(join(folder, MANIFEST), bytes);
  if (way === 'as it was') return;
  await rm(join(folder, SIGNATURE), { force: true });
  if (way === 'by another installation') await writeFile(join(folder, SIGNATURE), foreign.sign(bytes));
}

/** Stores other bytes for a part, and makes its entry fit them. */
async function restock(folder: string, part: Manifest['parts'][number], plain: Buffer): Promise<void> {
  const stored = zstdCompressSync(plain);
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  await writeFile(join(folder, part.file), stored);
  Object.assign(part, {
    storedBytes: stored.length,
    storedSha256: sha256(stored),
    plainBytes: plain.length,
    plainSha256: sha256(plain),
  });
}

const databasesOf = ({ parts }: Manifest) => parts.filter(({ kind }) => kind === 'database');

/** Two databases of the point exchange their contents, each with an entry that fits. */
function crossed(manifest: Manifest): void {
  const [first, second] = databasesOf(manifest);
  if (!first || !second) throw new Error('The point has to hold two databases.');
  [first.database, second.database] = [second.database ?? '', first.database ?? ''];
}

const EDITS: ((manifest: Manifest, victim: Victim) => void)[] = [
  (manifest) => (manifest.recoveryPointId = '0'.repeat(32)),
  (manifest) => (manifest.vaultId = `${manifest.vaultId}x`),
  (manifest) => (manifest.instanceId = `${manifest.instanceId}x`),
  (manifest) => (manifest.serverId = `${manifest.serverId}x`),
  (manifest) => (manifest.startedAt = '2001-01-01T00:00:00Z'),
  (manifest) => (manifest.tools = { pg_dump: '9.0' }),
  (manifest) => void manifest.parts.pop(),
  (manifest) => manifest.parts.push(...manifest.parts.slice(0, 1)),
  (manifest) => manifest.parts.reverse(),
  ({ parts }) => Object.assign(parts[0] ?? {}, { file: '../../../etc/passwd' }),
  ({ parts }) => Object.assign(parts[0] ?? {}, { storedBytes: -1, plainBytes: 1e300 }),
  ({ parts }) => Object.assign(parts[0] ?? {}, { file: MANIFEST }),
  ({ parts }) => parts.forEach((part) => (part.file = parts[0]?.file ?? '')),
  ({ parts }, { random }) => parts.forEach((part) => (part.tables = [{ schema: 's', name: 't', rows: random(9) }])),
  (manifest) => Object.assign(manifest, { parts: { length: 3 } }),
  (manifest) => Object.assign(manifest, { formatVersion: 3 }),
];

/** By kind. A point that any of these was done to is not what was written any more. */
export const INJURIES: Readonly<Record<string, Injure>> = {
  'a bit of a part is flipped': changed(flipped),
  'bytes are inserted into a part': changed(inserted),
  'bytes are appended to a part': changed(appended),
  'a part is cut': async (victim) => {
    const path = await somePart(victim);
    await truncate(path, victim.random((await readFile(path)).length));
  },
  'a part is overwritten with zeros': async (victim) => {
    const path = await somePart(victim);
    const size = (await readFile(path)).length;
    const handle = await open(path, 'r+');
    await handle.write(Buffer.alloc(Math.max(1, victim.random(size))), 0);
    await handle.close();
  },
  'a part is empty': async (victim) => writeFile(await somePart(victim), ''),
  'a part is missing': async (victim) => rm(await somePart(victim)),
  'a part has another name': async (victim) => {
    const path = await somePart(victim);
    await rename(path, path.replace(/(\.\w+\.zst(?:\.age)?)$/, '-$1'));
  },
  'two parts are exchanged': async (victim) => exchange(...(await twoParts(victim))),
  'a part is that of another point': async (victim) => {
    const path = await somePart(victim);
    await cp(path.replace(victim.folder, victim.sibling), path);
  },
  'a part is that of another server': async (victim) => {
    const path = await somePart(victim);
    await cp(path.replace(victim.folder, victim.stranger), path);
  },
  'a part is a link': async (victim) => {
    const path = await somePart(victim);
    await rename(path, join(victim.aside, 'part'));
    await symlink(join(victim.aside, 'part'), path);
  },
  'a part is a folder': async (victim) => {
    const path = await somePart(victim);
    await rm(path);
    await mkdir(path);
  },
  'a part decompresses without end': async (victim) => {
    const path = await somePart(victim);
    const size = (await readFile(path)).length;
    const bomb = zstdCompressSync(Buffer.alloc(64 * 1024 * 1024));
    // As large as the part, where there is room: then the size alone does not show it.
    await writeFile(path, Buffer.concat([bomb, bomb.subarray(0, Math.max(0, size - bomb.length))]).subarray(0, size));
  },
  'the manifest lets a part decompress without end': forged(async ({ parts }, victim) => {
    const part = parts[victim.random(parts.length)];
    if (part) await restock(victim.folder, part, Buffer.alloc(64 * 1024 * 1024));
  }),
  'a part and its entry are of another point': forged(async (manifest, { folder, sibling, random }) => {
    const other = JSON.parse(await readFile(join(sibling, MANIFEST), 'utf8')) as Manifest;
    // The roles come first, and are the same in both: to exchange them would be no injury.
    const at = 1 + random(manifest.parts.length - 1);
    const part = other.parts[at];
    if (!part) return;
    manifest.parts[at] = part;
    await cp(join(sibling, part.file), join(folder, part.file));
  }),
  'a part and its entry are made up': forged(async ({ parts }, victim) => {
    const part = parts[victim.random(parts.length)];
    if (part) await restock(victim.folder, part, Buffer.from('ALTER ROLE postgres SUPERUSER;\n'));
  }),
  'two databases have each other’s name': forged(crossed),
  'the manifest is edited': forged((manifest, victim) => EDITS[victim.random(EDITS.length)]?.(manifest, victim)),
  'the manifest is as before there were signatures': forged(() => undefined, 'as before there were signatures'),
  'the manifest is signed by another installation': forged(() => undefined, 'by another installation'),
  'a bit of the manifest is flipped': changed(flipped, manifestPath),
  'the manifest is cut': changed((bytes, { random }) => bytes.subarray(0, random(bytes.length)), manifestPath),
  'the manifest is not a manifest': changed(
    (_, { random }) => Buffer.from(['[]', 'null', '{}', '['.repeat(200_000), '{"__proto__":[]}'][random(5)] ?? ''),
    manifestPath,
  ),
  'the manifest is missing': async ({ folder }) => rm(join(folder, MANIFEST)),
  'the manifest is a link': async ({ folder, aside }) => {
    await rename(join(folder, MANIFEST), join(aside, 'manifest'));
    await symlink(join(aside, 'manifest'), join(folder, MANIFEST));
  },
  'the manifest is that of another point': async ({ folder, sibling }) => {
    for (const name of [MANIFEST, SIGNATURE]) await cp(join(sibling, name), join(folder, name));
  },
  'a bit of the signature is flipped': changed(flipped, signaturePath),
  'the signature is missing': async ({ folder }) => rm(join(folder, SIGNATURE)),
  'the signature is empty': async ({ folder }) => writeFile(join(folder, SIGNATURE), ''),
  'the folder is that of another point': ({ folder, sibling }) => replaced(folder, sibling),
  'the folder is that of another server': ({ folder, stranger }) => replaced(folder, stranger),
  'the folder is a link to another point': async ({ folder, sibling }) => {
    await rm(folder, { recursive: true });
    await symlink(sibling, folder);
  },
  'the folder is that of another point, with a manifest that says it is this one': async (victim) => {
    const own = JSON.parse(await readFile(join(victim.folder, MANIFEST), 'utf8')) as Manifest;
    await replaced(victim.folder, victim.stranger);
    const { recoveryPointId, vaultId, instanceId, serverId } = own;
    await forged((manifest) => void Object.assign(manifest, { recoveryPointId, vaultId, instanceId, serverId }))(
      victim,
    );
  },
  'the folder is empty': async ({ folder }) => {
    await rm(folder, { recursive: true });
    await mkdir(folder);
  },
  'the folder is missing': ({ folder }) => rm(folder, { recursive: true }),
};

async function replaced(folder: string, by: string): Promise<void> {
  await rm(folder, { recursive: true });
  await cp(by, folder, { recursive: true });
}

/** A number generator that gives the same numbers for the same seed (mulberry32). */
export function randomFrom(seed: number): Victim['random'] {
  let state = seed >>> 0;
  return (end) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % end;
  };
}
