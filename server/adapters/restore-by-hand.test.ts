/** What `docs/recovery.md` promises: a backup restores with zstd, psql and pg_restore to exactly what was there. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, Manifest, PointAddress, VaultStorage } from '#provider/ports.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { createRichDatabases, fingerprint, within } from '../testing/rich-databases.ts';
import { openEngine } from '../testing/test-engine.ts';
import { SAMPLE_SEALED } from './engine.ts';
import { createFolderVaultStorage } from './folder-vault-storage.ts';
import { createManifestSigning } from './manifest-signing.ts';
import { createSampleEngine } from './sample-engine/sample-engine.ts';
import { createSampleServer } from './sample-engine/sample-server.ts';

const TIMEOUT_MS = 180_000;
const run = promisify(execFile);

let folder = '';
let storage: VaultStorage;
let target: TestPostgres;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-restore-'));
  storage = createFolderVaultStorage(join(folder, 'vaults'), createManifestSigning(new Uint8Array(32)));
  // Restoring the globals gives the source's password to a role of the same name.
  target = await startPostgres({ user: 'restorer' });
}, TIMEOUT_MS);
afterAll(async () => {
  await target.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Backs up into a recovery point, and returns its folder. */
async function backUp(engine: Engine, sealed: string, instanceName: string): Promise<string> {
  const point: PointAddress = {
    vaultId: '/subscriptions/s/resourceGroups/g/providers/x/vaults/v',
    instanceName,
    recoveryPointId: 'p',
  };
  const writer = await storage.begin(point);
  const summary = await engine.backUp(sealed, writer, {
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  await writer.commit({
    ...summary,
    formatVersion: 1,
    ...point,
    instanceId: `${point.vaultId}/backupInstances/${point.instanceName}`,
    serverId: 's',
    retentionTag: 'default',
  });
  await storage.verify(point);
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const manifest = files.find(
    ({ name, parentPath }) => name === 'manifest.json' && dirname(parentPath).includes(instanceName),
  );
  return manifest?.parentPath ?? '';
}

const manifestIn = async (point: string) =>
  JSON.parse(await readFile(join(point, 'manifest.json'), 'utf8')) as Manifest;

/** `zstd -dc file | tool args`, each as a process of its own. Returns the complaints of the tool. */
async function pipeInto(
  file: string,
  tool: 'psql' | 'pg_restore',
  args: string[],
  env: Record<string, string> = {},
): Promise<string> {
  const zstd = spawn('zstd', ['-dcq', file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const child = spawn(join(target.binFolder, tool), args, {
    env: { ...connection(), ...env },
    stdio: [zstd.stdout, 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const [status] = (await once(child, 'close')) as [number];
  return status === 0 ? complaints : `${tool} ended with ${status}: ${complaints}`;
}

const connection = () => ({
  PATH: process.env.PATH ?? '',
  PGHOST: target.host,
  PGPORT: String(target.port),
  PGUSER: target.user,
  PGPASSWORD: target.password,
});

const ROLES = `SELECT rolname, rolcanlogin, rolconnlimit, rolpassword,
    array(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = a.oid ORDER BY 1) AS "memberOf"
  FROM pg_authid a WHERE rolname !~ '^pg_' AND rolname <> 'restorer' ORDER BY rolname`;

describe('a recovery point of a PostgreSQL server', () => {
  it(
    'restores to the same roles, and in every database to the same rows and large objects',
    async () => {
      const source = await startPostgres();
      try {
        await createRichDatabases(source, 30);
        const { engine, sealed } = await openEngine(folder);
        const point = await backUp(engine, await sealed(source), 'rich');

        for (const { file } of (await manifestIn(point)).parts) await run('zstd', ['-tq', join(point, file)]);
        await pipeInto(join(point, 'globals.sql.zst'), 'psql', ['-q', '-d', 'postgres']);
        const rolesOf = (postgres: TestPostgres) => within(postgres, 'postgres', [ROLES]);
        expect(await rolesOf(target)).toEqual(await rolesOf(source));

        for (const { file, database, tables } of (await manifestIn(point)).parts) {
          if (database === undefined) continue;
          const create = database === 'postgres' ? [] : ['-C'];
          expect(
            await pipeInto(join(point, file), 'pg_restore', [...create, '--no-tablespaces', '-d', 'postgres']),
          ).toBe('');
          expect(await fingerprint(target, database)).toEqual(await fingerprint(source, database));
          for (const { schema, name, rows } of tables ?? []) {
            const quoted = [schema, name].map((part) => `"${part.replaceAll('"', '""')}"`).join('.');
            const [counted] = await within<{ n: number }>(target, database, [
              `SELECT count(*)::int AS n FROM ONLY ${quoted}`,
            ]);
            expect(counted?.n).toBe(rows);
          }
        }
      } finally {
        await source.remove();
      }
    },
    TIMEOUT_MS,
  );
});

describe('a recovery point of the sample server', () => {
  it(
    'restores with psql alone, into an older PostgreSQL too',
    async () => {
      const server = createSampleServer(join(folder, 'sample'));
      const point = await backUp(createSampleEngine(server), SAMPLE_SEALED, 'sample');
      await server.close();
      const [, database] = (await manifestIn(point)).parts;
      await within(target, 'postgres', ['CREATE DATABASE restored TEMPLATE template0']);
      await pipeInto(join(point, 'globals.sql.zst'), 'psql', ['-q', '-d', 'postgres']);
      await pipeInto(join(point, database?.file ?? ''), 'psql', ['-q'], { PGDATABASE: 'restored' });

      expect(database?.tables).toHaveLength(4);
      for (const { name, rows } of database?.tables ?? []) {
        const [counted] = await within<{ n: number }>(target, 'restored', [`SELECT count(*)::int AS n FROM ${name}`]);
        expect(counted?.n).toBe(rows);
      }
      expect(await within(target, 'restored', ['SELECT FROM revenue_by_month'])).not.toEqual([]);
      expect(await within(target, 'postgres', [`SELECT FROM pg_roles WHERE rolname = 'shop_reader'`])).toHaveLength(1);
    },
    TIMEOUT_MS,
  );
});
