/** Files of age: ours against the program and the library of its author, and files that were changed. */
import { Decrypter, Encrypter, generateX25519Identity } from 'age-encryption';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newAgeHeader, openAgeHeader, type AgeKey } from './age-header.ts';
import { ageDecrypted, ageEncrypted, CHUNK_BYTES } from './age-payload.ts';
import { ageKeyOf } from './master-keys.ts';

const run = promisify(execFile);
const SIZES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 1_000_000];

let folder = '';
let key: AgeKey;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-age-'));
  key = await ageKeyOf(await generateX25519Identity());
  await writeFile(join(folder, 'key.txt'), `${key.identity}\n`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function* pieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function collected(blocks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const block of blocks) all.push(Buffer.from(block));
  return Buffer.concat(all);
}

const encrypted = async (plain: Uint8Array, size = 40_000) =>
  collected(ageEncrypted(await newAgeHeader(key), pieces(plain, size)));
const decrypted = (file: Uint8Array, size = 100_000, identities = [key.identity]) =>
  collected(ageDecrypted(pieces(file, size), (header) => openAgeHeader(header, identities)));

describe.each(SIZES)('%i bytes', (size) => {
  const plain = randomBytes(size);

  it.each([1000, CHUNK_BYTES, 300_000])('come back however they are cut, such as by %i', async (cut) => {
    expect((await decrypted(await encrypted(plain, cut), cut)).equals(plain)).toBe(true);
  });

  it('are opened by the program and by the library', async () => {
    const file = await encrypted(plain);
    await writeFile(join(folder, 'ours.age'), file);
    const { stdout } = await run('age', ['-d', '-i', 'key.txt', 'ours.age'], {
      cwd: folder,
      encoding: 'buffer',
      maxBuffer: 2_000_000,
    });
    expect(stdout.equals(plain)).toBe(true);
    const decrypter = new Decrypter();
    decrypter.addIdentity(key.identity);
    expect(Buffer.from(await decrypter.decrypt(file)).equals(plain)).toBe(true);
  });

  it('are opened by us when the program or the library has encrypted them', async () => {
    await writeFile(join(folder, 'plain'), plain);
    await run('age', ['-r', key.recipient, '-o', 'theirs.age', 'plain'], { cwd: folder });
    expect((await decrypted(await readFile(join(folder, 'theirs.age')))).equals(plain)).toBe(true);
    const encrypter = new Encrypter();
    encrypter.addRecipient(key.recipient);
    expect((await decrypted(await encrypter.encrypt(plain))).equals(plain)).toBe(true);
  });
});

describe('a file is not opened', () => {
  const plain = randomBytes(3 * CHUNK_BYTES + 10);
  const SEALED = CHUNK_BYTES + 16;
  const payload = (file: Buffer) => file.indexOf('\n', file.indexOf('\n--- ') + 1) + 1 + 16;

  it.each([0, 1, 2, 3])('when a bit of its chunk %i was changed', async (chunk) => {
    const file = await encrypted(plain);
    const at = payload(file) + chunk * SEALED + 5;
    file[at] = (file[at] ?? 0) ^ 1;
    await expect(decrypted(file)).rejects.toThrow();
  });

  it.each([
    ['it was cut within a chunk', (file: Buffer) => file.subarray(0, -5)],
    ['it was cut behind a chunk', (file: Buffer) => file.subarray(0, payload(file) + 2 * SEALED)],
    ['it was cut within its header', (file: Buffer) => file.subarray(0, 50)],
    ['it was cut behind its header', (file: Buffer) => file.subarray(0, payload(file))],
    ['something follows it', (file: Buffer) => Buffer.concat([file, randomBytes(20)])],
    [
      'two chunks were exchanged',
      (file: Buffer) => {
        const at = payload(file);
        const [one, two] = [file.subarray(at, at + SEALED), file.subarray(at + SEALED, at + 2 * SEALED)];
        return Buffer.concat([file.subarray(0, at), two, one, file.subarray(at + 2 * SEALED)]);
      },
    ],
    [
      'its header was changed',
      (file: Buffer) => Buffer.from(file.toString('latin1').replace('X25519', 'X25518'), 'latin1'),
    ],
    ['it has no header', () => randomBytes(200_000)],
    ['it is empty', () => Buffer.alloc(0)],
  ])('when %s', async (_, spoiled) => {
    await expect(decrypted(spoiled(await encrypted(plain)))).rejects.toThrow();
  });

  it('by another key, or by none', async () => {
    const file = await encrypted(plain);
    const stranger = await generateX25519Identity();
    await expect(decrypted(file, 1000, [stranger])).rejects.toThrow('no identity');
    await expect(decrypted(file, 1000, [])).rejects.toThrow('no identity');
    expect((await decrypted(file, 1000, [stranger, key.identity])).equals(plain)).toBe(true);
  });
});
