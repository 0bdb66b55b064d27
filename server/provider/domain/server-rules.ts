/** Flexible servers: how one is registered, and what a probe makes of it. */
import { SERVER_TYPE, type PostgresServer, type ServerConnection, type ServerProperties } from '#protocol/postgres.ts';
import { idKey } from '#protocol/resource-id.ts';
import type { ServerFacts } from '../ports.ts';
import type { ServerRecord } from '../records.ts';

const GIGABYTE = 1024 ** 3;

export interface Registration {
  id: string;
  name: string;
  location: string;
  tags?: Record<string, string>;
  administratorLogin: string;
  connection: ServerConnection;
}

/** A registered server as it is shown: what the caller said of it, and what it said of itself. */
export function registeredServer(registration: Registration, facts: ServerFacts): PostgresServer {
  const { id, name, location, tags, administratorLogin, connection } = registration;
  return {
    sku: { name: 'Registered', tier: 'GeneralPurpose' },
    location,
    ...(tags && { tags }),
    properties: {
      fullyQualifiedDomainName: connection.host,
      administratorLogin,
      authConfig: { activeDirectoryAuth: 'Disabled', passwordAuth: 'Enabled' },
      highAvailability: { mode: 'Disabled' },
      connection,
      ...told(facts),
    },
    id,
    name,
    type: SERVER_TYPE,
  };
}

/** What a probe tells, in the service's words. */
function told(
  facts: ServerFacts,
): Required<Pick<ServerProperties, 'version' | 'minorVersion' | 'state' | 'storage' | 'replicationRole'>> {
  return {
    version: facts.version,
    minorVersion: facts.minorVersion,
    state: 'Ready',
    // What a registered server has of disk is not known; what its databases take is.
    storage: { storageSizeGB: Math.max(1, Math.ceil(facts.sizeInBytes / GIGABYTE)) },
    replicationRole: facts.isReplica ? 'AsyncReplica' : 'Primary',
  };
}

/** The record after a probe. A server that was not registered here keeps its disk and its role. */
export function probed(record: ServerRecord, facts: ServerFacts): ServerRecord {
  const { resource } = record;
  const { version, minorVersion, state, storage, replicationRole } = told(facts);
  const properties: ServerProperties = { ...resource.properties, version, minorVersion };
  if (properties.connection) Object.assign(properties, { state, storage, replicationRole });
  return { ...record, sizeInBytes: facts.sizeInBytes, resource: { ...resource, properties } };
}

/** Whether the same login at the same place is meant, so that the password that is known still fits. */
export const isSameAccess = (one: Registration, other: PostgresServer): boolean => {
  const { connection, administratorLogin } = other.properties;
  return (
    connection !== undefined &&
    idKey(connection.host) === idKey(one.connection.host) &&
    connection.port === one.connection.port &&
    connection.tlsMode === one.connection.tlsMode &&
    administratorLogin === one.administratorLogin
  );
};
