/** Microsoft.DBforPostgreSQL: flexible servers and their databases (contract 12.2), and what backup asks of them. */
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
  /** Our server's extension: where a registered server is reached. Azure's servers have none. */
  connection?: ServerConnection;
}

export const TLS_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type TlsMode = (typeof TLS_MODES)[number];

/** How our server reaches a registered PostgreSQL. The password goes in by PUT and never comes out. */
export interface ServerConnection {
  host: string;
  port: number;
  tlsMode: TlsMode;
}

export interface PostgresServer extends TrackedResource<ServerProperties> {
  sku?: { name: string; tier: string };
}

export type PostgresDatabase = Resource<{ charset: string; collation: string }>;

/** Databases that belong to the service and are left out of a backup (contract 13). */
export const SERVICE_DATABASES: readonly string[] = ['azure_maintenance', 'azure_sys'];

/** The largest server that can be protected, in gigabytes (contract 13). */
export const MAX_PROTECTED_SIZE_GB = 1024;
