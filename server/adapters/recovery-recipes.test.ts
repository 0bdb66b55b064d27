/** The recipes of `docs/recovery.md`, as they are printed there, against servers that make them hard. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { archiveOf, propertiesOf, rolesOf } from '../testing/restoring.ts';
import { fingerprint, within } from '../testing/rich-databases.ts';
import { identityOf, masterKeysOf } from './age/master-keys.ts';
import { createVaultKeys } from './age/vault-keys.ts';
import { createFolderVaultStorage } from './folder-vault-storage.ts';
import { createManifestSigning } from './manifest-signing.ts';
import { createFolderStore } from './stores/folder-store.ts';
import { pointFolder } from './vault-names.ts';

const TIMEOUT_MS = 120_000;
const run = promisify(execFile);
const DOCUMENT = join(import.meta.dirname, '..', '..', 'docs', 'recovery.md');

let folder = '';
let source: TestPostgres;
let target: TestPostgres;

/** What the document says, with the words in capitals filled in; returns the complaints of the commands. */
async function follow(
  recipe: string,
  words: Record<string, string> = {},
  login: Login = target,
  cwd = folder,
): Promise<string> {
  const text = await readFile(DOCUMENT, 'utf8');
  const [, commands] = new RegExp(`<!-- recipe: ${recipe} -->\\s+\`\`\`sh\\n([^]*?)\`\`\``).exec(text) ?? [];
  if (commands === undefined) throw new Error(`The document has no recipe "${recipe}".`);
  const all = { HOST: target.host, ADMIN: login.user, ...words };
  const filled = Object.entries(all).reduce((script, [word, value]) => script.replaceAll(word, value), commands);
  const env = {
    PATH: `${target.binFolder}:${process.env.PATH ?? ''}`,
    PGPORT: String(target.port),
    PGPASSWORD: login.password,
  };
  const ended = await run('sh', ['-c', filled], { cwd, env }).catch((error: unknown) => error as Ended);
  return ended.stderr;
}

interface Ended {
  stderr: string;
}
interface Login {
  user: string;
  password: string;
}

async function* once(bytes: Uint8Array) {
  yield await Promise.resolve(bytes);
}

async function store(database: string): Promise<string> {
  const { plain, properties } = await archiveOf(source, database);
  const file = 'database_part.dump.zst';
  await writeFile(join(folder, file), zstdCompressSync(plain));
  await writeFile(join(folder, 'manifest.json'), JSON.stringify({ parts: [{ database, properties, file }] }));
  return file;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-recipes-'));
  source = await startPostgres({ user: 'chief' });
  target = await startPostgres();
  await within(source, 'postgres', [
    `CREATE ROLE readers`,
    `CREATE ROLE app LOGIN PASSWORD 'p' CONNECTION LIMIT 3`,
    `GRANT readers TO app`,
    `CREATE ROLE mighty SUPERUSER LOGIN PASSWORD 'm'`,
  ]);
  await writeFile(join(folder, 'globals.sql.zst'), zstdCompressSync(await rolesOf(source)));
}, TIMEOUT_MS);
afterAll(async () => {
  await Promise.all([source.remove(), target.remove()]);
  await rm(folder, { recursive: true, force: true });
});

describe('by the document', () => {
  it(
    'roles come back with login and password by a login that may make roles',
    async () => {
      await within(target, 'postgres', [`CREATE ROLE maker LOGIN CREATEROLE PASSWORD 'k'`]);
      await follow('roles by a login that makes roles', {}, { user: 'maker', password: 'k' });
      const app = `SELECT rolname, rolcanlogin, rolconnlimit, rolpassword,
          array(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = a.oid) AS "memberOf"
        FROM pg_authid a WHERE rolname = 'app'`;
      expect(await within(target, 'postgres', [app])).toEqual(await within(source, 'postgres', [app]));
      expect(await within(target, 'postgres', [`SELECT rolsuper FROM pg_roles WHERE rolname = 'mighty'`])).toEqual([
        { rolsuper: false },
      ]);
      await follow('roles');
      expect(await within(target, 'postgres', [`SELECT rolsuper FROM pg_roles WHERE rolname = 'mighty'`])).toEqual([
        { rolsuper: true },
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    'a database comes back as it was: encoding, locale, read-only, tablespace and all',
    async () => {
      await within(source, 'postgres', [
        `SET allow_in_place_tablespaces = on`,
        `CREATE TABLESPACE fast LOCATION ''`,
        `CREATE DATABASE odd TEMPLATE template0 OWNER app ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'`,
        `COMMENT ON DATABASE odd IS 'odd'`,
        `ALTER DATABASE odd CONNECTION LIMIT 9`,
      ]);
      await within(source, 'odd', [
        `CREATE TABLE n (t text) TABLESPACE fast`,
        `INSERT INTO n VALUES (convert_from('\\xe9ff', 'SQL_ASCII'))`,
        `ALTER DATABASE odd SET default_transaction_read_only = on`,
      ]);
      const FILE = await store('odd');
      expect(await follow('a database as it was', { FILE })).toBe('');
      expect(await propertiesOf(target, 'odd')).toEqual(await propertiesOf(source, 'odd'));
      const bytes = [`SELECT encode(t::bytea, 'hex') AS hex FROM n`];
      expect(await within(target, 'odd', bytes)).toEqual(await within(source, 'odd', bytes));
    },
    TIMEOUT_MS,
  );

  it.each(['-h nowhere', 'sales data', '--version', 'postgresql://x/y?z=1', ' `id` ', "it's 50 %", '--'])(
    'a database called %j comes back as it was',
    async (name) => {
      const quoted = `"${name}"`;
      await within(source, 'postgres', [`CREATE DATABASE ${quoted} OWNER app`, `COMMENT ON DATABASE ${quoted} IS 'c'`]);
      await within(source, name, [`CREATE TABLE "a -- b" AS SELECT generate_series(1, 10) AS i`]);
      const FILE = await store(name);
      expect(await follow('a database as it was', { FILE })).toBe('');
      expect(await fingerprint(target, name)).toEqual(await fingerprint(source, name));
      expect(await propertiesOf(target, name)).toEqual(await propertiesOf(source, name));
    },
    TIMEOUT_MS,
  );

  it.each(['-x --file=y', 'host=evil dbname=z', '--help', ' $(id) ', 'postgresql://h/d?x=y', '-', 'a"b\\c'])(
    'it comes back under the name %j',
    async (name) => {
      await within(source, 'postgres', [`DROP DATABASE IF EXISTS plain`, `CREATE DATABASE plain`]);
      await within(source, 'plain', [`CREATE TABLE t AS SELECT generate_series(1, 10) AS i`]);
      const FILE = await store('plain');
      // 'NEW NAME' first: NAME is a part of it.
      const words = { FILE, 'NEW NAME': name, NAME: 'plain', ENCODING: 'UTF8' };
      const complaints = (await follow('under another name', words)).split('\n');
      // The owner is not a role of the target; there is no other error.
      const errors = complaints.filter((line) => line.includes('error:'));
      expect(errors.filter((line) => !line.includes('role "chief" does not exist'))).toEqual([]);
      expect(await fingerprint(target, name)).toEqual(await fingerprint(source, 'plain'));
    },
    TIMEOUT_MS,
  );

  it(
    'an encrypted point comes back with its vault’s folder and the recovery key alone',
    async () => {
      const vaults = join(folder, 'vaults');
      const masters = await masterKeysOf([identityOf(randomBytes(32))]);
      const keys = createVaultKeys(createFolderStore(vaults), masters, () => undefined);
      const storage = createFolderVaultStorage(vaults, createManifestSigning(randomBytes(32)), { keys });
      const vaultId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/bv-one';
      const point = { vaultId, instanceName: 'pg-one', recoveryPointId: 'p' };
      await within(source, 'postgres', [`CREATE DATABASE secret OWNER app`]);
      await within(source, 'secret', [`CREATE TABLE t AS SELECT generate_series(1, 1000) AS i`]);
      const { plain } = await archiveOf(source, 'secret');

      const writer = await storage.begin(point);
      await writer.write({ kind: 'globals', format: 'plain' }, once(await rolesOf(source)));
      // The second part is of another key than the first.
      await keys.rotate(vaultId);
      const { file } = await writer.write({ kind: 'database', database: 'secret', format: 'custom' }, once(plain));
      const cwd = join(vaults, pointFolder(point));
      await writeFile(join(cwd, 'recovery-key.txt'), `${masters[0].identity}\n`);

      expect(await follow('decrypt', {}, target, cwd)).toBe('');
      expect((await readdir(cwd)).sort()).toContain('globals.sql.zst');
      await follow('roles', {}, target, cwd);
      const FILE = file.replace(/\.age$/, '');
      expect(await follow('a database as it was', { FILE }, target, cwd)).toBe('');
      expect(await fingerprint(target, 'secret')).toEqual(await fingerprint(source, 'secret'));

      await within(target, 'postgres', [`DROP DATABASE secret`]);
      await rm(join(cwd, FILE));
      expect(await follow('a database as it was, decrypted on its way', { FILE }, target, cwd)).toBe('');
      expect(await fingerprint(target, 'secret')).toEqual(await fingerprint(source, 'secret'));
    },
    TIMEOUT_MS,
  );

  it(
    'rows behind functions with unqualified names come back with the path of the source',
    async () => {
      await within(source, 'postgres', [`CREATE DATABASE pathless`]);
      await within(source, 'pathless', [
        `CREATE FUNCTION inner_f(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT lower(t) $$`,
        `CREATE FUNCTION f(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT inner_f(t) $$`,
        `CREATE TABLE n (t text CHECK (f(t) <> ''))`,
        `INSERT INTO n VALUES ('A'), ('SELECT pg_catalog.set_config(''search_path'', '''', false);')`,
        `CREATE INDEX ON n (f(t))`,
      ]);
      const FILE = await store('pathless');
      await follow('with the path of the source', { FILE, 'NEW NAME': 'pathless again', ENCODING: 'UTF8' });
      expect(await fingerprint(target, 'pathless again')).toEqual(await fingerprint(source, 'pathless'));
      expect(await within(target, 'pathless again', [`SELECT FROM pg_indexes WHERE tablename = 'n'`])).toHaveLength(1);
    },
    TIMEOUT_MS,
  );
});
