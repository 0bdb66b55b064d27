/**
 * The only way to connect to a foreign database (decision 14): in a session that its owners cannot influence, with a
 * working abort, limited results, and errors that are faults.
 */
import { explained, faultOf } from './faults.ts';
import { openClient, type ConnectOptions, type Opened } from './open-client.ts';
import { lendsSessions } from './pooling.ts';
import { serverFaults } from './server-faults.ts';
import { noteReached, sessionSettings, READ_TIMEOUT_MS, type SessionNeeds } from './session.ts';

export type { ConnectOptions } from './open-client.ts';

export interface Connection {
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
}

/** A real server ends a statement before that: this limit is for fake ones. */
const ANSWER_MS = READ_TIMEOUT_MS + 15_000;

/** Connects, lets `use` work, and disconnects. Throws an `EngineFault`, or what `use` threw. */
export async function withConnection<T>(
  options: ConnectOptions,
  database: string,
  use: (connection: Connection) => Promise<T>,
  needs: SessionNeeds = {},
): Promise<T> {
  const opened = await openClient(options, database, needs);
  const { signal } = options;
  const abort = () => opened.client.connection.stream.destroy();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const connection = connectionOf(opened, needs, signal);
    const isOneTransaction = await settle(connection, options, database, opened, needs);
    const answer = await use(connection);
    if (isOneTransaction) await connection.query('ROLLBACK');
    return answer;
  } catch (error) {
    throw isOddAnswer(error) ? serverFaults.oddAnswer(error) : error;
  } finally {
    signal?.removeEventListener('abort', abort);
    // A query may still run when `use` has failed; a regular end would wait for it.
    destroy(opened);
  }
}

/** What a row holds is only known once it is worked with: nothing keeps a server to the columns and types that were asked for. */
const isOddAnswer = (error: unknown): boolean => error instanceof TypeError || error instanceof RangeError;

/** The same with the driver's own client, for COPY, whose rows are unlimited. */
export async function withClient<T>(
  options: ConnectOptions,
  database: string,
  use: (client: Opened['client']) => Promise<T>,
  needs: SessionNeeds = {},
): Promise<T> {
  const opened = await openClient(options, database, needs);
  const { client, limits } = opened;
  client.connection.on('readyForQuery', () => limits.restart());
  const abort = () => client.connection.stream.destroy();
  options.signal?.addEventListener('abort', abort, { once: true });
  try {
    return await use(client);
  } catch (error) {
    throw explained(limits.cutFor() ?? error, options.signal);
  } finally {
    options.signal?.removeEventListener('abort', abort);
    destroy(opened);
  }
}

/**
 * Connects for queries about the server itself: to the usual maintenance database, or the template that every server
 * has.
 */
export async function withServer<T>(
  options: ConnectOptions,
  use: (connection: Connection) => Promise<T>,
  needs: SessionNeeds = {},
): Promise<T> {
  try {
    return await withConnection(options, 'postgres', use, needs);
  } catch (error) {
    if (!IS_CLOSED.includes(faultOf(error).code)) throw error;
  }
  return withConnection(options, 'template1', use, needs);
}

const IS_CLOSED = ['UserErrorDatabaseNotFound', 'UserErrorDatabaseConnectDenied', 'UserErrorDatabaseClosed'];

const connectionOf = (
  { client, limits }: Opened,
  { writes = false }: SessionNeeds,
  signal: AbortSignal | undefined,
): Connection => ({
  query: async <Row>(text: string, values?: unknown[]) => {
    limits.restart();
    const timer = writes ? undefined : setTimeout(() => limits.cut(serverFaults.timedOut()), ANSWER_MS);
    try {
      signal?.throwIfAborted();
      return (await client.query(text, values)).rows as Row[];
    } catch (error) {
      throw explained(limits.cutFor() ?? error, signal);
    } finally {
      clearTimeout(timer);
    }
  },
});

/**
 * Makes sure that the settings of the start packet apply. PgBouncer and similar poolers refuse or ignore them. Behind
 * such a pooler a session may change its server process between transactions, and settings of a session stay for the
 * next client. So a connection that only reads becomes one transaction, whose settings end with it. Returns whether it
 * does.
 */
async function settle(
  connection: Connection,
  options: ConnectOptions,
  database: string,
  { client, reached }: Opened,
  needs: SessionNeeds,
): Promise<boolean> {
  const { path, pid, isLinux = false } = await readSession(connection);
  const takesOptions = reached.takesOptions && path === '';
  const isPooled = !takesOptions || pid !== greetedAs(client);
  noteReached(options.access, { ...reached, takesOptions, isPooled, isLinux });
  if (isPooled && (needs.writes === true || needs.ownSession === true))
    await refuseLent(options, database, { idle: client, pid });
  if (takesOptions) return false;
  const isLocal = needs.writes !== true;
  if (isLocal) await connection.query('BEGIN READ ONLY');
  for (const [name, value] of Object.entries(sessionSettings(needs, reached))) {
    if (name !== ONLY_AT_START)
      await connection.query('SELECT pg_catalog.set_config($1, $2, $3)', [name, value, isLocal]);
  }
  if ((await readSession(connection)).path !== '') throw serverFaults.poolerForgets();
  return isLocal;
}

/** The one setting that comes too late once the session exists. */
const ONLY_AT_START = 'local_preload_libraries';

/** A session that other clients use in between can neither keep settings nor be used for a tool. */
async function refuseLent(
  options: ConnectOptions,
  database: string,
  session: Parameters<typeof lendsSessions>[2],
): Promise<void> {
  const isLent = await lendsSessions(options, database, session).catch((error: unknown) => {
    throw explained(error, options.signal);
  });
  if (isLent) throw serverFaults.poolerLends();
}

/** Throws where a pooler shares the sessions of the database: no tool may connect there. */
export const requireOwnSession = (options: ConnectOptions, database: string): Promise<void> =>
  withConnection(options, database, () => Promise.resolve(), { ownSession: true });

interface Session {
  path: string;
  /** The id of the server process. */
  pid: number;
  isLinux: boolean;
}

async function readSession(connection: Connection): Promise<Partial<Session>> {
  const [row] = await connection.query<Session>(
    `SELECT pg_catalog.current_setting('search_path') AS path, pg_catalog.pg_backend_pid() AS pid,
       pg_catalog.version() OPERATOR(pg_catalog.~~) '%linux%' AS "isLinux"`,
  );
  return row ?? {};
}

/** The process that authenticated us, as it reported itself; missing in the driver's types. */
const greetedAs = (client: Opened['client']): unknown => (client as { processID?: unknown }).processID;

function destroy({ client }: Opened): void {
  // `end` closes regularly if it can, and is not awaited; the socket is destroyed in any case.
  client.end().catch(() => undefined);
  setTimeout(() => client.connection.stream.destroy(), 1000).unref();
}
