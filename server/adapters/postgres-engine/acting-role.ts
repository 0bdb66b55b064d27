/**
 * A login whose sessions begin as another role (`ALTER ROLE … SET role`) has that role's rights, in our sessions and in
 * those of the tools. That may be intended, so it stays; where the rights are not enough, the message says so.
 */
import { EngineFault } from '#provider/ports.ts';
import { quoted } from '../quoted.ts';
import { withConnection, type Connection, type ConnectOptions } from './connection.ts';

interface Acting {
  login: string;
  role: string;
}

/** Adds to the fault the role whose rights are missing, where it is not the login. */
export async function explainRole(connection: Connection, fault: EngineFault): Promise<EngineFault> {
  const [acting] = await connection.query<Acting>(
    `SELECT session_user::pg_catalog.text AS login, current_user::pg_catalog.text AS role WHERE session_user <> current_user`,
  );
  if (acting === undefined) return fault;
  const { login, role } = acting;
  const explained = new EngineFault(
    fault.code,
    `${fault.message} Sessions of the login '${login}' begin as the role '${role}', and have the rights of that one alone.`,
    [`Grant the rights to ${quoted(role)}, or: ALTER ROLE ${quoted(login)} RESET role;`, ...fault.recommendedAction],
  );
  explained.details = fault.details;
  return explained;
}

/** The same for a dump that was refused. */
export async function explainRights(
  connect: ConnectOptions,
  database: string | undefined,
  fault: EngineFault,
): Promise<EngineFault> {
  if (fault.code !== 'UserErrorServerPermissionDenied' || database === undefined) return fault;
  return withConnection(connect, database, (connection) => explainRole(connection, fault)).catch(() => fault);
}
