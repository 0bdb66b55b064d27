/** PostgreSQL flexible servers as a kind of datasource (docs/reference/arm.md#71-roles-needed, #13-limits). */
import { API_VERSIONS } from './api-versions.ts';
import { ROLE_IDS } from './authorization.ts';
import type { DatasourceResource, DatasourceType, Unfitness } from './datasource-type.ts';
import { ErrorCode } from './errors.ts';
import { MAX_PROTECTED_SIZE_GB, SERVER_TYPE, type PostgresServer } from './postgres.ts';
import { groupScopeOf } from './resource-id.ts';
import { RESTORE_AS_FILES, RESTORE_TO_SERVER } from './restore.ts';

const backupRole = {
  id: ROLE_IDS.longTermRetentionBackup,
  name: 'PostgreSQL Flexible Server Long Term Retention Backup Role',
  description:
    'Role to allow backup vault to access PostgreSQL Flexible Server Resource APIs for Long Term Retention Backup.',
  actions: [
    `${SERVER_TYPE}/ltrBackupOperations/read`,
    `${SERVER_TYPE}/ltrPreBackup/action`,
    `${SERVER_TYPE}/startLtrBackup/action`,
    'Microsoft.DBforPostgreSQL/locations/azureAsyncOperation/read',
    'Microsoft.DBforPostgreSQL/locations/operationResults/read',
    'Microsoft.Resources/subscriptions/read',
    'Microsoft.Resources/subscriptions/resourceGroups/read',
  ],
};

export const POSTGRES_SERVERS: DatasourceType = {
  type: SERVER_TYPE,
  apiVersion: API_VERSIONS.postgres,
  words: {
    service: 'Azure Database for PostgreSQL flexible server',
    services: 'Azure Database for PostgreSQL flexible servers',
    one: 'PostgreSQL flexible server',
    many: 'PostgreSQL flexible servers',
  },
  icon: 'database',
  backupRole,
  roleNeeds: (serverId) => [
    { roleId: backupRole.id, roleName: backupRole.name, scope: serverId },
    { roleId: ROLE_IDS.reader, roleName: 'Reader', scope: groupScopeOf(serverId) },
  ],
  factsOf: (resource) => {
    const { version, minorVersion, storage, state } = asServer(resource);
    return {
      version: minorVersion === undefined ? version : `${version}.${minorVersion}`,
      storageSizeGB: storage.storageSizeGB,
      state,
    };
  },
  unfitness,
  instanceNameOf: (name, guid) => `${name}-${name}-${guid}`,
  hasDatabases: true,
  restoresTo: [RESTORE_AS_FILES, RESTORE_TO_SERVER],
};

/** The properties that every resource of this type has. */
const asServer = (resource: DatasourceResource): PostgresServer['properties'] =>
  resource.properties as PostgresServer['properties'];

function unfitness(resource: DatasourceResource, sizeInBytes = 0): Unfitness | undefined {
  const { state, replicationRole, storage, cluster } = asServer(resource);
  if (/replica$/i.test(replicationRole)) {
    return {
      sentence: "Read replicas can't be protected. Select the primary server.",
      refusal: {
        code: 'ReadReplicaNotSupported',
        message: "Vaulted backup isn't supported on read replicas.",
        action: 'Protect the primary server.',
      },
    };
  }
  if (cluster !== undefined && cluster !== null) {
    return {
      sentence: "Elastic clusters can't be protected.",
      refusal: {
        code: 'ElasticClusterNotSupported',
        message: "Vaulted backup isn't supported on elastic clusters.",
        action: 'Select a server that is no elastic cluster.',
      },
    };
  }
  if (storage.storageSizeGB > MAX_PROTECTED_SIZE_GB || sizeInBytes > MAX_PROTECTED_SIZE_GB * 1024 ** 3) {
    return {
      sentence: 'Server storage is larger than 1 TB.',
      refusal: {
        code: 'ServerTooLarge',
        message: 'The server is larger than 1 TB. Vaulted backups of larger servers fail.',
        action: 'Select a server of up to 1 TB.',
      },
    };
  }
  if (state === 'Ready') return undefined;
  return {
    sentence: `Server state is ${state}; it must be Ready.`,
    refusal: {
      code: ErrorCode.serverNotReady,
      message: `The server isn't in the Ready state. Its state is ${state}.`,
      action: 'Wait until the state of the server is Ready, and try again.',
    },
  };
}
