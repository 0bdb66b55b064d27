/** Stands before a server and does to connections what networks do: it is slow, falls silent without a close, or cuts. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface TcpProxy {
  port: number;
  /** How fast it hands on, each way of each connection; as fast as it comes unless said. */
  bytesPerSecond: number;
  /** Hands on nothing more, in either direction, and closes nothing. New connections are taken and say nothing. */
  hold(): void;
  /** Hands on again, whatever has come meanwhile first. */
  goOn(): void;
  /**
   * Forwards new connections again. Those that were held stay silent for ever, as after a firewall has forgotten them; the
   * server hears nothing of it either, unless it is told.
   */
  forget(options: { isServerTold: boolean }): void;
  /** Ends every connection at once. */
  cut(): void;
  stop(): Promise<void>;
}

interface Pair {
  sides: [Socket, Socket];
  isForgotten: boolean;
}

export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let isHeld = false;
  const server = createServer((client) => {
    const upstream = connect(target.port, target.host);
    const pair: Pair = { sides: [client, upstream], isForgotten: false };
    pairs.add(pair);
    const forward = (from: Socket, to: Socket) => {
      from.on('data', (bytes: Buffer) => {
        to.write(bytes);
        const waitMs = (1000 * bytes.length) / proxy.bytesPerSecond;
        if (waitMs < 1) return;
        from.pause();
        setTimeout(() => {
          if (!isHeld && !pair.isForgotten) from.resume();
        }, waitMs);
      });
      from.on('error', () => undefined);
      // What is silent does not tell that the other side is gone, either.
      from.on('close', () => {
        if (pair.isForgotten) return;
        pairs.delete(pair);
        to.destroy();
      });
    };
    forward(client, upstream);
    forward(upstream, client);
    if (isHeld) for (const side of pair.sides) side.pause();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: TcpProxy = {
    port: (server.address() as AddressInfo).port,
    bytesPerSecond: Infinity,
    hold() {
      isHeld = true;
      for (const { sides } of pairs) for (const side of sides) side.pause();
    },
    goOn() {
      isHeld = false;
      for (const { sides, isForgotten } of pairs) if (!isForgotten) for (const side of sides) side.resume();
    },
    forget({ isServerTold }) {
      isHeld = false;
      for (const pair of pairs) {
        pair.isForgotten = true;
        if (isServerTold) pair.sides[1].destroy();
      }
    },
    cut() {
      for (const { sides } of pairs) for (const side of sides) side.destroy();
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        proxy.cut();
      }),
  };
  return proxy;
}
