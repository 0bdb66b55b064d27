/** Finds who holds the lock that a dump waited for: reads the catalogues, without touching a table. */
import { EngineFault } from '#provider/ports.ts';
import { withConnection, type ConnectOptions } from './connection.ts';

interface Holder {
  relation: string;
  /** The process id of a session; a prepared transaction has none. */
  pid: number | null;
  /** Name of the prepared transaction. */
  prepared: string | null;
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
    first.prepared === null
      ? `End the session, for example with SELECT pg_catalog.pg_terminate_backend(${String(first.pid)}), or run the backup at another time.`
      : `End the transaction, in the database "${database}", as the role that prepared it: COMMIT PREPARED ${textOf(first.prepared)} or ROLLBACK PREPARED ${textOf(first.prepared)}.`,
  ]);
  explained.details = { ...fault.details, object: `table ${first.relation}` };
  return explained;
}

/** The session or transaction that holds a table of the database so that a dump has to wait. */
export const isAnyLocked = async (connect: ConnectOptions, database: string): Promise<boolean> =>
  (await holdersIn(connect, database)).length > 0;

const textOf = (name: string): string => `'${name.replaceAll("'", "''")}'`;

const inWords = ({ relation, pid, prepared, login, application, since }: Holder): string =>
  `Table ${relation} is locked by ${prepared === null ? `session ${String(pid)}` : `the prepared transaction ${textOf(prepared)}`}` +
  [login && ` of ${login}`, application && ` (${application})`, since && ` since ${since}`].filter(Boolean).join('') +
  '.';

const holdersIn = (connect: ConnectOptions, database: string): Promise<Holder[]> =>
  withConnection(connect, database, (connection) =>
    connection.query<Holder>(
      `SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS relation, l.pid, p.gid AS prepared,
         COALESCE(a.usename, p.owner)::pg_catalog.text AS login,
         NULLIF(a.application_name, '') AS application,
         pg_catalog.to_char(COALESCE(a.xact_start, p.prepared) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') AS since
       FROM pg_catalog.pg_locks l
       JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) l.relation
       JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
       LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid OPERATOR(pg_catalog.=) l.pid
       LEFT JOIN pg_catalog.pg_locks t ON l.pid IS NULL AND t.pid IS NULL AND t.locktype OPERATOR(pg_catalog.=) 'transactionid'
         AND t.virtualtransaction OPERATOR(pg_catalog.=) l.virtualtransaction
       LEFT JOIN pg_catalog.pg_prepared_xacts p ON p.transaction OPERATOR(pg_catalog.=) t.transactionid
       WHERE l.locktype OPERATOR(pg_catalog.=) 'relation' AND l.granted
         AND l.mode OPERATOR(pg_catalog.=) 'AccessExclusiveLock' AND c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p,S,f}')
         AND l.database OPERATOR(pg_catalog.=) (
           SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
         )
       ORDER BY COALESCE(a.xact_start, p.prepared) LIMIT 3`,
    ),
  );
