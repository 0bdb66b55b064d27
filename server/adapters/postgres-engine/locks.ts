/** Who holds the lock that a dump waited for in vain: asked of the catalogues, without touching a table. */
import { EngineFault } from '#provider/ports.ts';
import { withConnection, type ConnectOptions } from './connection.ts';

interface Holder {
  relation: string;
  pid: number;
  login: string | null;
  application: string | null;
  since: string | null;
}

/** The same fault, with the table and the session that holds it where they can still be seen. */
export async function explainLock(
  connect: ConnectOptions,
  database: string | undefined,
  fault: EngineFault,
): Promise<EngineFault> {
  if (fault.code !== 'UserErrorServerObjectsLocked' || database === undefined) return fault;
  const holders = await holdersIn(connect, database).catch(() => []);
  const [first] = holders;
  if (first === undefined) return fault;
  const explained = new EngineFault(fault.code, `${fault.message} ${holders.map(inWords).join(' ')}`, [
    `End the session, for example with SELECT pg_catalog.pg_terminate_backend(${String(first.pid)}), or run the backup at another time.`,
  ]);
  explained.details = { ...fault.details, object: `table ${first.relation}` };
  return explained;
}

const inWords = ({ relation, pid, login, application, since }: Holder): string =>
  `Table ${relation} is locked by session ${String(pid)}` +
  [login && ` of ${login}`, application && ` (${application})`, since && ` since ${since}`].filter(Boolean).join('') +
  '.';

const holdersIn = (connect: ConnectOptions, database: string): Promise<Holder[]> =>
  withConnection(connect, database, (connection) =>
    connection.query<Holder>(
      `SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS relation, l.pid, a.usename::pg_catalog.text AS login,
         NULLIF(a.application_name, '') AS application,
         pg_catalog.to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') AS since
       FROM pg_catalog.pg_locks l
       JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) l.relation
       JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
       LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid OPERATOR(pg_catalog.=) l.pid
       WHERE l.locktype OPERATOR(pg_catalog.=) 'relation' AND l.granted
         AND l.mode OPERATOR(pg_catalog.=) 'AccessExclusiveLock' AND c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p,S,f}')
         AND l.database OPERATOR(pg_catalog.=) (
           SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
         )
       ORDER BY a.xact_start LIMIT 3`,
    ),
  );
