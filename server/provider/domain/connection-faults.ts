/** What keeps a server from being connected to, in the words of every engine. */
import { EngineFault } from '../ports.ts';

/** Makes the fault, with the error that it is about. */
export type Build = (cause?: unknown) => EngineFault;

export const faultBuild =
  (code: string, message: string, ...action: string[]): Build =>
  (cause) =>
    new EngineFault(code, message, action, undefined, cause === undefined ? undefined : { cause });

export const connectionFaults = {
  refused: faultBuild(
    'UserErrorServerConnectionRefused',
    'The server refused the connection: nothing listens at its address and port.',
    'Check that PostgreSQL is running, that host and port of its connection are right, and that a firewall lets this machine through, then try again.',
  ),
  notFound: faultBuild(
    'UserErrorServerHostNotFound',
    'The host name of the server cannot be resolved.',
    'Check the host name in the connection of the server, and the name resolution of this machine.',
  ),
  timedOut: faultBuild(
    'UserErrorServerTimedOut',
    'The server did not respond in time.',
    'Check that the server is reachable from this machine, and that a firewall does not drop the connection.',
  ),
  signInFailed: faultBuild(
    'UserErrorServerSignInFailed',
    'The server did not accept the user name and password.',
    'Enter the right user name and password in the connection of the server.',
  ),
  tlsUnavailable: faultBuild(
    'UserErrorServerTlsUnavailable',
    'The server does not offer TLS, but the TLS mode of its connection requires it.',
    'Turn on ssl at the server, or choose the TLS mode "disable" in its connection if the network in between is trusted.',
  ),
  tlsFailed: faultBuild(
    'UserErrorServerTlsFailed',
    'The TLS certificate of the server could not be verified.',
    'Name the authority of the certificate in PGSSLROOTCERT, and the host as the certificate does. The TLS mode "require" encrypts without verifying the server.',
  ),
} as const satisfies Record<string, Build>;
