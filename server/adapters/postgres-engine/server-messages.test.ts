/** Messages that no PostgreSQL server sends, against the driver in this process: it must neither stop nor grow. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EngineFault, type Engine } from '#provider/ports.ts';
import { errorMessage, fakePostgres, message, WELCOME, type FakeServer } from '../../testing/fake-postgres.ts';
import { openEngine } from '../../testing/test-engine.ts';
import { lookAtMessages } from './server-messages.ts';

vi.setConfig({ testTimeout: 30_000 });

let folder = '';
let engine: Engine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-messages-'));
  ({ engine } = await openEngine(folder));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a test of the connection says, and for how long at most nobody else had a turn meanwhile. */
async function told(server: FakeServer, asking = engine): Promise<{ code: string; longest: number; grown: number }> {
  const fake = await fakePostgres(server);
  const before = process.memoryUsage().rss;
  let longest = 0;
  let last = performance.now();
  let grown = 0;
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    grown = Math.max(grown, process.memoryUsage().rss - before);
  };
  const looking = setInterval(look, 5);
  try {
    const sealed = await asking.seal({
      host: '127.0.0.1',
      port: fake.port,
      tlsMode: 'disable',
      administratorLogin: 'backup',
      administratorLoginPassword: 'secret',
    });
    const code = await asking.probe(sealed).then(
      () => 'no fault',
      (error: unknown) => (error instanceof EngineFault ? error.code : String(error)),
    );
    look();
    return { code, longest, grown };
  } finally {
    clearInterval(looking);
    fake.close();
  }
}

const shorts = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [at, value] of values.entries()) bytes.writeUInt16BE(value, at * 2);
  return bytes;
};
const times = (count: number, one: Buffer): Buffer => Buffer.concat(Array.from({ length: count }, () => one));
const head = (letter: string, length: number): Buffer => {
  const bytes = Buffer.alloc(5);
  bytes.write(letter, 0, 'latin1');
  bytes.writeUInt32BE(length, 1);
  return bytes;
};

const column = (name: string): Buffer => Buffer.concat([Buffer.from(`${name}\0`), Buffer.alloc(18)]);
const columns = (count: number, nameOf: (at: number) => string): Buffer =>
  message('T', shorts(count), ...Array.from({ length: count }, (_, at) => column(nameOf(at))));
const emptyRow = message('D', shorts(0));
const rowOfNothing = message('D', shorts(100), Buffer.alloc(400, 0xff));

/** A row of one field of 15 MB, which the lengths behind it lead back to, again and again. */
function rowThatLeadsBack(): Buffer {
  const large = 15_000_000;
  const body = Buffer.alloc(2 + 4 + large + 4, 0x78);
  body.writeUInt16BE(100, 0);
  body.writeInt32BE(large, 2);
  body.writeInt32BE(-(large + 8), 6 + large);
  return Buffer.concat([head('D', body.length + 4), body]);
}

const answering = (answer: Buffer): FakeServer => {
  let isFirst = true;
  return {
    onStartup: (socket) => void socket.write(WELCOME),
    onBytes: (socket) => {
      if (isFirst) socket.write(answer);
      isFirst = false;
    },
  };
};

describe('a server that answers in no way that PostgreSQL does', () => {
  it.each<[string, string, Buffer]>([
    ['an error without an end', 'UserErrorServerNotPostgres', head('E', 4)],
    ['an error whose field has no end', 'UserErrorServerNotPostgres', Buffer.concat([head('E', 6), Buffer.from('MM')])],
    ['a notice without an end', 'UserErrorServerNotPostgres', Buffer.concat([head('N', 6), Buffer.from('M\0')])],
    [
      'many empty rows of all the columns that a number takes',
      'UserErrorServerAnswerTooLarge',
      Buffer.concat([columns(32_767, (at) => `c${String(at)}`), times(50_000, emptyRow)]),
    ],
    [
      'many empty rows of a hundred columns',
      'UserErrorServerNotPostgres',
      Buffer.concat([columns(100, (at) => `c${String(at)}`), times(50_000, emptyRow)]),
    ],
    [
      'many rows of a hundred times nothing',
      'UserErrorServerAnswerTooLarge',
      Buffer.concat([columns(100, (at) => `c${String(at)}`), times(41_000, rowOfNothing)]),
    ],
    ['names of a megabyte', 'UserErrorServerAnswerTooLarge', columns(20, () => 'n'.repeat(1024 ** 2))],
    [
      'lengths that lead back',
      'UserErrorServerNotPostgres',
      Buffer.concat([columns(100, () => 'c'), rowThatLeadsBack()]),
    ],
    [
      'thousands of columns that are not there',
      'UserErrorServerNotPostgres',
      times(2_000, message('t', shorts(0x7fff))),
    ],
    ['a message of no length', 'UserErrorServerNotPostgres', head('D', 0)],
    [
      'a message of a negative length',
      'UserErrorServerAnswerTooLarge',
      Buffer.concat([head('Z', 0xffff_ffff), Buffer.alloc(20 * 1024 ** 2)]),
    ],
    ['settings without end', 'UserErrorServerAnswerTooLarge', times(1_000_000, message('S', 'TimeZone', 'UTC'))],
    [
      'notifications without end',
      'UserErrorServerAnswerTooLarge',
      times(1_000_000, message('A', 1, 'channel', 'more')),
    ],
  ])('%s', async (_, code, answer) => {
    const { grown, longest, ...said } = await told(answering(answer));
    expect(said).toEqual({ code });
    expect(grown).toBeLessThan(200 * 1024 ** 2);
    expect(longest).toBeLessThan(1_500);
  });
});

/** Begins SCRAM, and goes on with what `next` makes of the client's nonce. */
const scram = (next: (nonce: string) => Buffer): FakeServer => ({
  onStartup: (socket) => void socket.write(message('R', 10, 'SCRAM-SHA-256', Buffer.from('\0'))),
  onBytes: (socket: Socket, bytes) => {
    const nonce = /r=([^,]+)$/.exec(bytes.toString('latin1'))?.[1];
    if (nonce !== undefined) socket.write(next(nonce));
  },
});
const goOn = (nonce: string, iterations: number | string, salt = 'c2FsdA=='): Buffer =>
  message('R', 11, Buffer.from(`r=${nonce}more,s=${salt},i=${String(iterations)}`));

describe('a server that signs in by SCRAM, and costs', () => {
  it('as many iterations as a number takes: they are not made, and the fault says why', async () => {
    const derive = vi.spyOn(crypto.subtle, 'deriveBits');
    const { code } = await told(scram((nonce) => goOn(nonce, 2 ** 31)));
    expect(code).toBe('UserErrorServerSignInMethodNotSupported');
    expect(derive).not.toHaveBeenCalled();
    derive.mockRestore();
  });

  it('the same proof a thousand times: it is made once', async () => {
    const derive = vi.spyOn(crypto.subtle, 'deriveBits');
    const { code } = await told(scram((nonce) => times(1_000, goOn(nonce, 100_000))));
    expect(code).toBe('UserErrorServerNotPostgres');
    expect(derive.mock.calls.length).toBeLessThanOrEqual(1);
    derive.mockRestore();
    const started = performance.now();
    await readFile(import.meta.filename);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it.each([
    ['a salt', (nonce: string) => goOn(nonce, 4_096, 'c2FsdA=='.repeat(1_500_000))],
    ['a nonce', (nonce: string) => goOn(nonce + 'n'.repeat(12_000_000), 4_096)],
    ['attributes', (nonce: string) => message('R', 11, Buffer.from(`r=${nonce}more,${'a=,'.repeat(4_000_000)}`))],
  ])('%s of twelve megabytes', async (_, next) => {
    const { code, longest } = await told(scram(next));
    expect(code).toBe('UserErrorServerAnswerTooLarge');
    expect(longest).toBeLessThan(1_000);
  });
});

describe('a server that says of itself what it likes', () => {
  interface Field {
    name: string;
    /** The oid of its type. */
    type: number;
    value: string;
  }
  const row = (...fields: Field[]): Buffer =>
    Buffer.concat([
      message(
        'T',
        shorts(fields.length),
        ...fields.flatMap(({ name, type }) => [name, 0, shorts(0), type, Buffer.alloc(8)]),
      ),
      message('D', shorts(fields.length), ...fields.flatMap(({ value }) => [value.length, Buffer.from(value)])),
      message('C', 'SELECT 1'),
      message('Z', Buffer.from('I')),
    ]);
  const SESSION = row({ name: 'path', type: 25, value: '' }, { name: 'pid', type: 23, value: '1' });
  /** Keeps to what a session needs, and says that in answer to all else. */
  const saying = (field: Field): FakeServer => ({
    onStartup: (socket) => void socket.write(WELCOME),
    onBytes: (socket, bytes) => void socket.write(bytes.includes('search_path') ? SESSION : row(field)),
  });

  it.each([
    ['no number', 25, '16; DROP TABLE x'],
    ['a list', 1007, '{16,17}'],
    ['an object', 114, '{"__proto__":{"a":1}}'],
    ['a list in lists without end', 1007, '{'.repeat(100_000)],
    ['far too many', 701, '1e300'],
    ['less than nothing', 23, '-160004'],
    ['none', 701, 'NaN'],
    ['that it is from before', 23, '0'],
  ])('of its version: %s', async (_, type, value) => {
    const { code } = await told(saying({ name: 'number', type, value }));
    // What the driver itself gives up is an error of the server.
    expect(code).toMatch(/^UserErrorServer(NotPostgres|Failed)$/);
  });

  it.each(['hex', 'oid', 'owner', 'number'])('where it has databases: no %s', async (name) => {
    const good = row({ name: 'number', type: 23, value: '160004' });
    const bad = saying({ name, type: 114, value: '{"a":[1]}' });
    const { code } = await told({
      ...bad,
      onBytes: (socket, bytes) => {
        if (bytes.includes('server_version_num')) socket.write(good);
        else bad.onBytes?.(socket, bytes);
      },
    });
    expect(code).toMatch(/^UserErrorServer|no fault/);
  });
});

describe('a server that answers, slowly', () => {
  it('has one time for all questions together', async () => {
    const { engine: hasty } = await openEngine(folder, { askMs: 500 });
    const started = Date.now();
    let timer: NodeJS.Timeout | undefined;
    const slow: FakeServer = {
      onStartup: (socket) => void socket.write(WELCOME),
      onBytes: (socket) => {
        timer ??= setInterval(() => socket.write(message('N', 'SNOTICE', 'Mwait', Buffer.from('\0'))), 100);
      },
    };
    const { code } = await told(slow, hasty);
    clearInterval(timer);
    expect(code).toBe('UserErrorServerTimedOut');
    expect(Date.now() - started).toBeLessThan(10_000);
  });
});

describe('a server that hangs up', () => {
  it('is told from one that stays, wherever it does', async () => {
    const stages: FakeServer[] = [
      { onStartup: (socket) => socket.destroy() },
      { onStartup: (socket) => void socket.end(message('R', 10, 'SCRAM-SHA-256', Buffer.from('\0'))) },
      { onStartup: (socket) => void socket.end(message('R', 0)) },
      { onStartup: (socket) => void socket.end(WELCOME.subarray(0, -3)) },
      { onStartup: (socket) => void socket.end(WELCOME) },
      { ...answering(Buffer.alloc(0)), onBytes: (socket) => void socket.end(columns(1, () => 'path')) },
      { ...answering(Buffer.alloc(0)), onBytes: (socket) => socket.resetAndDestroy() },
      { ...answering(Buffer.alloc(0)), onBytes: (socket) => void socket.end(errorMessage('57P01', 'terminating')) },
    ];
    for (const stage of stages) expect((await told(stage)).code).toBe('UserErrorServerDisconnected');
  });
});

it('what a server says is seen the same, in whatever pieces it comes', () => {
  const length = Buffer.from([0, 0, 0, 3]);
  const good = Buffer.concat([
    WELCOME,
    columns(2, (at) => `c${String(at)}`),
    message('D', shorts(2), length, Buffer.from('abc'), Buffer.alloc(4, 0xff)),
    message('N', 'SNOTICE', 'Mhello', Buffer.from('\0')),
    message('C', 'SELECT 1'),
    message('Z', Buffer.from('I')),
  ]);
  const seen = (bytes: Buffer, size: number) => {
    const messages = lookAtMessages();
    for (let at = 0; at < bytes.length; at += size) messages.see(bytes.subarray(at, at + size));
  };
  for (let size = 1; size <= good.length; size += 1) {
    expect(() => seen(good, size)).not.toThrow();
    expect(() => seen(Buffer.concat([good, message('D', shorts(2), length, Buffer.from('abcd'))]), size)).toThrow(
      'does not speak the protocol',
    );
  }
});
