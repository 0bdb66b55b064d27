/** PostgreSQL's own tools against servers that are none: each ends when it is told to, and what it says is told in bounds. */
import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EngineFault, type ServerAccess } from '#provider/ports.ts';
import { errorMessage, fakePostgres, message, type FakeServer } from '../../testing/fake-postgres.ts';
import { startPostgres } from '../../testing/postgres.ts';
import { archiveOf, inPieces } from '../../testing/restoring.ts';
import { within } from '../../testing/rich-databases.ts';
import { openEngine } from '../../testing/test-engine.ts';
import { toolEnvironment, type AccessFiles } from './access.ts';
import type { Complaint } from './restore/complaints.ts';
import { runPgRestore } from './restore/pg-restore.ts';
import { outputOf } from './run-tool.ts';
import { chooseTools, findTools, toolFolders, toolPath, type Tools } from './tools.ts';

vi.setConfig({ testTimeout: 30_000 });

let folder = '';
let files: AccessFiles;
let tools: Tools;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-to-tools-'));
  await openEngine(folder);
  const ofEngine = (name: string): string => join(folder, 'engine', name);
  files = { authorities: ofEngine('authorities.pem'), service: ofEngine('service.conf'), home: ofEngine('home') };
  tools = chooseTools(await findTools(await toolFolders()), { major: 13, version: '13.0' });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** That the tool is in, at a server that it is not too old for. */
const welcomeOf = (version: string): Buffer =>
  Buffer.concat([
    message('R', 0),
    message('S', 'server_version', version),
    message('K', 1, 1),
    message('Z', Buffer.from('I')),
  ]);
const WELCOME = welcomeOf('13.0');

const DEADLINE_MS = 1_500;

const accessTo = (port: number): ServerAccess => ({
  host: '127.0.0.1',
  port,
  tlsMode: 'disable',
  administratorLogin: 'backup',
  administratorLoginPassword: 'secret',
});

/** Runs the tool there, ends it at the deadline, and answers what came of it, and after how long. */
async function ran(
  tool: 'pg_dump' | 'pg_dumpall',
  server: FakeServer,
): Promise<{ fault: EngineFault; tookMs: number }> {
  const fake = await fakePostgres(server);
  const access = accessTo(fake.port);
  const started = Date.now();
  let status: number | null | undefined;
  const output = outputOf({
    path: toolPath(tools, tool),
    args: tool === 'pg_dump' ? ['--format=custom', '--no-password'] : ['--globals-only', '--no-password'],
    env: toolEnvironment(access, 'postgres', files),
    signal: AbortSignal.timeout(DEADLINE_MS),
    onBytes: () => undefined,
    onClosed: (code) => (status = code),
  });
  try {
    const chunks = output[Symbol.asyncIterator]();
    while ((await chunks.next()).done !== true);
    throw new Error('The tool ended well.');
  } catch (error) {
    if (!(error instanceof EngineFault)) throw error;
    // It is gone, and not only left alone.
    await vi.waitFor(() => expect(status).toBeDefined(), { timeout: 8_000 });
    return { fault: error, tookMs: Date.now() - started };
  } finally {
    fake.close();
  }
}

const trickling = (bytes: Buffer) => (socket: Socket) => {
  let at = 0;
  const timer = setInterval(() => socket.write(bytes.subarray(at, (at += 1))), 100);
  socket.on('close', () => clearInterval(timer));
};
const notice = message('N', 'SNOTICE', 'VNOTICE', 'C00000', 'Mwait', Buffer.from('\0'));

describe.each(['pg_dumpall', 'pg_dump'] as const)('%s', (tool) => {
  it.each<[string, FakeServer]>([
    [
      'asks for two thousand million iterations',
      {
        onStartup: (socket) => void socket.write(message('R', 10, 'SCRAM-SHA-256', Buffer.from('\0'))),
        onBytes: (socket, bytes) => {
          const nonce = /r=([^,]+)$/.exec(bytes.toString('latin1'))?.[1];
          if (nonce !== undefined)
            socket.write(message('R', 11, Buffer.from(`r=${nonce}more,s=c2FsdA==,i=2147483647`)));
        },
      },
    ],
    ['starts a byte at a time', { onStartup: trickling(WELCOME) }],
    ['says nothing once it has let us in', { onStartup: (socket) => void socket.write(WELCOME) }],
    [
      'has notices without end',
      {
        onStartup: (socket) => void socket.write(WELCOME),
        onBytes: (socket) => {
          const timer = setInterval(() => socket.write(notice), 5);
          socket.on('close', () => clearInterval(timer));
        },
      },
    ],
  ])('is ended at its deadline by a server that %s', async (_, server) => {
    const { fault, tookMs } = await ran(tool, server);
    expect(fault.code).toMatch(/^(BackupCancelled|UserErrorServer\w+)$/);
    expect(tookMs).toBeLessThan(DEADLINE_MS + 8_000);
  });

  it('says in bounds what a server said in megabytes', async () => {
    const { fault } = await ran(tool, {
      onStartup: (socket) => void socket.write(WELCOME),
      onBytes: (socket) => void socket.write(errorMessage('XX000', 'no '.repeat(3_000_000))),
    });
    expect(JSON.stringify([fault.message, fault.details]).length).toBeLessThan(40_000);
  });

  it.each([
    ['at the start', (socket: Socket) => socket.destroy()],
    ['in the middle of its welcome', (socket: Socket) => void socket.end(WELCOME.subarray(0, -3))],
    ['as soon as we are in', (socket: Socket) => void socket.end(WELCOME)],
  ])('tells of a server that hangs up %s', async (_, onStartup) => {
    const { fault } = await ran(tool, { onStartup });
    expect(fault.code).toBe('UserErrorServerDisconnected');
  });

  it.each([
    ['far newer', '99.0'],
    ['no version', '16; DROP TABLE x'],
  ])('leaves a server alone that says it is of %s', async (_, version) => {
    const { fault } = await ran(tool, {
      onStartup: (socket) => void socket.write(welcomeOf(version)),
      onBytes: (socket) => socket.destroy(),
    });
    expect(fault.code).toMatch(/^UserError/);
  });
});

describe('pg_restore', () => {
  /** Of 8 MB of rows, far more than the pipe to it holds. */
  let archive: Buffer;
  beforeAll(async () => {
    const postgres = await startPostgres();
    try {
      await within(postgres, 'postgres', [
        `CREATE TABLE t AS SELECT repeat('x', 1000) AS x FROM generate_series(1, 8000)`,
      ]);
      archive = (await archiveOf(postgres, 'postgres')).plain;
    } finally {
      await postgres.remove();
    }
  }, 60_000);

  async function restored(server: FakeServer): Promise<{ end: EngineFault | Complaint[]; tookMs: number }> {
    const fake = await fakePostgres(server);
    const started = Date.now();
    try {
      const end = await runPgRestore(
        {
          ...{ tools, access: accessTo(fake.port), files, database: 'postgres', args: [] },
          signal: AbortSignal.timeout(DEADLINE_MS),
        },
        inPieces(archive),
      ).catch((error: unknown) => {
        if (error instanceof EngineFault) return error;
        throw error;
      });
      return { end, tookMs: Date.now() - started };
    } finally {
      fake.close();
    }
  }

  /** Answers each query with the bytes. */
  const answering =
    (answer: Buffer) =>
    (socket: Socket, bytes: Buffer): void => {
      if (bytes[0] === QUERY) socket.write(answer);
    };
  const QUERY = 'Q'.charCodeAt(0);
  const READY = message('Z', Buffer.from('I'));
  const done = Buffer.concat([message('C', 'SET'), READY]);
  const ready: FakeServer['onStartup'] = (socket) => void socket.write(WELCOME);

  it.each<[string, FakeServer]>([
    ['starts a byte at a time', { onStartup: trickling(WELCOME) }],
    ['says nothing once it has let us in', { onStartup: ready }],
    [
      'asks for rows and takes none of them',
      {
        onStartup: ready,
        onBytes: (socket, bytes) => {
          if (bytes.includes('COPY ')) {
            socket.write(message('G', Buffer.from([0, 0, 0])));
            socket.pause();
          } else answering(done)(socket, bytes);
        },
      },
    ],
    ['answers a query with a notice alone', { onStartup: ready, onBytes: answering(notice) }],
  ])('is ended at its deadline by a server that %s', async (_, server) => {
    const { end, tookMs } = await restored(server);
    expect(end).toMatchObject({ code: expect.stringMatching(/^(BackupCancelled|UserError\w+)$/) as string });
    expect(tookMs).toBeLessThan(DEADLINE_MS + 8_000);
  });

  it('names in bounds what a server refused in megabytes', async () => {
    const refusal = errorMessage('XX000', 'no '.repeat(300_000));
    const { end } = await restored({ onStartup: ready, onBytes: answering(Buffer.concat([refusal, READY])) });
    expect(JSON.stringify(end).length).toBeLessThan(100_000);
  });

  it('does not succeed at a server that hangs up', async () => {
    expect((await restored({ onStartup: (socket) => void socket.end(WELCOME) })).end).toBeInstanceOf(EngineFault);
  });
});
