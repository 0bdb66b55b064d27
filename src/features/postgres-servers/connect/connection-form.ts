/** The form of a connection to a server, and what is wrong with it. The password is never part of a form. */
import { isHost, isPort, type PostgresServer, type ServerConnection, type TlsMode } from '#protocol/postgres.ts';
import { fieldProblems, type FieldProblem } from '#ui/form/field-problems.ts';

/** How a server is reached. */
export interface ConnectionForm {
  host: string;
  /** As it was typed. */
  port: string;
  tlsMode: TlsMode;
  login: string;
}

export type ConnectionField = keyof ConnectionForm | 'password';
export type ServerField = 'subscription' | 'group' | 'name' | 'region' | ConnectionField;

/** `isPasswordKnown`: the service has it already, and nothing that it belongs to changed. */
export function connectionProblems(
  { host, port, login }: ConnectionForm,
  password: string,
  isPasswordKnown = false,
): FieldProblem<ConnectionField>[] {
  return fieldProblems<ConnectionField>([
    ['host', hostProblem(host)],
    ['port', /^\d+$/.test(port) && isPort(Number(port)) ? undefined : 'Enter a port from 1 to 65535.'],
    ['login', login.trim() === '' ? 'Enter the user name.' : undefined],
    ['password', password === '' && !isPasswordKnown ? 'Enter the password.' : undefined],
  ]);
}

function hostProblem(host: string): string | undefined {
  if (host.trim() === '') return 'Enter the host name or IP address of the server.';
  return isHost(host.trim()) ? undefined : 'Enter one host name or one IP address, without a port and without spaces.';
}

/** The connection as the service takes it. */
export const connectionOf = ({ host, port, tlsMode }: ConnectionForm): ServerConnection => ({
  host: host.trim(),
  port: Number(port),
  tlsMode,
});

/** The form of a server that is connected; undefined for one that is not. */
export function formOf({ properties }: PostgresServer): ConnectionForm | undefined {
  const { connection, administratorLogin } = properties;
  return (
    connection && {
      host: connection.host,
      port: String(connection.port),
      tlsMode: connection.tlsMode,
      login: administratorLogin,
    }
  );
}

/** Whether both are the same login at the same server, so that one's password fits the other. */
export const isSameAccess = (one: ConnectionForm, other: ConnectionForm): boolean =>
  one.host.trim().toLowerCase() === other.host.trim().toLowerCase() &&
  Number(one.port) === Number(other.port) &&
  one.tlsMode === other.tlsMode &&
  one.login.trim() === other.login.trim();

const FIELD_AT: Readonly<Record<string, ServerField>> = {
  name: 'name',
  location: 'region',
  'properties.administratorlogin': 'login',
  'properties.administratorloginpassword': 'password',
  'properties.connection': 'host',
  'properties.connection.host': 'host',
  'properties.connection.port': 'port',
  'properties.connection.tlsmode': 'tlsMode',
};

/** The field of a refusal by the service, from the error's `target`. */
export const fieldAt = (target: string | undefined): ServerField | undefined => FIELD_AT[(target ?? '').toLowerCase()];
