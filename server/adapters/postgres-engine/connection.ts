/** A connection to one database of a server, with an abort that works and errors that are faults. */
import pg from 'pg';
import type { ServerAccess } from '#provider/ports.ts';
import { clientConfig, type AccessFiles } from './access.ts';
import { cancelled, faultOf } from './faults.ts';

export interface Connection {
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
}

export interface ConnectOptions {
  access: ServerAccess;
  files: AccessFiles;
  signal?: AbortSignal | undefined;
}

/** Connects, lets `use` work, and disconnects. Whatever fails on the way is an `EngineFault`, or what `use` threw. */
export const withConnection = <T>(
  options: ConnectOptions,
  database: string,
  use: (connection: Connection) => Promise<T>,
): Promise<T> =>
  withClient(options, database, (client) =>
    use({
      query: async <Row>(text: string, values?: unknown[]) => {
        try {
          options.signal?.throwIfAborted();
          return (await client.query(text, values)).rows as Row[];
        } catch (error) {
          throw explained(error, options.signal);
        }
      },
    }),
  );

/** The same with the driver's own client, for what is no query. */
export async function withClient<T>(
  options: ConnectOptions,
  database: string,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = await connect(options, database);
  const { signal } = options;
  const abort = () => client.connection.stream.destroy();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await use(client);
  } finally {
    signal?.removeEventListener('abort', abort);
    // A query may still run when `use` gave up; ending politely would wait for it.
    destroy(client);
  }
}

/** Where a server is asked about itself: the usual maintenance database, or the template that every server has. */
export async function withServer<T>(options: ConnectOptions, use: (connection: Connection) => Promise<T>): Promise<T> {
  try {
    return await withConnection(options, 'postgres', use);
  } catch (error) {
    if (faultOf(error).code !== 'UserErrorDatabaseNotFound') throw error;
    return withConnection(options, 'template1', use);
  }
}

async function connect({ access, files, signal }: ConnectOptions, database: string): Promise<pg.Client> {
  const config = clientConfig(access, database, files);
  try {
    return await open(config, signal);
  } catch (error) {
    const fault = explained(error, signal);
    if (access.tlsMode !== 'prefer' || fault.code !== 'UserErrorServerTlsUnavailable') throw fault;
  }
  try {
    return await open({ ...config, ssl: false }, signal);
  } catch (error) {
    throw explained(error, signal);
  }
}

const explained = (error: unknown, signal: AbortSignal | undefined) =>
  signal?.aborted === true ? cancelled(signal.reason) : faultOf(error);

async function open(config: pg.ClientConfig, signal: AbortSignal | undefined): Promise<pg.Client> {
  signal?.throwIfAborted();
  const client = new pg.Client(config);
  // A connection that breaks while idle tells the next query; without a listener it would end the process.
  client.on('error', () => undefined);
  try {
    await unlessAborted(client.connect(), signal);
    return client;
  } catch (error) {
    client.connection.stream.destroy();
    throw error;
  }
}

/** The driver cannot be told to stop connecting, only be left alone with it. */
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

function destroy(client: pg.Client): void {
  // `end` says goodbye if it can, and is not waited for; the socket goes in any case.
  client.end().catch(() => undefined);
  setTimeout(() => client.connection.stream.destroy(), 1000).unref();
}
