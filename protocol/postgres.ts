/**
 * Microsoft.DBforPostgreSQL: flexible servers and their databases (docs/reference/arm.md#122-servers), and what backup
 * needs from them.
 */
import type { OpenEnum, Resource, TrackedResource } from './data-protection.ts';

export const SERVER_TYPE = 'Microsoft.DBforPostgreSQL/flexibleServers';
export const DATABASE_TYPE = `${SERVER_TYPE}/databases`;

export interface ServerProperties {
  fullyQualifiedDomainName: string;
  version: string;
  minorVersion?: string;
  administratorLogin: string;
  state: OpenEnum<
    | 'Ready'
    | 'Stopped'
    | 'Starting'
    | 'Stopping'
    | 'Updating'
    | 'Restarting'
    | 'Provisioning'
    | 'Disabled'
    | 'Dropping'
    | 'Inaccessible'
  >;
  availabilityZone?: string;
  storage: { storageSizeGB: number; autoGrow?: string; tier?: string; iops?: number; type?: string };
  authConfig?: { activeDirectoryAuth: string; passwordAuth: string };
  backup?: { backupRetentionDays: number; geoRedundantBackup: string; earliestRestoreDate?: string };
  network?: { publicNetworkAccess?: string };
  highAvailability?: { mode: string; state?: string; standbyAvailabilityZone?: string };
  replicationRole: OpenEnum<'None' | 'Primary' | 'AsyncReplica' | 'GeoAsyncReplica'>;
  /** Only elastic clusters have it. */
  cluster?: unknown;
  /** Our server's extension: the address of a registered server. Azure's servers have none. */
  connection?: ServerConnection;
}

export const TLS_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type TlsMode = (typeof TLS_MODES)[number];

/** The default is the safest: encrypted, with the server's certificate and name checked. */
export const DEFAULT_TLS_MODE: TlsMode = 'verify-full';

/** How our server reaches a registered PostgreSQL. The password goes in by PUT and never comes out. */
export interface ServerConnection {
  host: string;
  port: number;
  tlsMode: TlsMode;
}

export const DEFAULT_PORT = 5432;

// A name or an address, and nothing that a connection string or a command line could take for more.
const HOST = /^[A-Za-z0-9:_][A-Za-z0-9:._%-]{0,254}$/;

/** Whether the text is one host name or one IP address. */
export const isHost = (text: string): boolean => HOST.test(text);

/** Whether the number is a TCP port. */
export const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535;

/**
 * The capability that `Microsoft.DBforPostgreSQL/flexibleServers` has where servers that already run can be connected.
 * Our extension (decision 9): Azure does not list it.
 */
export const CONNECTS_EXISTING_SERVERS = 'ConnectsExistingServers';

/** How a server is reached and who signs in, as PUT, PATCH and `testConnection` take it. */
export interface ServerAccessInput {
  administratorLogin: string;
  /** May be left out when login, host, port and TLS mode are those of the registered server. */
  administratorLoginPassword?: string;
  connection: ServerConnection;
}

export interface ServerInput {
  location: string;
  tags?: Record<string, string>;
  properties: ServerAccessInput;
}

/** What `testConnection` returns for a server that answered (decision 9). None of it is stored. */
export interface ConnectionTest {
  version: string;
  minorVersion: string;
  sizeInBytes: number;
  replicationRole: ServerProperties['replicationRole'];
  /** The databases that a backup would hold. */
  databases: { name: string; sizeInBytes: number }[];
  tls: { isEncrypted: boolean; protocol?: string };
  /** Version of the tools that would read the server; absent when none can. */
  toolVersion?: string;
  findings: ConnectionFinding[];
}

/** Something to know before relying on backups of the server. */
export interface ConnectionFinding {
  /** An error prevents backups, a warning means that they hold less. */
  level: 'Error' | 'Warning' | 'Information';
  code: string;
  message: string;
  recommendedAction: string[];
}

export interface PostgresServer extends TrackedResource<ServerProperties> {
  sku?: { name: string; tier: string };
}

export type PostgresDatabase = Resource<{ charset: string; collation: string }>;

/**
 * Databases that belong to a cloud service and are left out of a backup: Azure's (docs/reference/arm.md#13-limits), and
 * what Amazon and Google keep beside those of their customers, who may not connect to them.
 */
export const SERVICE_DATABASES: readonly string[] = [
  'azure_maintenance',
  'azure_sys',
  'rdsadmin',
  'cloudsqladmin',
  'alloydbadmin',
];

/** The largest server that can be protected, in gigabytes (docs/reference/arm.md#13-limits). */
export const MAX_PROTECTED_SIZE_GB = 1024;
