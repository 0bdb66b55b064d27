import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EngineFault, type BackupProgress, type Engine, type ServerAccess } from '#provider/ports.ts';
import { createMemorySink } from '../../testing/memory-sink.ts';
import { startPostgres, type TestPostgres } from '../../testing/postgres.ts';
import { createRichDatabases, ODD_DATABASES, within } from '../../testing/rich-databases.ts';
import { createSealing } from '../sealing.ts';
import { createPostgresEngine } from './postgres-engine.ts';

const SETUP_MS = 120_000;
vi.setConfig({ testTimeout: 60_000 });

let folder = '';
let postgres: TestPostgres;
let engine: Engine;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-engine-'));
  postgres = await startPostgres();
  await createRichDatabases(postgres, 30);
  engine = await engineWith();
}, SETUP_MS);
afterAll(async () => {
  await postgres.remove();
  await rm(folder, { recursive: true, force: true });
});

const engineWith = (toolFolders?: string[]): Promise<Engine> =>
  createPostgresEngine({
    sealing: createSealing(new Uint8Array(32)),
    folder: join(folder, 'files'),
    ...(toolFolders && { toolFolders: () => Promise.resolve(toolFolders) }),
  });

const access = (change: Partial<ServerAccess> = {}): ServerAccess => ({
  host: postgres.host,
  port: postgres.port,
  tlsMode: 'prefer',
  administratorLogin: postgres.user,
  administratorLoginPassword: postgres.password,
  ...change,
});

const sealed = (change: Partial<ServerAccess> = {}): Promise<string> => engine.seal(access(change));

/** The fault of a promise that has to fail with one. */
async function faultOf(promise: Promise<unknown>): Promise<EngineFault> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof EngineFault)) throw new Error(`Expected a fault, got ${String(error)}`);
  return error;
}

const backUp = async (
  text: string,
  options: { signal?: AbortSignal; onProgress?: (progress: BackupProgress) => void } = {},
  by = engine,
) => {
  const sink = createMemorySink();
  const { signal = new AbortController().signal, onProgress = () => undefined } = options;
  return { sink, summary: await by.backUp(text, sink, { signal, onProgress }) };
};

describe('a server that answers', () => {
  it('reports its version and its databases, whatever their names', async () => {
    const facts = await engine.probe(await sealed());
    expect(facts.version).toMatch(/^\d+$/);
    expect(facts).toMatchObject({ isReplica: false });
    expect(facts.sizeInBytes).toBeGreaterThan(30 * 1024 ** 2);
    const names = (await engine.listDatabases(await sealed())).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['postgres', 'shop', ...ODD_DATABASES]));
    expect(names).not.toContain('template1');
  });

  it('keeps its password out of the sealed text', async () => {
    expect(Buffer.from(await sealed(), 'base64url').toString('latin1')).not.toContain(postgres.password);
  });

  it('leaves out the databases that belong to the service', async () => {
    await within(postgres, 'postgres', [
      'CREATE DATABASE azure_maintenance',
      'CREATE ROLE azuresu',
      'CREATE DATABASE of_the_service OWNER azuresu',
      'CREATE DATABASE closed ALLOW_CONNECTIONS false',
    ]);
    const names = (await engine.listDatabases(await sealed())).map(({ name }) => name);
    for (const name of ['azure_maintenance', 'of_the_service', 'closed']) expect(names).not.toContain(name);
  });

  it('is dumped whole: globals first, then every database, with the rows of each table', async () => {
    const reports: BackupProgress[] = [];
    const { sink, summary } = await backUp(await sealed(), { onProgress: (progress) => reports.push(progress) });

    expect(sink.parts[0]?.part).toEqual({ kind: 'globals', format: 'plain' });
    expect(sink.parts[0]?.plain.toString()).toContain('CREATE ROLE "Mixed Role"');
    const dumps = sink.parts.slice(1);
    expect(dumps.map(({ part }) => part.database)).toEqual(
      (await engine.listDatabases(await sealed())).map(({ name }) => name),
    );
    for (const { plain } of dumps) expect(plain.subarray(0, 5).toString()).toBe('PGDMP');

    const shop = summary.parts.find(({ database }) => database === 'shop');
    expect(shop?.tables).toContainEqual(
      expect.objectContaining({ schema: 'Mixed Schema', name: 'Order "Items"', rows: 20_000 }),
    );
    expect(shop?.tables).toContainEqual(expect.objectContaining({ schema: 'public', name: 'base', rows: 10 }));
    expect(summary.warnings.map(({ message }) => message)).toEqual([
      'Database "closed" is not in this recovery point. It allows no connections, so that no dump can read it.',
    ]);
    expect(summary.failures).toBeUndefined();
    expect(summary.tools).toHaveProperty('pg_dump');

    const last = reports.at(-1);
    expect(last).toMatchObject({
      databasesDone: last?.databasesTotal,
      plainBytes: sink.parts.reduce((sum, { plain }) => sum + plain.length, 0),
    });
  });

  it('is dumped database by database, each under its own name and nothing else', async () => {
    const { sink } = await backUp(await sealed());
    for (const name of ODD_DATABASES) {
      const dump = sink.parts.find(({ part }) => part.database === name)?.plain.toString('utf8') ?? '';
      // A dump writes a backslash as two.
      expect(dump).toContain(`${name.replaceAll('\\', '\\\\')}1`);
    }
  });

  it('counts the dumped rows, not those inserted meanwhile', async () => {
    await within(postgres, 'MixedCase', ['CREATE TABLE moving (n int)', 'INSERT INTO moving VALUES (1)']);
    let isAdded: Promise<unknown> | undefined;
    const { summary } = await backUp(await sealed(), {
      onProgress: ({ database }) => {
        if (database === 'MixedCase')
          isAdded ??= within(postgres, 'MixedCase', ['INSERT INTO moving SELECT generate_series(2, 9)']);
      },
    });
    await isAdded;
    const tables = summary.parts.find(({ database }) => database === 'MixedCase')?.tables;
    const rows = tables?.find(({ name }) => name === 'moving')?.rows;
    expect([1, 9]).toContain(rows);
  });

  it('is dumped without the passwords of its roles when the login may not read them, and says so', async () => {
    const own = await startPostgres();
    try {
      await within(own, 'postgres', [`CREATE ROLE keeper LOGIN PASSWORD 'of the keeper'`]);
      const login = { administratorLogin: 'keeper', administratorLoginPassword: 'of the keeper' };
      const { sink, summary } = await backUp(await sealed({ port: own.port, ...login }));
      expect(sink.parts.map(({ plain }) => plain.toString()).join('')).not.toContain('SCRAM-SHA-256');
      expect(summary.warnings.map(({ code }) => code)).toEqual(['RolePasswordsNotBackedUp']);
    } finally {
      await own.remove();
    }
  });
});

describe('a server that is inspected before it is backed up', () => {
  const login = { administratorLogin: 'looker', administratorLoginPassword: 'of the looker' };
  const inspected = async (change: Partial<ServerAccess> = {}, by = engine) => by.inspect(await sealed(change));

  it('reports its size, its databases, its tools and that its superuser lacks nothing', async () => {
    const report = await inspected();
    expect(report.version).toMatch(/^\d+$/);
    expect(report.databases).toEqual(await engine.listDatabases(await sealed()));
    expect(report.tools).toMatchObject({ version: expect.stringMatching(/^\d+/) as string });
    expect(report.tlsProtocol).toBeUndefined();
    expect(report.login).toEqual({ mayReadRolePasswords: true, mayCreateDatabases: true, lacking: [], notChecked: [] });
  });

  it('reports whether its tools are too old or missing, and does not fail for that', async () => {
    const old = await inspected({}, await engineWith([await fakeTools('9.6.24')]));
    expect(old.tools).toMatchObject({ fault: { code: 'UserErrorServerNewerThanTools' } });
    const none = await inspected({}, await engineWith([]));
    expect(none.tools).toMatchObject({ fault: { code: 'UserErrorBackupToolsNotFound' } });
  });

  it(
    'names each right that its login lacks, and none once they are granted',
    async () => {
      const own = await startPostgres();
      try {
        await within(own, 'postgres', [
          `CREATE ROLE looker LOGIN PASSWORD 'of the looker'`,
          'CREATE DATABASE closed_to_it',
          'REVOKE CONNECT ON DATABASE closed_to_it FROM PUBLIC',
          'CREATE SCHEMA hidden',
          'CREATE TABLE hidden."Odd table" (n int)',
          'CREATE TABLE open_to_all (n int)',
          'GRANT SELECT ON open_to_all TO PUBLIC',
          'CREATE SEQUENCE counted',
          'SELECT lo_create(4711)',
          'CREATE TABLE tenants (n int)',
          'GRANT SELECT ON tenants TO PUBLIC',
          'ALTER TABLE tenants ENABLE ROW LEVEL SECURITY',
        ]);
        const as = { ...login, port: own.port };
        const lacks = { database: 'postgres', count: 1 };
        expect((await inspected(as)).login).toEqual({
          mayReadRolePasswords: false,
          mayCreateDatabases: false,
          notChecked: [],
          lacking: [
            { database: 'closed_to_it', right: 'CONNECT', on: 'databases', count: 1, example: undefined },
            { ...lacks, right: 'USAGE', on: 'schemas', example: 'hidden' },
            { ...lacks, right: 'SELECT', on: 'tables', example: 'hidden."Odd table"' },
            { ...lacks, right: 'SELECT', on: 'sequences', example: 'public.counted' },
            { ...lacks, right: 'SELECT', on: 'large objects', example: undefined },
            { ...lacks, right: 'BYPASSRLS', on: 'tables', example: 'public.tenants' },
          ],
        });
        await within(own, 'postgres', [
          'GRANT CONNECT ON DATABASE closed_to_it TO looker',
          'GRANT pg_read_all_data TO looker',
          'ALTER ROLE looker BYPASSRLS',
          'GRANT SELECT ON LARGE OBJECT 4711 TO looker',
        ]);
        expect((await inspected(as)).login).toMatchObject({ lacking: [], mayReadRolePasswords: true });
        // The report agrees with what the tools do.
        expect((await backUp(await sealed(as))).summary.warnings).toEqual([]);
      } finally {
        await own.remove();
      }
    },
    SETUP_MS,
  );
});

describe('a server that cannot be backed up, or not whole, gives the reason', () => {
  it('because nothing listens there', async () => {
    const fault = await faultOf(engine.probe(await sealed({ port: 1 })));
    expect(fault.code).toBe('UserErrorServerConnectionRefused');
    expect(fault.recommendedAction.join(' ')).toMatch(/running/);
  });

  it('because its name does not resolve', async () => {
    const fault = await faultOf(engine.probe(await sealed({ host: 'nowhere.invalid' })));
    expect(fault.code).toBe('UserErrorServerHostNotFound');
  });

  it('because its host is a list, an option or a connection string', async () => {
    for (const host of ['a,b', 'host=evil', '', 'a b', '-h']) {
      const fault = await faultOf(sealed({ host }).then((text) => engine.probe(text)));
      expect(fault.code).toMatch(/UserErrorServerHost(Invalid|NotFound)/);
    }
  });

  it('because the password is wrong, and never reveals it', async () => {
    const fault = await faultOf(engine.probe(await sealed({ administratorLoginPassword: 'not-the-password' })));
    expect(fault.code).toBe('UserErrorServerSignInFailed');
    expect(JSON.stringify(fault) + fault.message).not.toContain('not-the-password');
  });

  it('because it has no TLS and TLS is required', async () => {
    const fault = await faultOf(engine.probe(await sealed({ tlsMode: 'require' })));
    expect(fault.code).toBe('UserErrorServerTlsUnavailable');
  });

  it('because it never answers', async () => {
    const silent = await listening(() => undefined);
    const started = Date.now();
    const fault = await faultOf(engine.probe(await sealed({ port: silent.port, tlsMode: 'disable' })));
    expect(fault.code).toBe('UserErrorServerTimedOut');
    expect(Date.now() - started).toBeLessThan(20_000);
    silent.close();
  }, 30_000);

  it('because the caller has aborted', async () => {
    const silent = await listening(() => undefined);
    const fault = await faultOf(
      engine.probe(await sealed({ port: silent.port, tlsMode: 'disable' }), AbortSignal.timeout(100)),
    );
    expect(fault.code).toBe('BackupCancelled');
    silent.close();
  });

  it('because it is newer than every tool, naming both versions', async () => {
    const old = await engineWith([await fakeTools('9.6.24')]);
    const fault = await faultOf(backUp(await sealed(), {}, old));
    expect(fault.code).toBe('UserErrorServerNewerThanTools');
    expect(fault.message).toMatch(/PostgreSQL \d+\.\d+.*9\.6\.24/);
  });

  it('because there are no tools', async () => {
    const fault = await faultOf(backUp(await sealed(), {}, await engineWith([])));
    expect(fault.code).toBe('UserErrorBackupToolsNotFound');
  });

  it('because the login may not read a table', async () => {
    await within(postgres, 'postgres', [`CREATE ROLE nobody LOGIN PASSWORD 'n'`]);
    const { summary } = await backUp(await sealed({ administratorLogin: 'nobody', administratorLoginPassword: 'n' }));
    const failure = summary.failures?.find(({ details }) => details.database === 'shop');
    expect(failure?.code).toBe('UserErrorServerPermissionDenied');
    expect(`${failure?.message ?? ''}${failure?.recommendedAction.join() ?? ''}`).not.toMatch(
      /SELECT|LOCK TABLE|public\./,
    );
  });

  it(
    'because it was stopped while it was dumped',
    async () => {
      const own = await startPostgres();
      try {
        await createRichDatabases(own, 40);
        const text = await engine.seal({ ...access(), port: own.port, administratorLoginPassword: own.password });
        let crashed: Promise<void> | undefined;
        const { summary } = await backUp(text, {
          onProgress: ({ database, plainBytes }) => {
            if (database === 'archive' && plainBytes > 1024 ** 2) crashed ??= own.crash();
          },
        });
        await crashed;
        expect(summary.failures?.[0]).toMatchObject({
          code: 'UserErrorServerDisconnected',
          details: { database: 'archive' },
        });
        expect(summary.parts.some(({ database }) => database === 'archive')).toBe(false);
      } finally {
        await own.remove();
      }
    },
    SETUP_MS,
  );

  it(
    'because it was stopped while it was dumped, when a firewall swallows the rest',
    async () => {
      const proxy = await cuttingProxy(postgres.port, 2 * 1024 ** 2);
      const { summary } = await backUp(await sealed({ port: proxy.port }));
      expect(summary.failures?.[0]?.code).toBe('UserErrorServerDisconnected');
      proxy.close();
    },
    SETUP_MS,
  );

  it('because it was cancelled, at once and with no process left', async () => {
    const stop = new AbortController();
    const fault = await faultOf(
      backUp(await sealed(), {
        signal: stop.signal,
        onProgress: ({ plainBytes }) => {
          if (plainBytes > 1024 ** 2) stop.abort(new Error('enough'));
        },
      }),
    );
    expect(fault.code).toBe('BackupCancelled');
    const sessions = () =>
      within<{ n: number }>(postgres, 'postgres', [
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'backup-portal'`,
      ]);
    await expect.poll(async () => (await sessions())[0]?.n, { timeout: 10_000 }).toBe(0);
  }, 30_000);

  it('because the sealed text is not ours', async () => {
    expect((await faultOf(engine.probe('AAAA'))).code).toBe('UserErrorServerAccessUnreadable');
  });
});

/** A folder of tools that only print a version. */
async function fakeTools(version: string): Promise<string> {
  const tools = join(folder, `tools-${version}`);
  await mkdir(tools, { recursive: true });
  for (const name of ['pg_dump', 'pg_dumpall']) {
    await writeFile(join(tools, name), `#!/bin/sh\necho "${name} (PostgreSQL) ${version}"\n`);
    await chmod(join(tools, name), 0o755);
  }
  return tools;
}

async function listening(onConnection: (socket: Socket) => void): Promise<{ port: number; close(): void }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

/** Passes everything on, until one connection has carried `bytes` from the server: then it cuts them all. */
async function cuttingProxy(port: number, bytes: number) {
  const { connect } = await import('node:net');
  const proxy = await listening((client) => {
    let left = bytes;
    const server = connect(port, '127.0.0.1').on('error', () => client.destroy());
    client.pipe(server);
    server.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left > 0) client.write(chunk);
      else proxy.close();
    });
    server.on('close', () => client.destroy());
    client.on('close', () => server.destroy());
  });
  return proxy;
}
