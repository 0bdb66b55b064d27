/** Hostile servers: no password is revealed, memory does not grow, and the process does not end. */
import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TlsMode } from '#protocol/postgres.ts';
import { EngineFault, type Engine, type ServerAccess } from '#provider/ports.ts';
import {
  errorMessage,
  fakePostgres,
  message,
  pooler,
  WELCOME,
  type Fake,
  type FakeServer,
} from '../../testing/fake-postgres.ts';
import { startPostgres, type TestPostgres } from '../../testing/postgres.ts';
import { within } from '../../testing/rich-databases.ts';
import { openEngine } from '../../testing/test-engine.ts';
import { toolEnvironment, type AccessFiles } from './access.ts';
import { withConnection, withServer } from './connection.ts';
import { readServerFacts } from './facts.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 120_000 });

const PASSWORD = 'the secret of the login';

let folder = '';
let engine: Engine;
let files: AccessFiles;
let fake: Fake | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-hostile-'));
  ({ engine } = await openEngine(folder));
  const ofEngine = (name: string): string => join(folder, 'engine', name);
  files = { authorities: ofEngine('authorities.pem'), service: ofEngine('service.conf'), home: ofEngine('home') };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const accessOf = (port: number, tlsMode: TlsMode): ServerAccess => ({
  host: '127.0.0.1',
  port,
  tlsMode,
  administratorLogin: 'backup',
  administratorLoginPassword: PASSWORD,
});

async function faultAt(server: FakeServer, tlsMode: TlsMode = 'disable'): Promise<EngineFault> {
  fake = await fakePostgres(server);
  try {
    const asked = engine.probe(await engine.seal(accessOf(fake.port, tlsMode)));
    const error = await asked.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof EngineFault)) throw new Error(`Expected a fault, got ${String(error)}`);
    return error;
  } finally {
    fake.close();
  }
}

const CLEAR = message('R', 3);

describe('a server that asks for the password in clear, without TLS', () => {
  const asking = () => {
    const heard: string[] = [];
    const server: FakeServer = {
      onStartup: (socket) => void socket.write(CLEAR),
      onBytes: (socket, bytes) => {
        heard.push(bytes.toString('latin1'));
        socket.end(errorMessage('28P01', 'password authentication failed'));
      },
    };
    return { heard, server };
  };

  it('does not get it in the mode "prefer", and the fault says so', async () => {
    const { heard, server } = asking();
    expect((await faultAt(server, 'prefer')).code).toBe('UserErrorServerClearPassword');
    expect(heard.join('')).not.toContain(PASSWORD);
  });

  it.each(['require', 'verify-ca', 'verify-full'] as const)('is not reached in the mode "%s"', async (mode) => {
    const { heard, server } = asking();
    expect((await faultAt(server, mode)).code).toBe('UserErrorServerTlsUnavailable');
    expect(heard).toEqual([]);
  });

  it('gets it where the mode was chosen explicitly', async () => {
    const { heard, server } = asking();
    expect((await faultAt(server, 'disable')).code).toBe('UserErrorServerSignInFailed');
    expect(heard.join('')).toContain(PASSWORD);
  });

  it('does not get it from a tool either, when it let the driver in without', async () => {
    fake = await fakePostgres({ onStartup: (socket) => void socket.write(WELCOME), onBytes: answering('') });
    const access = accessOf(fake.port, 'prefer');
    await withConnection({ access, files }, 'postgres', () => Promise.resolve());
    fake.close();
    const environment = toolEnvironment(access, 'postgres', files);
    expect(environment).toMatchObject({ PGSSLMODE: 'disable', PGREQUIREAUTH: 'scram-sha-256,md5,none' });
    expect(Object.values(environment)).not.toContain(PASSWORD);
  });

  it('does not get it from a tool that starts before the driver connected', () => {
    expect(toolEnvironment(accessOf(1, 'prefer'), 'postgres', files)).toMatchObject({ PGSSLMODE: 'require' });
  });
});

/** Responds to a query with one row of one column; to the query for the path with the path. */
const answering =
  (value: string) =>
  (socket: Socket): void => {
    const one = Buffer.from([0, 1]);
    const length = Buffer.alloc(4);
    length.writeInt32BE(value.length);
    socket.write(
      Buffer.concat([
        message('T', one, 'path', 0, Buffer.from([0, 0]), 25, Buffer.from([255, 255]), -1, Buffer.from([0, 0])),
        message('D', one, length, Buffer.from(value)),
        message('C', 'SELECT 1'),
        message('Z', Buffer.from('I')),
      ]),
    );
  };

describe('a server that does not stop sending', () => {
  /** Writes what `more` returns until the client disconnects. */
  const pouring = (more: () => Buffer) => (socket: Socket) => {
    const pour = () => {
      while (!socket.destroyed && socket.write(more()));
      if (!socket.destroyed) socket.once('drain', pour);
    };
    pour();
  };
  const rowDescription = message('T', Buffer.from([0, 0]));
  const rows = Buffer.concat(Array.from({ length: 1000 }, () => message('D', Buffer.from([0, 0]))));
  const oneColumn = message('T', Buffer.from([0, 1]), 'wide', Buffer.alloc(18));
  const wide = message('D', Buffer.from([0, 1]), 64 * 1024, Buffer.alloc(64 * 1024));
  const notices = Buffer.concat(
    Array.from({ length: 1000 }, () => message('N', 'SNOTICE', 'Mhello', Buffer.from('\0'))),
  );

  it.each([
    ['rows without a byte', rowDescription, () => rows],
    ['wide rows', oneColumn, () => wide],
    ['notices', Buffer.alloc(0), () => notices],
    ['one message of two gigabytes', Buffer.from([100, 0x7f, 0xff, 0xff, 0xff]), () => Buffer.alloc(64 * 1024)],
  ])('is cut off after %s, and memory stays as it was', async (_, first, more) => {
    const before = process.memoryUsage().rss;
    let isFirst = true;
    const fault = await faultAt({
      onStartup: (socket) => void socket.write(WELCOME),
      onBytes: (socket) => {
        if (!isFirst) return;
        isFirst = false;
        socket.write(first);
        pouring(more)(socket);
      },
    });
    expect(fault.code).toBe('UserErrorServerAnswerTooLarge');
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 ** 2);
  });

  it('is cut off before the sign-in', async () => {
    const fault = await faultAt({ onStartup: pouring(() => notices) });
    expect(fault.code).toBe('UserErrorServerAnswerTooLarge');
  });

  it('is quoted in part only: of an error of megabytes the beginning is kept', async () => {
    const no = Buffer.from('no '.repeat(2_000_000));
    const huge = message(
      'E',
      Buffer.from('SFATAL\0VFATAL\0'),
      'CXX000',
      Buffer.from('M'),
      no,
      '',
      Buffer.concat([Buffer.from('H'), no]),
      '',
      '',
    );
    const { details } = await faultAt({
      onStartup: (socket) => void socket.write(WELCOME),
      onBytes: (socket) => void socket.write(huge),
    });
    expect(details.serverError).toMatch(/^no no /);
    expect(JSON.stringify(details).length).toBeLessThan(10_000);
  });

  it('has the time limit of one connection in total', async () => {
    const started = Date.now();
    let timer: NodeJS.Timeout | undefined;
    const fault = await faultAt(
      {
        onStartup: (socket) => {
          timer = setInterval(() => socket.write(message('S', 'TimeZone', 'UTC')), 200);
        },
      },
      'prefer',
    );
    clearInterval(timer);
    expect(fault.code).toBe('UserErrorServerTimedOut');
    // Ten seconds; a limit for each query would make it twenty and more.
    expect(Date.now() - started).toBeLessThan(18_000);
  });
});

describe('a peer that is not PostgreSQL', () => {
  it.each([
    ['a web server', Buffer.from('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')],
    ['rows that end before they should', Buffer.concat([WELCOME, message('D', Buffer.from([0, 9]))])],
    ['a message that is too short for itself', message('R')],
  ])('is recognised: %s', async (_, bytes) => {
    const fault = await faultAt({ onStartup: (socket) => void socket.end(bytes) });
    expect(['UserErrorServerNotPostgres', 'UserErrorServerDisconnected']).toContain(fault.code);
  });

  it('is distinguished from a server that requests Kerberos', async () => {
    const fault = await faultAt({ onStartup: (socket) => void socket.write(message('R', 7)) });
    expect(fault.code).toBe('UserErrorServerSignInMethodNotSupported');
  });
});

describe.each(['refuses', 'ignores'] as const)('a pooler that %s the settings of the start packet', (options) => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
    await within(postgres, 'postgres', [`ALTER DATABASE postgres SET search_path = public, pg_catalog`]);
    fake = await pooler(postgres.port, options);
  });
  afterAll(async () => {
    fake?.close();
    await postgres.remove();
  });
  const access = (): ServerAccess => ({
    ...accessOf(fake?.port ?? 0, 'disable'),
    administratorLogin: postgres.user,
    administratorLoginPassword: postgres.password,
  });

  it('gets them in another way, for the duration of the query', async () => {
    const ask = () =>
      withServer({ access: access(), files }, async (connection) => {
        await readServerFacts(connection);
        return connection.query(
          `SELECT pg_catalog.current_setting('search_path') AS path, pg_catalog.current_setting('transaction_read_only') AS ro,
             pg_catalog.current_setting('statement_timeout') AS timeout`,
        );
      });
    expect(await ask()).toEqual([{ path: '', ro: 'on', timeout: '2min' }]);
    const writing = await withServer(
      { access: access(), files },
      async (connection) => {
        await connection.query('CREATE TABLE IF NOT EXISTS public.written (n pg_catalog.int4)');
        return connection.query(`SELECT pg_catalog.current_setting('search_path') AS path`);
      },
      { writes: true },
    );
    expect(writing).toEqual([{ path: '' }]);
  });

  it('accepts the tools', async () => {
    const known = access();
    const sealed = await engine.seal(known);
    expect((await engine.inspect(sealed)).tools).toHaveProperty('version');
    await withServer({ access: known, files }, readServerFacts);
    expect(toolEnvironment(known, 'postgres', files)).not.toHaveProperty('PGOPTIONS');
  });
});
