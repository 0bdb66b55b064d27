/** Opens a session of the driver: TLS by the mode, sign-in without revealing a password, all within a time limit. */
import { Socket, type OnReadOpts, type SocketConstructorOpts } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import pg from 'pg';
import type { EngineFault, ServerAccess } from '#provider/ports.ts';
import { errorCode } from '../file-errors.ts';
import { CONNECT_MS, clientConfig, type AccessFiles } from './access.ts';
import { limitAnswers, type AnswerLimits } from './answer-limits.ts';
import { explained } from './faults.ts';
import { asLookup, addressesOfHost } from './host-lookup.ts';
import { serverFaults } from './server-faults.ts';
import { asOptions, reachedOf, sessionSettings, type Reached, type SessionNeeds } from './session.ts';

/** As much as a socket delivers at once. */
const READ_BYTES = 64 * 1024;

/** A session of ours that has just ended has its place at the server until the process behind it is gone. */
const PLACE_MS = 2000;
const PLACE_AGAIN_MS = 100;
const TOO_MANY_CONNECTIONS = '53300';

export interface ConnectOptions {
  access: ServerAccess;
  files: AccessFiles;
  signal?: AbortSignal | undefined;
  /** The session reads whole tables: into one reused buffer, to avoid garbage collection. */
  readsMuch?: boolean;
  /** Called with each session before it connects. */
  opened?: ((client: pg.Client) => void) | undefined;
}

export interface Opened {
  client: pg.Client;
  limits: AnswerLimits;
  reached: Reached;
}

/** Tries the ways that mode and server allow. All together have the time limit of one attempt. */
export async function openClient(options: ConnectOptions, database: string, needs: SessionNeeds): Promise<Opened> {
  const { access, files, signal } = options;
  const until = Date.now() + CONNECT_MS;
  const placeUntil = Date.now() + PLACE_MS;
  const known = reachedOf(access);
  let config: pg.ClientConfig = {
    ...clientConfig(access, database, files),
    ...(known?.takesOptions !== false && { options: asOptions(sessionSettings(needs, known)) }),
  };
  for (;;) {
    try {
      return await open(config, until, options);
    } catch (error) {
      const fault = explained(error, signal);
      if (errorCode(fault.cause) === TOO_MANY_CONNECTIONS && Date.now() < placeUntil) {
        await delay(PLACE_AGAIN_MS);
        continue;
      }
      const next = nextTry(config, access, fault);
      if (next === undefined) throw atTheEnd(fault, config, access);
      config = next;
    }
  }
}

/**
 * The next way to try. Poolers may not accept settings in the start packet. The mode `prefer` connects without TLS
 * where the server has none, or accepts this login only without it, as libpq does.
 */
function nextTry(config: pg.ClientConfig, access: ServerAccess, fault: EngineFault): pg.ClientConfig | undefined {
  const { options, ...without } = config;
  if (options !== undefined && refusesOptions(fault.cause)) return without;
  if (access.tlsMode !== 'prefer' || config.ssl === false) return undefined;
  const isWorthIt = ['UserErrorServerTlsUnavailable', 'UserErrorServerAccessNotAllowed'].includes(fault.code);
  return isWorthIt ? { ...config, ssl: false } : undefined;
}

/** PgBouncer says 08P01, others that the feature is not supported; neither translates its message. */
const refusesOptions = (error: unknown): boolean =>
  ['08P01', '0A000'].includes(errorCode(error) ?? '') &&
  error instanceof Error &&
  /startup parameter|command-line options/i.test(error.message);

/**
 * A refusal of pg_hba.conf is the same with and without TLS. The advice is TLS where none was tried, and never where
 * the server has just reported that it has none.
 */
function atTheEnd(fault: EngineFault, { ssl }: pg.ClientConfig, { tlsMode }: ServerAccess): EngineFault {
  if (ssl !== false || !['UserErrorServerTlsRequired', 'UserErrorServerAccessNotAllowed'].includes(fault.code))
    return fault;
  const build = tlsMode === 'disable' ? serverFaults.tlsRequired : serverFaults.notAllowed;
  return Object.assign(build(fault.cause), { details: fault.details });
}

async function open(
  config: pg.ClientConfig,
  until: number,
  { access, signal, opened, readsMuch = false }: ConnectOptions,
): Promise<Opened> {
  signal?.throwIfAborted();
  const reached: Reached = {
    tlsProtocol: undefined,
    authentication: 'none',
    takesOptions: config.options !== undefined,
    isPooled: false,
    isSuperuser: false,
    major: 0,
    isLinux: false,
  };
  const client: pg.Client = new pg.Client({
    ...config,
    stream: () => serverSocket(),
    ...(readsMuch && intoOneBuffer(config.ssl, () => client.connection.stream)),
    connectionTimeoutMillis: Math.max(1, until - Date.now()),
    password: () => {
      const isReadable = reached.authentication === 'clear' && tlsProtocolOf(client) === undefined;
      if (isReadable && access.tlsMode !== 'disable') throw serverFaults.clearPassword();
      return access.administratorLoginPassword;
    },
  });
  // When an idle connection breaks, the next query fails; without a listener the error would end the process.
  client.on('error', () => undefined);
  opened?.(client);
  const limits = limitAnswers(client, { hasTls: config.ssl !== false, isLent: readsMuch });
  take(client, reached);
  try {
    await unlessAborted(client.connect(), signal);
    reached.tlsProtocol = tlsProtocolOf(client);
    return { client, limits, reached };
  } catch (error) {
    client.connection.stream.destroy();
    throw limits.cutFor() ?? error;
  }
}

function intoOneBuffer(ssl: pg.ClientConfig['ssl'], streamOf: () => Duplex): Pick<pg.ClientConfig, 'ssl' | 'stream'> {
  // Node's own option, which the types of `tls` know only of plain connections.
  const onread: OnReadOpts = {
    buffer: Buffer.allocUnsafeSlow(READ_BYTES),
    callback: (size: number, buffer: Uint8Array) => streamOf().emit('data', buffer.subarray(0, size)),
  };
  return typeof ssl === 'object' ? { ssl: Object.assign({ onread }, ssl) } : { stream: () => serverSocket({ onread }) };
}

/** A socket that resolves names with our look-up. */
function serverSocket(options?: SocketConstructorOpts): Socket {
  const socket = new Socket(options);
  const connect = socket.connect.bind(socket) as (...given: unknown[]) => Socket;
  const lookup = asLookup(addressesOfHost);
  // The driver's call: with port and host, or with the path of a socket.
  socket.connect = (port: unknown, host?: unknown) =>
    typeof host === 'string' ? connect({ port, host, lookup }) : connect(port);
  return socket;
}

/** Records what the server sends during the sign-in. */
function take({ connection }: pg.Client, reached: Reached): void {
  connection.on('authenticationCleartextPassword', () => (reached.authentication = 'clear'));
  connection.on('authenticationMD5Password', () => (reached.authentication = 'md5'));
  connection.on('authenticationSASL', () => (reached.authentication = 'scram'));
  connection.on('parameterStatus', (status: { parameterName: string; parameterValue: string }) => {
    if (status.parameterName === 'is_superuser') reached.isSuperuser = status.parameterValue === 'on';
    if (status.parameterName === 'server_version') reached.major = Number.parseInt(status.parameterValue, 10) || 0;
  });
}

/** The driver cannot abort connecting, so it is left to finish. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(new Error('Aborted', { cause: signal.reason }));
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function tlsProtocolOf({ connection: { stream } }: pg.Client): string | undefined {
  return stream instanceof TLSSocket ? (stream.getProtocol() ?? undefined) : undefined;
}
