/**
 * The one way to a database of somebody else (decision 14): in a session that nobody there has a say in, with an abort that
 * works, answers within bounds, and errors that are faults.
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

/** A server ends a statement before that, if it is one: this is for what only pretends to be. */
const ANSWER_MS = READ_TIMEOUT_MS + 15_000;

/** Connects, lets `use` work, and disconnects. Whatever fails on the way is an `EngineFault`, or what `use` threw. */
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
  } finally {
    signal?.removeEventListener('abort', abort);
    // A query may still run when `use` gave up; ending politely would wait for it.
    destroy(opened);
  }
}

/** The same with the driver's own client, for what is no question: rows by COPY, of which there may be any number. */
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

/** Where a server is asked about itself: the usual maintenance database, or the template that every server has. */
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
 * Sees to it that the settings of the start packet hold. PgBouncer and its like refuse them, or are told to ignore them.
 * Behind such a pooler a session may change its server from one transaction to the next, and what is set for a session
 * stays for the next client: a connection that only reads is one transaction then, whose settings end with it. Answers whether it is.
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

/** Of the settings, the one that comes too late once a session is there. */
const ONLY_AT_START = 'local_preload_libraries';

/** A session that others have in between can neither be given settings nor hand them to a tool. */
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

/** Throws where a pooler lends the sessions of the database: no tool may be sent there. */
export const requireOwnSession = (options: ConnectOptions, database: string): Promise<void> =>
  withConnection(options, database, () => Promise.resolve(), { ownSession: true });

interface Session {
  path: string;
  /** Of the process at the server. */
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

/** Which process it was that let us in, as it said itself; the driver's types do not know it. */
const greetedAs = (client: Opened['client']): unknown => (client as { processID?: unknown }).processID;

function destroy({ client }: Opened): void {
  // `end` says goodbye if it can, and is not waited for; the socket goes in any case.
  client.end().catch(() => undefined);
  setTimeout(() => client.connection.stream.destroy(), 1000).unref();
}
