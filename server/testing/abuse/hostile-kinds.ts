/** Ten ways in which a server of somebody else can be no server, and one that is a good server until it turns. */
import type { Socket } from 'node:net';
import { errorMessage, fakePostgres, message, relay, WELCOME, type FakeServer } from '../fake-postgres.ts';

/** Writes what `more` gives for as long as somebody reads it. */
const pouring = (more: () => Buffer) => (socket: Socket) => {
  const pour = (): void => {
    while (!socket.destroyed && socket.write(more()));
    if (!socket.destroyed) socket.once('drain', pour);
  };
  pour();
};

const silent = (): void => undefined;
const welcome = (socket: Socket): void => void socket.write(WELCOME);
const many = (one: Buffer): Buffer => Buffer.concat(Array.from({ length: 1_000 }, () => one));
const rows = many(message('D', Buffer.from([0, 0])));
const notices = many(message('N', 'SNOTICE', 'Mhello', Buffer.from('\0')));
const noise = Buffer.from(Array.from({ length: 4_096 }, (_, at) => (at * 167 + 13) % 256));

/** Accepts every login, and responds to the first query in its own way. */
const answering = (answer: (socket: Socket) => void): Required<FakeServer> => {
  const asked = new WeakSet<Socket>();
  return {
    onStartup: welcome,
    onBytes: (socket) => {
      if (asked.has(socket)) return;
      asked.add(socket);
      answer(socket);
    },
  };
};

export const HOSTILE_KINDS = {
  'endless rows': answering((socket) => {
    socket.write(message('T', Buffer.from([0, 0])));
    pouring(() => rows)(socket);
  }),
  'says nothing': { onStartup: silent, onBytes: silent },
  'says nothing after sign-in': { onStartup: welcome, onBytes: silent },
  'no protocol': { onStartup: pouring(() => noise), onBytes: silent },
  'closes at any time': {
    onStartup: (socket) => {
      socket.write(WELCOME.subarray(0, Math.floor(Math.random() * WELCOME.length)));
      setTimeout(() => socket.destroy(), Math.random() * 50);
    },
    onBytes: silent,
  },
  'huge error': answering((socket) => void socket.write(errorMessage('XX000', 'no '.repeat(5_000_000)))),
  'endless notices': answering(pouring(() => notices)),
  'slow drip': answering((socket) => {
    const bytes = message('T', Buffer.from([0, 1]), 'x'.repeat(1_000));
    let at = 0;
    const timer = setInterval(() => socket.write(bytes.subarray(at, (at += 1))), 200);
    socket.on('close', () => clearInterval(timer));
  }),
  'wrong lengths': answering(
    (socket) => void socket.write(Buffer.from([0x44, 0, 0, 0, 1, 0x5a, 0xff, 0xff, 0xff, 0xff])),
  ),
  'enormous row': answering((socket) => {
    socket.write(Buffer.from([0x44, 0x7f, 0xff, 0xff, 0xff]));
    pouring(() => Buffer.alloc(64 * 1024))(socket);
  }),
} satisfies Record<string, Required<FakeServer>>;

export type HostileKind = keyof typeof HOSTILE_KINDS;

export interface Turncoat {
  port: number;
  turn(): void;
  /** Connections that are open, since it has turned. */
  open(): number;
  close(): void;
}

/** Relays a real server until it is switched; from then on it is of that kind. */
export async function turncoat(serverPort: number, kind: HostileKind): Promise<Turncoat> {
  const good = relay(serverPort);
  const bad = HOSTILE_KINDS[kind];
  const open = new Set<Socket>();
  let hasTurned = false;
  const fake = await fakePostgres({
    onStartup: (socket, settings) => {
      if (!hasTurned) {
        good.onStartup(socket, settings);
        return;
      }
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      bad.onStartup(socket, settings);
    },
    onBytes: (socket, bytes) => {
      (open.has(socket) ? bad : good).onBytes(socket, bytes);
    },
  });
  return { ...fake, turn: () => void (hasTurned = true), open: () => open.size };
}
