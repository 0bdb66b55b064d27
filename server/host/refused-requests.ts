/**
 * Responses to requests that never reach our routes: not HTTP, too large, or too slow. Node sends only a status for
 * those; here each gets a message that says what to do, and can read it before the connection closes.
 */
import { STATUS_CODES, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { RequestError } from '@hono/node-server';
import type { ErrorEnvelope } from '#protocol/errors.ts';

/**
 * How long a connection is read after its last response. One that is closed with bytes unread is reset, and the reset
 * may overtake the response.
 */
const LINGER_MS = 1_000;
/** The most bytes that are read in that time. */
const LINGER_BYTES = 16 * 1024 ** 2;

interface Refusal {
  status: number;
  code: string;
  message: string;
}

const NO_HTTP: Refusal = {
  status: 400,
  code: 'BadRequest',
  message:
    'This is not an HTTP/1.1 request, or its headers contradict each other. Send it with a client that speaks HTTP.',
};
const NO_ADDRESS: Refusal = {
  status: 400,
  code: 'InvalidRequestUri',
  message: "The address or the 'Host' header of the request is not valid. Correct it and send the request again.",
};
const LONG_ADDRESS: Refusal = {
  status: 414,
  code: 'RequestUriTooLong',
  message: 'The address of the request is longer than 16 kB. Shorten it: send a shorter filter, or fewer names.',
};
const LONG_HEADERS: Refusal = {
  status: 431,
  code: 'RequestHeaderFieldsTooLarge',
  message: 'The headers of the request are more than 100, or larger than 16 kB. Send fewer and shorter ones.',
};
const TOO_SLOW: Refusal = {
  status: 408,
  code: 'RequestTimeout',
  message: 'The request was not complete in time. Send it again, over a faster connection or in smaller parts.',
};
const LONG_PIECES: Refusal = {
  status: 413,
  code: 'RequestContentTooLarge',
  message: 'The chunks of the content carry extensions of more than 16 kB. Send them without.',
};
const NO_EXPECTATION: Refusal = {
  status: 417,
  code: 'ExpectationFailed',
  message: "The header 'Expect' may only be '100-continue'. Send the request without it.",
};
const NO_TUNNEL: Refusal = {
  status: 405,
  code: 'MethodNotAllowed',
  message: 'CONNECT is not supported: this server is not a proxy.',
};

const TOO_MANY_AT_ONCE: Refusal = {
  status: 429,
  code: 'TooManyRequests',
  message: 'More than 16 requests were sent over one connection before the first response. Wait for the responses.',
};

/**
 * No browser or proxy sends that many: they send the next request after the last response, or open another connection.
 */
const MOST_UNANSWERED = 16;

/**
 * Limits the requests of one connection that run at once, and ends the connection at the next one: thousands fit into
 * one chunk of data, and would all start before any other caller's.
 */
export function fewOfAConnection(listener: RequestListener): RequestListener {
  const unanswered = new WeakMap<Socket, number>();
  return (incoming, outgoing) => {
    const { socket } = incoming;
    const before = unanswered.get(socket) ?? 0;
    unanswered.set(socket, before + 1);
    if (before > MOST_UNANSWERED) return;
    if (before === MOST_UNANSWERED) {
      socket.pause();
      const headers = { ...headersOf(TOO_MANY_AT_ONCE), 'Retry-After': '1' };
      outgoing.writeHead(TOO_MANY_AT_ONCE.status, headers).end(bodyOf(TOO_MANY_AT_ONCE));
      return;
    }
    outgoing.once('close', () => unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1));
    listener(incoming, outgoing);
  };
}

/**
 * The response to a request whose address cannot be parsed. Also for one whose sender disconnected, which would
 * otherwise be a stack trace in the log. Any other error is a bug, and is thrown.
 */
export function refuseUnreadable(error: unknown): Response {
  if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET')
    return new Response(null, { status: 499 });
  if (!(error instanceof RequestError)) throw error;
  return new Response(bodyOf(NO_ADDRESS), { status: NO_ADDRESS.status, headers: JSON_HEADERS });
}

/**
 * Makes this server send a message where Node would send only a status, and close no connection before its response was
 * read.
 */
export function refuseWithWords(server: Server): void {
  const responding = new WeakMap<Socket, ServerResponse>();
  const refused = new WeakSet<Duplex>();

  const refuse = (stream: Duplex, refusal: Refusal): void => {
    // Data after a refusal is dropped without a second response.
    if (refused.has(stream)) return;
    refused.add(stream);
    // A response that has begun must not be interrupted.
    if (stream instanceof Socket && stream.writable && responding.get(stream)?.headersSent !== true) {
      linger(stream, onSocket(refusal));
    } else stream.destroy();
  };

  server.prependListener('request', (incoming, outgoing) => {
    const { socket } = incoming;
    responding.set(socket, outgoing);
    outgoing.once('close', () => responding.get(socket) === outgoing && responding.delete(socket));
    closeWhenRead(incoming);
  });
  server.on('clientError', (error: NodeJS.ErrnoException & { rawPacket?: Buffer }, stream) => {
    if (error.code === 'ECONNRESET') stream.destroy();
    else refuse(stream, refusalOf(error));
  });
  server.on('connect', (_, stream) => refuse(stream, NO_TUNNEL));
  server.on('checkExpectation', (_: IncomingMessage, outgoing: ServerResponse) => {
    outgoing.writeHead(NO_EXPECTATION.status, headersOf(NO_EXPECTATION)).end(bodyOf(NO_EXPECTATION));
  });
}

/** Node closes a connection with its last response, even while the request is still being sent. */
function closeWhenRead(incoming: IncomingMessage): void {
  const { socket } = incoming;
  // The socket's own method, not the replacement of an earlier request.
  const closeAtOnce = () => Socket.prototype.destroySoon.call(socket);
  socket.destroySoon = () => {
    socket.destroySoon = closeAtOnce;
    if (incoming.complete || socket.destroyed) {
      closeAtOnce();
      return;
    }
    linger(socket);
    incoming.once('end', closeAtOnce).resume();
  };
}

/** Sends the last response, and reads until the other side closes or the time is over. */
function linger(socket: Socket, lastWord?: string): void {
  const until = socket.bytesRead + LINGER_BYTES;
  const close = () => socket.destroy();
  const late = setTimeout(close, LINGER_MS);
  const looking = setInterval(() => socket.bytesRead > until && close(), LINGER_MS / 20);
  socket.once('close', () => {
    clearTimeout(late);
    clearInterval(looking);
  });
  if (lastWord === undefined) socket.end();
  else socket.end(lastWord);
}

function refusalOf({ code, rawPacket }: NodeJS.ErrnoException & { rawPacket?: Buffer }): Refusal {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return isLongAddress(rawPacket) ? LONG_ADDRESS : LONG_HEADERS;
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return LONG_PIECES;
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return TOO_SLOW;
    default:
      return NO_HTTP;
  }
}

/** Whether the first line is too long, judged by the chunk in which the limit was reached. */
const isLongAddress = (packet?: Buffer): boolean =>
  packet !== undefined &&
  /^[A-Z]+ /.test(packet.toString('latin1', 0, 20)) &&
  packet.subarray(0, 16_000).indexOf('\n') < 0;

const bodyOf = ({ code, message }: Refusal): string =>
  JSON.stringify({ error: { code, message } } satisfies ErrorEnvelope);

const JSON_HEADERS = {
  'Content-Type': 'application/json; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
};

const headersOf = (refusal: Refusal) => ({
  ...JSON_HEADERS,
  'Content-Length': String(Buffer.byteLength(bodyOf(refusal))),
  Connection: 'close',
});

const onSocket = (refusal: Refusal): string =>
  [
    `HTTP/1.1 ${String(refusal.status)} ${STATUS_CODES[refusal.status] ?? ''}`,
    ...Object.entries(headersOf(refusal)).map(([name, value]) => `${name}: ${value}`),
    '',
    bodyOf(refusal),
  ].join('\r\n');
