/** Stands before an object service and does to requests what networks and busy services do. */
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ServiceFault =
  /** The connection goes before the request is read. */
  | 'drop'
  /** The service wants less. */
  | 'busy'
  /** The answer takes its time. */
  | 'slow'
  /** A byte of what was sent is another one. */
  | 'spoil'
  /** The connection goes in the middle of the answer. */
  | 'cut'
  /** The request was done, and nobody hears of it. */
  | 'unheard';

export interface FaultyProxy {
  url: string;
  /** What happens to each request from here on; nothing when it answers undefined. */
  fault: (method: string, path: string) => ServiceFault | undefined;
  /** Requests that something was done to. */
  count: number;
  stop(): Promise<void>;
}

export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const proxy = { fault: () => undefined, count: 0 } as unknown as FaultyProxy;
  const server = createServer((asked, answer) => {
    const fault = proxy.fault(asked.method ?? '', asked.url ?? '');
    if (fault !== undefined) proxy.count += 1;
    void pass(target, asked, answer, fault).catch(() => asked.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  proxy.stop = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return proxy;
}

const BUSY =
  '<?xml version="1.0" encoding="utf-8"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>';

async function pass(
  target: string,
  asked: IncomingMessage,
  answer: ServerResponse,
  fault: ServiceFault | undefined,
): Promise<void> {
  if (fault === 'drop') {
    asked.socket.destroy();
    return;
  }
  const body = Buffer.concat(await asked.toArray());
  if (fault === 'busy') {
    answer.writeHead(503, { 'content-type': 'application/xml', 'x-ms-error-code': 'ServerBusy' }).end(BUSY);
    return;
  }
  if (fault === 'spoil' && body.length > 0) body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1;
  if (fault === 'slow') await new Promise((resolve) => setTimeout(resolve, 300));
  const { expect: _, ...headers } = asked.headers;
  const passed = request(`${target}${asked.url ?? ''}`, { method: asked.method ?? 'GET', headers });
  passed.end(body);
  const come = await new Promise<IncomingMessage>((resolve, reject) => {
    passed.once('response', resolve).once('error', reject);
  });
  const whole = asked.method === 'HEAD' ? Buffer.alloc(0) : Buffer.concat(await come.toArray());
  if (fault === 'unheard') {
    asked.socket.destroy();
    return;
  }
  answer.writeHead(come.statusCode ?? 500, come.headers);
  if (fault === 'cut' && whole.length > 1) {
    answer.write(whole.subarray(0, whole.length >> 1), () => asked.socket.destroy());
    return;
  }
  answer.end(whole);
}
