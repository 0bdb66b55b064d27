/** Two ways to send: requests as any client makes them, over a few connections, and bytes as they are. */
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { Closing, type Answered } from './tally.ts';

export interface Sent {
  method: string;
  path: string;
  headers: Record<string, string | string[]>;
  body?: string;
}

export interface Sender {
  send(sent: Sent): Promise<Answered>;
  /** Writes the bytes to a connection of their own and reads to its end. `hangsUp`: closes this side after the last one. */
  write(bytes: Buffer, hangsUp?: boolean): Promise<Answered>;
  close(): void;
}

/** More than any response takes here; what is slower than that has stalled. */
const PATIENCE_MS = 30_000;
const NOTHING: Answered = { status: -1, hasRetryAfter: false, text: '' };
const closedBy = (closed: Closing): Answered => ({ status: 0, hasRetryAfter: false, text: '', closed });

export function createSender(origin: string): Sender {
  const { hostname, port } = new URL(origin);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    send: ({ method, path, headers, body }) =>
      new Promise((resolve) => {
        const outgoing = request({ agent, host: '127.0.0.1', port, method, path, headers }, (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', () => resolve(closedBy(Closing.unexplained)));
          incoming.on('end', () => {
            const hasRetryAfter = incoming.headers['retry-after'] !== undefined;
            const text = Buffer.concat(chunks).toString('utf8');
            const operation = incoming.headers['azure-asyncoperation']?.toString();
            resolve({ status: incoming.statusCode ?? 0, hasRetryAfter, text, operation });
          });
        });
        const late = setTimeout(() => {
          resolve(NOTHING);
          outgoing.destroy();
        }, PATIENCE_MS);
        outgoing.on('close', () => clearTimeout(late));
        outgoing.on('error', () => resolve(closedBy(outgoing.reusedSocket ? Closing.weWereIdle : Closing.unexplained)));
        outgoing.setHeader('Host', `${hostname}:${port}`);
        // In two pieces and without a length where the headers say so.
        if (body !== undefined && headers['transfer-encoding'] === 'chunked') {
          const half = Math.floor(body.length / 2);
          outgoing.write(body.slice(0, half) || ' ');
          outgoing.end(body.slice(half));
        } else outgoing.end(body);
      }),
    write: (bytes, hangsUp = false) =>
      new Promise((resolve) => {
        const chunks: Buffer[] = [];
        const answer = () =>
          answerIn(Buffer.concat(chunks).toString('utf8')) ?? closedBy(hangsUp ? Closing.weLeft : Closing.unexplained);
        const end = () => {
          clearTimeout(late);
          socket.destroy();
          resolve(answer());
        };
        const socket = connect(Number(port), '127.0.0.1', () => {
          if (hangsUp) socket.end(bytes);
          else socket.write(bytes);
        });
        const late = setTimeout(() => {
          socket.destroy();
          resolve(chunks.length === 0 ? NOTHING : answer());
        }, PATIENCE_MS);
        socket.on('data', (chunk: Buffer) => chunks.push(chunk));
        socket.on('error', end);
        socket.on('close', end);
      }),
    close: () => agent.destroy(),
  };
}

/** The first response of a connection; a 100 (Continue) does not count. */
function answerIn(text: string): Answered | undefined {
  const [, status] = /^(?:HTTP\/1\.1 1\d\d [^]*?\r\n\r\n)*HTTP\/1\.1 ([2-5]\d\d)/.exec(text) ?? [];
  if (status === undefined) return undefined;
  return { status: Number(status), hasRetryAfter: /^retry-after:/im.test(text), text };
}

/** Does all of it, some at once. `each` gets its number. */
export async function many(times: number, atOnce: number, each: (at: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(times, atOnce) }, async () => {
      while (next < times) await each(next++);
    }),
  );
}
