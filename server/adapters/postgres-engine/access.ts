/** How to reach a server: for the `pg` driver as a configuration, for the tools as environment variables. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';
import type { ClientConfig } from 'pg';
import type { TlsMode } from '#protocol/postgres.ts';
import type { ServerAccess } from '#provider/ports.ts';
import { PINNED_SETTINGS } from '../postgres-archive/pinned-settings.ts';
import { invalidHost } from './faults.ts';
import { asOptions, reachedOf, toolSettings, type Reached, type SessionNeeds } from './session.ts';

const APPLICATION = 'backup-portal';

/** The time limit for opening a session. */
export const CONNECT_MS = 10_000;

/** The files with keys, certificates and settings for the tools. */
export interface AccessFiles {
  /** Certificate authorities in PEM, for the modes that verify. */
  authorities: string;
  /** A libpq service file, see `SERVICE_FILE`. */
  service: string;
  /** An empty folder as the home of the tools, so that no user's `.pgpass` or `.postgresql` is used. */
  home: string;
}

/**
 * libpq reads keep-alive times only from a connection string or a service, not from the environment. With them a
 * vanished server is noticed within two minutes. Only constants are allowed here: service files have no quoting.
 */
export const SERVICE_FILE = `[backup_portal]
keepalives_idle=30
keepalives_interval=10
keepalives_count=6
tcp_user_timeout=90000
`;

/** One host name, one address, or the folder of a socket: libpq would read a comma as a list of hosts. */
export function checkHost(host: string): void {
  if (!/^[\w.:%-]+$/.test(host) && !/^\/[^,\0]*$/.test(host)) throw invalidHost();
}

/** Without the password: it is passed when the server requests it by an allowed method. */
export function clientConfig(access: ServerAccess, database: string, files: AccessFiles): ClientConfig {
  return {
    host: access.host,
    port: access.port,
    user: access.administratorLogin,
    database,
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
    application_name: APPLICATION,
    // Ignores the environment of the portal, which the tools do not see either.
    sslnegotiation: 'postgres',
    ssl: tlsOptions(access.tlsMode, files),
  };
}

function tlsOptions(mode: TlsMode, files: AccessFiles): NonNullable<ClientConfig['ssl']> {
  switch (mode) {
    case 'disable':
      return false;
    case 'prefer':
    case 'require':
      // These two encrypt without verifying the server; `toolEnvironment` keeps libpq from verifying it.
      return { rejectUnauthorized: false };
    case 'verify-ca':
      return { ca: readFileSync(files.authorities, 'utf8'), checkServerIdentity: () => undefined };
    case 'verify-full':
      return { ca: readFileSync(files.authorities, 'utf8') };
  }
}

/**
 * The whole environment of a tool. The database is passed in `PGDATABASE`, which libpq takes literally: as an argument,
 * `host=evil dbname=z` would be a connection string. The tool must meet the server that the driver met, so the driver
 * must have connected through this access before.
 */
export function toolEnvironment(
  access: ServerAccess,
  database: string,
  files: AccessFiles,
  needs: SessionNeeds = {},
): Record<string, string> {
  const reached = reachedOf(access);
  return {
    PGHOST: access.host,
    PGPORT: String(access.port),
    PGUSER: access.administratorLogin,
    PGDATABASE: database,
    ...signIn(access.tlsMode, access.administratorLoginPassword, reached),
    PGSSLMODE: toolMode(access.tlsMode, reached),
    // If a file of authorities exists, libpq verifies in every mode. So this names a file that does not exist, also not
    // in the user's home.
    PGSSLROOTCERT: access.tlsMode.startsWith('verify') ? files.authorities : join(files.home, 'no-authorities'),
    PGSSLCERT: join(files.home, 'no-certificate'),
    PGSSLCRL: join(files.home, 'no-revocations'),
    PGPASSFILE: join(files.home, 'no-passwords'),
    // The driver does not support Kerberos; libpq would try it first.
    PGGSSENCMODE: 'disable',
    PGCONNECT_TIMEOUT: String(CONNECT_MS / 1000),
    PGAPPNAME: APPLICATION,
    ...(reached?.takesOptions !== false && {
      PGOPTIONS: asOptions({ ...toolSettings(needs, reached), ...PINNED_SETTINGS }),
    }),
    // The only setting for the text of a dump that pg_dump does not set itself and that poolers accept in this way.
    PGTZ: 'UTC',
    PGSERVICEFILE: files.service,
    PGSERVICE: 'backup_portal',
    HOME: files.home,
    // `faults.ts` parses the messages on standard error.
    LC_ALL: 'C',
    // Without it a Windows program cannot open a socket.
    ...(process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot }),
  };
}

const isInClear = (reached: Reached | undefined): reached is Reached =>
  reached !== undefined && reached.tlsProtocol === undefined;

/** libpq must not decide what `prefer` means, or it might connect without TLS to a server that has it. */
function toolMode(mode: TlsMode, reached: Reached | undefined): TlsMode {
  if (mode !== 'prefer') return mode;
  return isInClear(reached) ? 'disable' : 'require';
}

/**
 * A tool sends the password in clear when the server requests that. So without TLS, unless the mode is `disable`, it
 * gets the password only where the server requested a proof of it from the driver. From 16 on libpq can be restricted
 * to such a proof; older ones rely on the tool reaching the same server (decision 14).
 */
function signIn(mode: TlsMode, password: string, reached: Reached | undefined): Record<string, string> {
  if (mode !== 'prefer' || !isInClear(reached)) return { PGPASSWORD: password };
  const isProof = reached.authentication === 'scram' || reached.authentication === 'md5';
  return { PGREQUIREAUTH: 'scram-sha-256,md5,none', ...(isProof && { PGPASSWORD: password }) };
}

/** The authorities that this machine trusts, or those of the file in libpq's own variable. */
export function trustedAuthorities(): string {
  const named = process.env.PGSSLROOTCERT;
  if (named !== undefined && named !== '' && named !== 'system') return readFileSync(named, 'utf8');
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])].join('\n');
}
