/** The HTTP server itself, with or without TLS, and its time limits. */
import { once } from 'node:events';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { createSecureContext } from 'node:tls';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { SetupError } from '#adapters/setup-error.ts';
import type { Log } from '#provider/ports.ts';
import type { Config } from './config.ts';
import { fewOfAConnection, refuseUnreadable, refuseWithWords } from './refused-requests.ts';

export interface Patience {
  /** The limit for a whole request with its body. */
  requestMs: number;
  headersMs: number;
  /** How often the limits are checked. */
  checkMs: number;
  /** How often the files of TLS are checked for changes. */
  tlsFilesMs: number;
}

const PATIENCE: Patience = { requestMs: 60_000, headersMs: 15_000, checkMs: 5_000, tlsFilesMs: 5_000 };
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_HEADERS = 100;
/** Each connection costs memory, even an idle one. */
const MAX_CONNECTIONS = 5_000;
/** Connections waiting to be accepted. A client beyond that gets no response, and tries again after seconds. */
const WAITING_CONNECTIONS = 4_096;

export interface Listening {
  server: Server;
  /** Accepts no more requests; resolves when the last response is sent. */
  close: () => Promise<void>;
}

type ListenConfig = Pick<Config, 'HOST' | 'PORT' | 'TLS_CERT' | 'TLS_KEY'>;

/** Listens. Throws a `SetupError` when the address cannot be used, or the files of TLS are invalid. */
export async function listen(
  app: Pick<Hono, 'fetch'>,
  config: ListenConfig,
  log: Log,
  { requestMs, headersMs, checkMs, tlsFilesMs }: Patience = PATIENCE,
): Promise<Listening> {
  const limits = {
    maxHeaderSize: MAX_HEADER_BYTES,
    requestTimeout: requestMs,
    headersTimeout: headersMs,
    connectionsCheckingInterval: checkMs,
    // Refused below, with a message.
    requireHostHeader: false,
  };
  const listener = getRequestListener(app.fetch.bind(app), { errorHandler: refuseUnreadable });
  const handler = fewOfAConnection((incoming, outgoing) => void listener(incoming, outgoing));
  const files = tlsFilesOf(config);
  const server =
    files === undefined
      ? createServer(limits, handler)
      : createTlsServer({ ...limits, ...readTlsFiles(files) }, handler);
  refuseWithWords(server);
  server.maxHeadersCount = MAX_HEADERS;
  server.maxConnections = MAX_CONNECTIONS;
  await begin(server, config);
  const stopWatching = files ? renewTls(server as unknown as TlsServer, files, log, tlsFilesMs) : undefined;
  return {
    server,
    async close() {
      stopWatching?.();
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
    },
  };
}

interface TlsFiles {
  certificate: string;
  key: string;
}

const tlsFilesOf = ({ TLS_CERT, TLS_KEY }: ListenConfig): TlsFiles | undefined =>
  TLS_CERT === undefined || TLS_KEY === undefined ? undefined : { certificate: TLS_CERT, key: TLS_KEY };

/** Throws a `SetupError` for files that are missing, are not PEM, or do not belong together. */
function readTlsFiles({ certificate, key }: TlsFiles): { cert: Buffer; key: Buffer } {
  try {
    const pair = { cert: readFileSync(certificate), key: readFileSync(key) };
    createSecureContext(pair);
    return pair;
  } catch (error) {
    throw new SetupError(
      `TLS_CERT ${certificate} and TLS_KEY ${key} cannot be used: ${error instanceof Error ? error.message : String(error)}. They must be a certificate and its key, as PEM files that this user may read.`,
    );
  }
}

/**
 * Uses new files when they change; open connections stay as they are. Invalid files are logged and the old ones kept:
 * while two files are being replaced, they do not fit each other for a moment.
 */
function renewTls(server: TlsServer, files: TlsFiles, log: Log, everyMs: number): () => void {
  const renew = () => {
    try {
      server.setSecureContext(readTlsFiles(files));
      log('the files of TLS have changed, and are used from now on', { certificate: files.certificate });
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      log('the files of TLS have changed, and the old ones stay in use', { problem: error.message }, 'warning');
    }
  };
  const paths = [files.certificate, files.key];
  for (const path of paths) watchFile(path, { interval: everyMs, persistent: false }, renew);
  return () => {
    for (const path of paths) unwatchFile(path, renew);
  };
}

async function begin(server: Server, { HOST, PORT }: Pick<Config, 'HOST' | 'PORT'>): Promise<void> {
  try {
    server.listen({ port: PORT, host: HOST, backlog: WAITING_CONNECTIONS });
    await once(server, 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new SetupError(`Port ${PORT} is in use. Stop what uses it, or choose another: PORT=${PORT + 1} npm start`);
    }
    if (code === 'EACCES')
      throw new SetupError(`This user may not listen on port ${PORT}. Choose one above 1023 with PORT.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new SetupError(`HOST ${HOST} is not an address of this machine.`);
    throw error;
  }
}
