/** Fake PostgreSQL servers: some send what a test tells them to, some are poolers. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface Fake {
  port: number;
  close(): void;
}

const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;
const STARTUP = 196_608;

async function listening(onConnection: (socket: Socket) => void): Promise<Fake> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A message of the server: its letter and what is in it. */
export function message(letter: string, ...parts: (number | string | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map(bytesOf));
  const head = Buffer.alloc(5);
  head.write(letter, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

function bytesOf(part: number | string | Buffer): Buffer {
  if (typeof part === 'string') return Buffer.from(`${part}\0`);
  if (typeof part !== 'number') return part;
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(part);
  return bytes;
}

export const errorMessage = (state: string, text: string): Buffer =>
  message('E', Buffer.from('SFATAL\0VFATAL\0'), `C${state}`, `M${text}`, Buffer.from('\0'));

/** Signed in, ready for queries. */
export const WELCOME = Buffer.concat([
  message('R', 0),
  message('S', 'server_version', '16.4'),
  message('S', 'is_superuser', 'on'),
  message('K', 1, 1),
  message('Z', Buffer.from('I')),
]);

export interface FakeServer {
  /** The client has said who it is, and the server that it has no TLS. */
  onStartup: (socket: Socket, settings: Map<string, string>) => void;
  /** What the client sends after that. */
  onBytes?: (socket: Socket, bytes: Buffer) => void;
}

/** Refuses TLS, and then sends what the test provides. */
export const fakePostgres = ({ onStartup, onBytes }: FakeServer): Promise<Fake> =>
  listening((socket) => {
    let pending = Buffer.alloc(0);
    let isIn = false;
    socket.on('data', (chunk: Buffer) => {
      if (isIn) return onBytes?.(socket, chunk);
      pending = Buffer.concat([pending, chunk]);
      while (!isIn && pending.length >= 8 && pending.length >= pending.readInt32BE(0)) {
        const length = pending.readInt32BE(0);
        const packet = pending.subarray(0, length);
        pending = pending.subarray(length);
        const kind = packet.readInt32BE(4);
        if (kind === SSL_REQUEST || kind === GSS_REQUEST) socket.write('N');
        else if (kind === STARTUP) {
          isIn = true;
          onStartup(socket, settingsOf(packet));
        } else socket.destroy();
      }
    });
  });

function settingsOf(packet: Buffer): Map<string, string> {
  const words = packet.subarray(8).toString('utf8').split('\0');
  const settings = new Map<string, string>();
  for (let at = 0; at + 1 < words.length && words[at] !== ''; at += 2)
    settings.set(words[at] ?? '', words[at + 1] ?? '');
  return settings;
}

/** Hands on what the client and a real server say to each other, the start packet included. */
export function relay(serverPort: number): Required<FakeServer> {
  const servers = new WeakMap<Socket, Socket>();
  return {
    onStartup: (client, settings) => {
      const body = Buffer.concat([
        bytesOf(STARTUP),
        ...[...settings].flatMap(([name, value]) => [bytesOf(name), bytesOf(value)]),
        Buffer.from('\0'),
      ]);
      const server = connect(serverPort, '127.0.0.1', () =>
        server.write(Buffer.concat([bytesOf(body.length + 4), body])),
      );
      servers.set(
        client,
        server.on('error', () => client.destroy()),
      );
      server.pipe(client);
      client.on('close', () => server.destroy());
    },
    onBytes: (client, bytes) => void servers.get(client)?.write(bytes),
  };
}

/** PgBouncer in front of a server, as far as it handles the start packet: it refuses `options`, or ignores them. */
export function pooler(serverPort: number, options: 'refuses' | 'ignores'): Promise<Fake> {
  const { onStartup, onBytes } = relay(serverPort);
  return fakePostgres({
    onStartup: (client, settings) => {
      if (settings.has('options') && options === 'refuses') {
        client.end(errorMessage('08P01', 'unsupported startup parameter: options'));
        return;
      }
      settings.delete('options');
      onStartup(client, settings);
    },
    onBytes,
  });
}
