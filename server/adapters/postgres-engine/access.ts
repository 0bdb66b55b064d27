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

/** For all that it takes until a session stands. */
export const CONNECT_MS = 10_000;

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

/** Without the password: that is handed over when the server asks for it in a way that may be answered. */
export function clientConfig(access: ServerAccess, database: string, files: AccessFiles): ClientConfig {
  return {
    host: access.host,
    port: access.port,
    user: access.administratorLogin,
    database,
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
    application_name: APPLICATION,
    // Also where the environment of the portal says otherwise: the tools do not see that either.
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
      // These two encrypt and do not ask who the server is: `toolEnvironment` keeps libpq from asking nevertheless.
      return { rejectUnauthorized: false };
    case 'verify-ca':
      return { ca: readFileSync(files.authorities, 'utf8'), checkServerIdentity: () => undefined };
    case 'verify-full':
      return { ca: readFileSync(files.authorities, 'utf8') };
  }
}

/**
 * The whole environment of a tool. The database goes by `PGDATABASE`, which libpq takes literally: as an argument,
 * `host=evil dbname=z` would be a connection string. What the driver met at the server is what the tool has to meet: the
 * server must have been asked something through this access before.
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
    // Where there is a file of authorities, libpq verifies in every mode. Nothing is there: not even in the user's home.
    PGSSLROOTCERT: access.tlsMode.startsWith('verify') ? files.authorities : join(files.home, 'no-authorities'),
    PGSSLCERT: join(files.home, 'no-certificate'),
    PGSSLCRL: join(files.home, 'no-revocations'),
    PGPASSFILE: join(files.home, 'no-passwords'),
    // The driver knows no Kerberos; libpq would try it first.
    PGGSSENCMODE: 'disable',
    PGCONNECT_TIMEOUT: String(CONNECT_MS / 1000),
    PGAPPNAME: APPLICATION,
    ...(reached?.takesOptions !== false && {
      PGOPTIONS: asOptions({ ...toolSettings(needs, reached), ...PINNED_SETTINGS }),
    }),
    // Of what shapes the text of a dump and is not set by pg_dump itself, the one that poolers let through by this way.
    PGTZ: 'UTC',
    PGSERVICEFILE: files.service,
    PGSERVICE: 'backup_portal',
    HOME: files.home,
    // The words on standard error are read by `faults.ts`.
    LC_ALL: 'C',
    // Without it a Windows program cannot open a socket.
    ...(process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot }),
  };
}

const isInClear = (reached: Reached | undefined): reached is Reached =>
  reached !== undefined && reached.tlsProtocol === undefined;

/** libpq must not choose for itself what `prefer` means, or it would come without TLS to a server that has it. */
function toolMode(mode: TlsMode, reached: Reached | undefined): TlsMode {
  if (mode !== 'prefer') return mode;
  return isInClear(reached) ? 'disable' : 'require';
}

/**
 * A tool answers a server that asks for the password in clear. Without TLS, and unless the mode says in so many words that
 * there is none, it gets a password only where the driver was asked for a proof of it instead. From 16 on libpq can be
 * told to give no more than that away; older ones are as safe as it is that the same server answers both (decision 14).
 */
function signIn(mode: TlsMode, password: string, reached: Reached | undefined): Record<string, string> {
  if (mode !== 'prefer' || !isInClear(reached)) return { PGPASSWORD: password };
  const isProof = reached.authentication === 'scram' || reached.authentication === 'md5';
  return { PGREQUIREAUTH: 'scram-sha-256,md5,none', ...(isProof && { PGPASSWORD: password }) };
}

/** What this machine trusts, unless the operator named a file in libpq's own variable. */
export function trustedAuthorities(): string {
  const named = process.env.PGSSLROOTCERT;
  if (named !== undefined && named !== '' && named !== 'system') return readFileSync(named, 'utf8');
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])].join('\n');
}
