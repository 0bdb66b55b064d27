/** How to reach a server: for the `pg` driver as a configuration, for the tools as environment variables. */
import { readFileSync } from 'node:fs';
import { getCACertificates } from 'node:tls';
import type { ClientConfig } from 'pg';
import type { TlsMode } from '#protocol/postgres.ts';
import type { ServerAccess } from '#provider/ports.ts';
import { pinnedOptions } from '../postgres-archive/pinned-settings.ts';
import { invalidHost } from './faults.ts';

const CONNECT_TIMEOUT_SECONDS = 10;

/** Where keys, certificates and settings of the tools are kept. */
export interface AccessFiles {
  /** Certificate authorities in PEM, for the modes that verify. */
  authorities: string;
  /** A libpq service file, see `SERVICE_FILE`. */
  service: string;
  /** An empty folder that stands for the home of the tools, so that no `.pgpass` or `.postgresql` of anyone counts. */
  home: string;
}

/**
 * libpq takes keep-alive times from no environment variable, only from a connection string or a service. A server that
 * vanishes without a word is then noticed within two minutes. Only constants are in here: service files know no quoting.
 */
export const SERVICE_FILE = `[backup_portal]
keepalives_idle=30
keepalives_interval=10
keepalives_count=6
tcp_user_timeout=90000
`;

/** One host name, one address, or the folder of a socket: libpq would take a comma for a list of hosts. */
export function checkHost(host: string): void {
  if (!/^[\w.:%-]+$/.test(host) && !/^\/[^,\0]*$/.test(host)) throw invalidHost();
}

export function clientConfig(access: ServerAccess, database: string, files: AccessFiles): ClientConfig {
  return {
    host: access.host,
    port: access.port,
    user: access.administratorLogin,
    password: access.administratorLoginPassword,
    database,
    connectionTimeoutMillis: CONNECT_TIMEOUT_SECONDS * 1000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
    application_name: 'backup-portal',
    ssl: tlsOptions(access.tlsMode, files),
  };
}

function tlsOptions(mode: TlsMode, files: AccessFiles): NonNullable<ClientConfig['ssl']> {
  switch (mode) {
    case 'disable':
      return false;
    case 'prefer':
    case 'require':
      // As libpq does: these two encrypt and do not ask who the server is.
      return { rejectUnauthorized: false };
    case 'verify-ca':
      return { ca: readFileSync(files.authorities, 'utf8'), checkServerIdentity: () => undefined };
    case 'verify-full':
      return { ca: readFileSync(files.authorities, 'utf8') };
  }
}

/**
 * The whole environment of a tool. The database goes by `PGDATABASE`, which libpq takes literally: as an argument,
 * `host=evil dbname=z` would be a connection string.
 */
export function toolEnvironment(access: ServerAccess, database: string, files: AccessFiles): Record<string, string> {
  return {
    PGHOST: access.host,
    PGPORT: String(access.port),
    PGUSER: access.administratorLogin,
    PGPASSWORD: access.administratorLoginPassword,
    PGDATABASE: database,
    PGSSLMODE: access.tlsMode,
    PGSSLROOTCERT: files.authorities,
    PGCONNECT_TIMEOUT: String(CONNECT_TIMEOUT_SECONDS),
    PGAPPNAME: 'backup-portal',
    PGOPTIONS: pinnedOptions(),
    PGSERVICEFILE: files.service,
    PGSERVICE: 'backup_portal',
    HOME: files.home,
    // The words on standard error are read by `faults.ts`.
    LC_ALL: 'C',
    // Without it a Windows program cannot open a socket.
    ...(process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot }),
  };
}

/** What this machine trusts, unless the operator named a file in libpq's own variable. */
export function trustedAuthorities(): string {
  const named = process.env.PGSSLROOTCERT;
  if (named !== undefined && named !== '' && named !== 'system') return readFileSync(named, 'utf8');
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])].join('\n');
}
