/** A recovery point of a real server restores into another one, database by database, exactly; or not at all. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RESTORED_OWNER } from '#protocol/restore.ts';
import type { Engine, Manifest, PointAddress, ServerRestore, VaultStorage } from '#provider/ports.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { createRichDatabases, fingerprint, within } from '../testing/rich-databases.ts';
import { openEngine, type TestEngine } from '../testing/test-engine.ts';
import { SAMPLE_SEALED } from './engine.ts';
import { createFolderVaultStorage } from './folder-vault-storage.ts';
import { createManifestSigning } from './manifest-signing.ts';
import { createSampleEngine } from './sample-engine/sample-engine.ts';
import { createSampleServer } from './sample-engine/sample-server.ts';

const TIMEOUT_MS = 180_000;

let folder = '';
let storage: VaultStorage;
let engine: Engine;
let sealedOf: TestEngine['sealed'];
let source: TestPostgres;
let target: TestPostgres;
let targetSealed = '';
let names: string[] = [];
let manifest: Manifest;
let restores = 0;

const point: PointAddress = {
  vaultId: '/subscriptions/s/resourceGroups/g/providers/x/vaults/v',
  instanceName: 'rich',
  recoveryPointId: 'p',
};

async function backUp(from: Engine, sealed: string, at: PointAddress): Promise<Manifest> {
  const writer = await storage.begin(at);
  const summary = await from.backUp(sealed, writer, {
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  const made: Manifest = {
    ...summary,
    formatVersion: 1,
    ...at,
    instanceId: `${at.vaultId}/backupInstances/${at.instanceName}`,
    serverId: 's',
    retentionTag: 'default',
  };
  await writer.commit(made);
  return made;
}

const newRestore = (databases: ServerRestore['databases'], ownersAndRoles = false): ServerRestore => {
  restores += 1;
  return {
    id: String(restores).padStart(32, '0'),
    databases,
    ownersAndRoles,
    dumpVersion: manifest.tools.pg_dump ?? '',
  };
};

const asNew = (name: string, targetName = `${name} restored`) => ({ name, targetName, replace: false });

/** Readings that have begun and not been ended. */
let open = 0;
/** Called with each piece that is read, in which reading and where in it. */
let onPiece: (reading: number, at: number) => void = () => undefined;
let readings = 0;

async function* watched(plain: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  open += 1;
  const reading = (readings += 1);
  try {
    let at = 0;
    for await (const chunk of plain) {
      for (let from = 0; from < chunk.length; from += 1000) {
        onPiece(reading, (at += 1));
        yield chunk.subarray(from, from + 1000);
      }
    }
  } finally {
    open -= 1;
  }
}
/** Each holds a file, and a thread where the part is large. */
afterEach(() => expect(open).toBe(0));

function restoreFrom(
  parts: Manifest['parts'],
  at: PointAddress,
  restore: ServerRestore,
  signal = new AbortController().signal,
) {
  const read = (fits: (part: Manifest['parts'][number]) => boolean) => {
    const part = parts.find(fits);
    if (!part) throw new Error('The recovery point lacks that part.');
    return { format: part.format, plain: watched(storage.read(at, part, signal)) };
  };
  return engine.restore(targetSealed, restore, {
    signal,
    readRoles: () => read(({ kind }) => kind === 'globals').plain,
    readDatabase: (name) => read(({ database }) => database === name),
  });
}

const databasesOf = async (server: TestPostgres): Promise<string[]> =>
  (await within<{ datname: string }>(server, 'postgres', ['SELECT datname FROM pg_database ORDER BY 1'])).map(
    ({ datname }) => datname,
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-into-'));
  storage = createFolderVaultStorage(join(folder, 'vaults'), createManifestSigning(new Uint8Array(32)));
  ({ engine, sealed: sealedOf } = await openEngine(folder));
  // The same name as at the source: a restore of roles must not change it.
  [source, target] = await Promise.all([startPostgres(), startPostgres()]);
  names = await createRichDatabases(source, 20);
  manifest = await backUp(engine, await sealedOf(source), point);
  targetSealed = await sealedOf(target);
}, TIMEOUT_MS);
afterAll(async () => {
  await Promise.all([source.remove(), target.remove()]);
  await rm(folder, { recursive: true, force: true });
});

describe('restoring into another server', () => {
  it(
    'with owners and roles gives back every row, large object, owner and role, and changes no role that was there',
    async () => {
      await engine.checkTarget(targetSealed);
      const databases = names.map((name) => asNew(name));
      const restore = { ...newRestore(databases, true), fullRoles: true };
      const { warnings, databases: facts } = await restoreFrom(manifest.parts, point, restore);
      expect([warnings, facts.map(({ notMade, differing }) => [notMade, differing])]).toEqual([
        [],
        databases.map(() => [[], []]),
      ]);
      expect(await engine.isRestored(targetSealed, restore)).toBe(true);
      await engine.settleRestore(targetSealed, restore);
      for (const { name, targetName } of databases) {
        expect(await fingerprint(target, targetName)).toEqual(await fingerprint(source, name));
      }
      const roles = `SELECT rolname, rolcanlogin, rolconnlimit, rolpassword,
          array(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = a.oid ORDER BY 1) AS "memberOf"
        FROM pg_authid a WHERE rolname !~ '^pg' ORDER BY rolname`;
      expect(await within(target, 'postgres', [roles])).toEqual(await within(source, 'postgres', [roles]));
      const owner = `SELECT tableowner FROM pg_tables WHERE schemaname = 'Mixed Schema'`;
      expect(await within(target, 'shop restored', [owner])).toEqual([{ tableowner: 'app_owner' }]);
      // Nothing unfinished is left, and the target's own login still opens the door.
      expect(await databasesOf(target)).toEqual(
        [...databases.map(({ targetName }) => targetName), 'postgres', 'template0', 'template1'].sort(),
      );
    },
    TIMEOUT_MS,
  );

  it(
    'without owners gives nothing to a superuser, and takes the place of a database that is in use',
    async () => {
      await within(target, 'postgres', ['CREATE DATABASE live OWNER app_owner']);
      await within(target, 'live', ['CREATE TABLE old (id int)']);
      const inUse = within(target, 'live', ['SELECT pg_sleep(60)']).catch((error: unknown) => error);
      const restore = newRestore([{ name: 'shop', targetName: 'live', replace: true }]);
      await restoreFrom(manifest.parts, point, restore);
      expect(await databasesOf(target)).toContain(`replaced_${restore.id}_0`);
      await engine.settleRestore(targetSealed, restore);
      await engine.settleRestore(targetSealed, restore);
      expect((await databasesOf(target)).filter((name) => /^re(placed|storing)_/.test(name))).toEqual([]);
      expect(await fingerprint(target, 'live')).toEqual(await fingerprint(source, 'shop'));
      expect(String(await inUse)).toMatch(/terminat/);
      const owner = `SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'Mixed Schema'`;
      expect(await within(target, 'live', [owner])).toEqual([{ tableowner: RESTORED_OWNER }]);
      expect(
        await within(target, 'postgres', [
          `SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = 'live'`,
        ]),
      ).toEqual([{ owner: 'app_owner' }]);
    },
    TIMEOUT_MS,
  );

  it.each(['postgres', 'template1'])('replaces no database of the server itself: %s', async (name) => {
    const restore = newRestore([{ name: 'shop', targetName: name, replace: true }]);
    await expect(restoreFrom(manifest.parts, point, restore)).rejects.toMatchObject({
      code: 'UserErrorDatabaseNameNotAllowed',
    });
  });

  it('overwrites no database without the option', async () => {
    const before = await databasesOf(target);
    await expect(
      restoreFrom(manifest.parts, point, newRestore([asNew('archive', 'fresh'), asNew('shop', 'live')])),
    ).rejects.toMatchObject({ code: 'UserErrorDatabaseExists' });
    expect(await databasesOf(target)).toEqual(before);
  });

  it(
    'leaves the server as it was when the recovery point turns out to be damaged at its last bytes',
    async () => {
      const before = await databasesOf(target);
      const files = await readdir(folder, { recursive: true, withFileTypes: true });
      const part = manifest.parts.find(({ database }) => database === 'archive');
      const at = files.find(({ name, parentPath }) => name === part?.file && dirname(parentPath).includes('rich'));
      const path = join(at?.parentPath ?? '', at?.name ?? '');
      const whole = await readFile(path);
      await writeFile(path, whole.subarray(0, whole.length - 1));
      const restore = newRestore([asNew('MixedCase', 'fresh'), { name: 'archive', targetName: 'live', replace: true }]);
      await expect(restoreFrom(manifest.parts, point, restore)).rejects.toMatchObject({ code: 'RecoveryPointDamaged' });
      await writeFile(path, whole);
      await engine.discardRestore(targetSealed, restore);
      await engine.discardRestore(targetSealed, restore);
      expect(await databasesOf(target)).toEqual(before);
      expect(await fingerprint(target, 'live')).toEqual(await fingerprint(source, 'shop'));
    },
    TIMEOUT_MS,
  );

  it(
    'takes back what was published when the restore is discarded afterwards, and puts the replaced one back',
    async () => {
      const before = await databasesOf(target);
      const restore = newRestore([asNew('MixedCase', 'one'), asNew('archive', 'two')]);
      await restoreFrom(manifest.parts, point, restore);
      // As a server leaves it that died between the new names and the end of the job.
      await within(target, 'postgres', [
        `ALTER DATABASE live WITH ALLOW_CONNECTIONS false`,
        `ALTER DATABASE live RENAME TO replaced_${restore.id}_0`,
        `ALTER DATABASE one RENAME TO live`,
      ]);
      const [, archive] = restore.databases;
      const databases = [{ name: 'MixedCase', targetName: 'live', replace: true }, archive ?? asNew('archive', 'two')];
      await engine.discardRestore(targetSealed, { id: restore.id, databases });
      expect(await databasesOf(target)).toEqual(before);
      expect(await fingerprint(target, 'live')).toEqual(await fingerprint(source, 'shop'));
    },
    TIMEOUT_MS,
  );

  // While its role is made, while the server makes the database, while the database is filled.
  it.each([20, 60, 90, 120, 150, 400])(
    'stops on an abort after %i ms, and leaves nothing',
    async (afterMs) => {
      const before = await databasesOf(target);
      const stop = new AbortController();
      const restore = newRestore([asNew('shop', 'fresh')]);
      const restoring = restoreFrom(manifest.parts, point, restore, stop.signal);
      setTimeout(() => stop.abort(new Error('stopping')), afterMs);
      await expect(restoring).rejects.toThrow();
      await engine.discardRestore(targetSealed, restore);
      expect(await databasesOf(target)).toEqual(before);
    },
    TIMEOUT_MS,
  );

  it(
    'lets go of the dump when it is stopped in the middle of it',
    async () => {
      const stop = new AbortController();
      const restore = newRestore([asNew('shop', 'fresh')]);
      const first = readings;
      // The table of contents is read by itself before.
      onPiece = (reading, at) => {
        if (reading > first + 1 && at === 3) stop.abort(new Error('stopping'));
      };
      await expect(restoreFrom(manifest.parts, point, restore, stop.signal)).rejects.toThrow();
      onPiece = () => undefined;
      expect(open).toBe(0);
      await engine.discardRestore(targetSealed, restore);
    },
    TIMEOUT_MS,
  );

  it('says what a login lacks that may not make databases', async () => {
    await within(target, 'postgres', [`CREATE ROLE humble LOGIN PASSWORD 'x'`]);
    const sealed = await engine.seal({
      host: target.host,
      port: target.port,
      tlsMode: 'prefer',
      administratorLogin: 'humble',
      administratorLoginPassword: 'x',
    });
    await expect(engine.checkTarget(sealed)).rejects.toMatchObject({ code: 'UserErrorTargetServerPermissionDenied' });
  });
});

describe('the sample server', () => {
  it(
    'restores into a real one, and cannot be restored into',
    async () => {
      const server = createSampleServer(join(folder, 'sample'));
      const sample = createSampleEngine(server);
      const at = { ...point, instanceName: 'sample' };
      const made = await backUp(sample, SAMPLE_SEALED, at);
      await server.close();
      const { dumpVersion, ...restore } = newRestore([asNew('postgres', 'shop sample')], true);
      expect(dumpVersion).not.toBe('');
      await restoreFrom(made.parts, at, restore);
      await engine.settleRestore(targetSealed, restore);
      const database = made.parts.find(({ kind }) => kind === 'database');
      expect(database?.tables).toHaveLength(4);
      for (const { name, rows } of database?.tables ?? []) {
        const [counted] = await within<{ n: number }>(target, 'shop sample', [
          `SELECT count(*)::int AS n FROM ${name}`,
        ]);
        expect(counted?.n).toBe(rows);
      }
      await expect(sample.checkTarget(SAMPLE_SEALED)).rejects.toMatchObject({
        code: 'UserErrorTargetServerNotSupported',
      });
    },
    TIMEOUT_MS,
  );
});
