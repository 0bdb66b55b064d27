/** Dumps of real servers kept in memory, and restores of them by the real engine: no vault and no portal between. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DatabaseProperties, Engine, PartContents, ServerRestore, ServerRestoreSummary } from '#provider/ports.ts';
import { createContentsReader } from '../adapters/postgres-archive/archive-contents.ts';
import { pinnedOptions } from '../adapters/postgres-archive/pinned-settings.ts';
import { readDatabaseProperties } from '../adapters/postgres-engine/database-properties.ts';
import type { PostgresEngineOptions } from '../adapters/postgres-engine/postgres-engine.ts';
import type { TestPostgres } from './postgres.ts';
import { within } from './rich-databases.ts';
import { openEngine } from './test-engine.ts';
import pg from 'pg';

const run = promisify(execFile);
const MAX_BYTES = 256 * 1024 ** 2;
const CHUNK_BYTES = 64 * 1024;

export interface Archive {
  database: string;
  plain: Buffer;
  contents: PartContents;
  properties: DatabaseProperties | undefined;
}

const environmentOf = ({ host, port, user, password }: TestPostgres) => ({
  PATH: process.env.PATH ?? '',
  LC_ALL: 'C',
  PGHOST: host,
  PGPORT: String(port),
  PGUSER: user,
  PGPASSWORD: password,
});

/** A dump of the database, what it holds, and what belongs to the database itself. */
export async function archiveOf(server: TestPostgres, database: string): Promise<Archive> {
  const { stdout } = await run(join(server.binFolder, 'pg_dump'), ['--format=custom', '--compress=0'], {
    env: { ...environmentOf(server), PGDATABASE: database, PGOPTIONS: pinnedOptions() },
    encoding: 'buffer',
    maxBuffer: MAX_BYTES,
  });
  const reader = createContentsReader();
  reader.push(stdout);
  return { database, plain: stdout, contents: reader.end(), properties: await propertiesOf(server, database) };
}

export async function propertiesOf(server: TestPostgres, database: string): Promise<DatabaseProperties | undefined> {
  const { host, port, user, password } = server;
  const client = new pg.Client({ host, port, user, password, database: 'postgres' });
  await client.connect();
  try {
    const query = async <Row>(text: string, values?: unknown[]) => (await client.query(text, values)).rows as Row[];
    return (await readDatabaseProperties({ query })).get(database);
  } finally {
    await client.end();
  }
}

export async function rolesOf(server: TestPostgres): Promise<Buffer> {
  const { stdout } = await run(join(server.binFolder, 'pg_dumpall'), ['--globals-only', '-d', 'dbname=postgres'], {
    env: environmentOf(server),
    encoding: 'buffer',
    maxBuffer: MAX_BYTES,
  });
  return stdout;
}

export async function* inPieces(plain: Buffer): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < plain.length; at += CHUNK_BYTES) {
    yield await Promise.resolve(plain.subarray(at, at + CHUNK_BYTES));
  }
}

export interface Restoring {
  engine: Engine;
  sealed: (server: TestPostgres, login?: { user: string; password: string }) => Promise<string>;
  /** Restores and settles. The database has the name of the source, unless it says otherwise. */
  restore: (into: TestPostgres, archive: Archive, how?: How) => Promise<ServerRestoreSummary>;
  remove: () => Promise<void>;
}

export interface How extends Partial<Omit<ServerRestore, 'id' | 'databases'>> {
  targetName?: string;
  replace?: boolean;
  only?: ServerRestore['databases'][number]['only'];
  login?: { user: string; password: string };
  roles?: Buffer;
  signal?: AbortSignal;
  onReady?: () => Promise<void>;
  /** What comes between the archive and the engine. */
  read?: (plain: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
}

export async function prepareRestoring(options: Partial<PostgresEngineOptions> = {}): Promise<Restoring> {
  const folder = await mkdtemp(join(tmpdir(), 'bp-restoring-'));
  const { engine, sealed: sealedFor } = await openEngine(folder, options);
  const sealed: Restoring['sealed'] = (server, login) => sealedFor({ ...server, ...login });
  return {
    engine,
    sealed,
    async restore(into, { database, plain, contents, properties }, how = {}) {
      const { targetName = database, replace = false, only, login, roles, onReady, signal, read, ...more } = how;
      const restore: ServerRestore = {
        id: randomBytes(16).toString('hex'),
        ownersAndRoles: false,
        ...more,
        databases: [
          {
            name: database,
            targetName,
            replace,
            contents,
            ...(properties && { properties }),
            ...(only && { only }),
          },
        ],
      };
      const access = await sealed(into, login);
      try {
        const summary = await engine.restore(access, restore, {
          signal: signal ?? new AbortController().signal,
          readRoles: () => inPieces(roles ?? Buffer.alloc(0)),
          readDatabase: () => ({ format: 'custom', plain: read ? read(inPieces(plain)) : inPieces(plain) }),
          ...(onReady && { onReady }),
        });
        await engine.settleRestore(access, restore);
        return summary;
      } catch (error) {
        await engine.discardRestore(access, restore);
        throw error;
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Nothing that a restore uses on its way: databases and roles with a name of its own, or a mark. */
export const tracesOn = async (server: TestPostgres): Promise<string[]> =>
  (
    await within<{ trace: string }>(server, 'postgres', [
      `SELECT datname AS trace FROM pg_database WHERE datname ~ '^(restoring|replaced)_[0-9a-f]{32}'
       UNION ALL SELECT rolname FROM pg_roles WHERE rolname ~ '^restorer_[0-9a-f]{32}'
       UNION ALL SELECT description FROM pg_shdescription WHERE description LIKE '%Backup Portal%'`,
    ])
  ).map(({ trace }) => trace);
