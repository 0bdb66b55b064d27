/** Flexible servers: how one is registered, what a probe records, and what a test of its connection reports. */
import { protectabilityProblem, sameType } from '#protocol/datasources.ts';
import {
  SERVER_TYPE,
  type ConnectionFinding,
  type ConnectionTest,
  type PostgresServer,
  type ServerConnection,
  type ServerProperties,
} from '#protocol/postgres.ts';
import { idKey } from '#protocol/resource-id.ts';
import type { LackingRight, NotCovered, ServerFacts, ServerReport } from '../ports.ts';
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
      ...factsShown(facts),
    },
    id,
    name,
    type: SERVER_TYPE,
  };
}

/** The result of a probe, in the service's terms. */
function factsShown(
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
  // The result of a probe uses only the values of this type.
  if (!sameType(resource.type, SERVER_TYPE)) return { ...record, sizeInBytes: facts.sizeInBytes };
  const { version, minorVersion, state, storage, replicationRole } = factsShown(facts);
  const properties: ServerProperties = { ...resource.properties, version, minorVersion };
  if (properties.connection) Object.assign(properties, { state, storage, replicationRole });
  return { ...record, sizeInBytes: facts.sizeInBytes, resource: { ...resource, properties } };
}

/** Whether the same login at the same place is meant, so that the password that is known still fits. */
export const isSameAccess = (
  one: Pick<Registration, 'administratorLogin' | 'connection'>,
  other: PostgresServer,
): boolean => {
  const { connection, administratorLogin } = other.properties;
  return (
    connection !== undefined &&
    idKey(connection.host) === idKey(one.connection.host) &&
    connection.port === one.connection.port &&
    connection.tlsMode === one.connection.tlsMode &&
    administratorLogin === one.administratorLogin
  );
};

/** The field that a fault at the server is about, by the most exact code. */
const FIELD_OF: Readonly<Record<string, string>> = {
  UserErrorServerHostNotFound: 'properties.connection.host',
  UserErrorServerHostInvalid: 'properties.connection.host',
  UserErrorServerTimedOut: 'properties.connection.host',
  UserErrorServerConnectionRefused: 'properties.connection.port',
  UserErrorServerTlsRequired: 'properties.connection.tlsMode',
  UserErrorServerTlsUnavailable: 'properties.connection.tlsMode',
  UserErrorServerTlsFailed: 'properties.connection.tlsMode',
  UserErrorServerClearPassword: 'properties.connection.tlsMode',
  UserErrorServerPoolerNotSupported: 'properties.connection.port',
  UserErrorServerNotPostgres: 'properties.connection.port',
  UserErrorServerLoginDisabled: 'properties.administratorLogin',
  UserErrorServerSignInFailed: 'properties.administratorLoginPassword',
};

/** The property of the request that would have to change; undefined when it is none of them. */
export const fieldOfFault = (code: string): string | undefined => FIELD_OF[code];

/** The result of a connection test: facts first, then what to know before relying on backups. */
export function connectionTest(registration: Registration, report: ServerReport): ConnectionTest {
  const { properties } = registeredServer(registration, report);
  const { tlsProtocol, tools } = report;
  return {
    version: properties.version,
    minorVersion: report.minorVersion,
    sizeInBytes: report.sizeInBytes,
    replicationRole: properties.replicationRole,
    databases: report.databases.map(({ name, sizeInBytes }) => ({ name, sizeInBytes })),
    tls: tlsProtocol === undefined ? { isEncrypted: false } : { isEncrypted: true, protocol: tlsProtocol },
    ...('version' in tools && { toolVersion: tools.version }),
    findings: findingsOf(registration, report),
  };
}

function findingsOf(registration: Registration, report: ServerReport): ConnectionFinding[] {
  const { administratorLogin: login } = registration;
  const { tools, tlsProtocol } = report;
  const { lacking, notChecked, mayReadRolePasswords, mayCreateDatabases } = report.login;
  const notProtectable = protectabilityProblem(registeredServer(registration, report));
  const found: (ConnectionFinding | false)[] = [
    notProtectable !== undefined && finding('Error', 'ServerCannotBeProtected', notProtectable),
    'fault' in tools && finding('Error', tools.fault.code, tools.fault.message, ...tools.fault.recommendedAction),
    ...lacking.map((right) =>
      finding('Error', 'LoginLacksRights', lackingText(right), ...grantsFor(right, login, Number(report.version))),
    ),
    notChecked.length > 0 &&
      finding(
        'Warning',
        'RightsNotFullyChecked',
        `There was no time to look into ${countOf(notChecked.length, 'databases')}.`,
      ),
    !mayReadRolePasswords &&
      finding(
        'Warning',
        'RolePasswordsNotBackedUp',
        'The passwords of the roles will not be in the backups: the login may not read them.',
        'Sign in as a superuser, or as a login that may read pg_authid, or set the passwords of the roles again after a restore.',
      ),
    tlsProtocol === undefined &&
      finding(
        'Warning',
        'ConnectionNotEncrypted',
        'The connection is not encrypted.',
        'Turn on ssl at the server and choose the TLS mode "verify-full", unless the network is trusted.',
      ),
    report.isPooled === true &&
      finding(
        'Warning',
        'ConnectedThroughPooler',
        'A connection pooler such as PgBouncer is in front of the server. A backup gets a session of its own through it, but not the settings that keep triggers on login and libraries of a database from running with the rights of the login.',
        'Connect to the host and port of the PostgreSQL server itself.',
        'If it has to be the pooler: leave it in session mode. A restore makes a role that signs in, which the pooler has to let in (auth_query), and ends the sessions of databases that it replaces, those of the pooler too.',
      ),
    ...report.notCovered.map(notCoveredFinding),
    !mayCreateDatabases &&
      finding(
        'Information',
        'LoginMayNotCreateDatabases',
        'Databases cannot be restored into this server: the login may not create any.',
        `ALTER ROLE ${quoted(login)} CREATEDB;`,
      ),
  ];
  return found.filter((each) => each !== false);
}

const finding = (
  level: ConnectionFinding['level'],
  code: string,
  message: string,
  ...recommendedAction: string[]
): ConnectionFinding => ({ level, code, message, recommendedAction });

function lackingText({ database, right, on, count, example }: LackingRight): string {
  if (right === 'CONNECT') return `The login may not connect to the database '${database}'.`;
  const which = `${countOf(count, on)} of the database '${database}'${example === undefined ? '' : `, such as ${example}`}`;
  return right === 'BYPASSRLS'
    ? `Row-level security would hide rows from the login in ${which}. A backup refuses to be made without them.`
    : `The login may not read ${which}: it lacks ${right}.`;
}

/** The statements that put it right, for a superuser to run in that database. */
function grantsFor({ right, on, database, example }: LackingRight, login: string, major: number): string[] {
  const role = quoted(login);
  if (right === 'CONNECT') return [`GRANT CONNECT ON DATABASE ${quoted(database)} TO ${role};`];
  if (right === 'BYPASSRLS') return [`ALTER ROLE ${role} BYPASSRLS;`];
  if (on === 'large objects') return [`Make ${role} a superuser, or grant it SELECT on each large object.`];
  if (major >= 14) return [`GRANT pg_read_all_data TO ${role};`];
  // The role that reads everything came with 14.
  if (right === 'USAGE')
    return [`GRANT USAGE ON SCHEMA ${example ?? '…'} TO ${role};`, 'The same for each such schema.'];
  const kind = on === 'sequences' ? 'SEQUENCES' : 'TABLES';
  return [
    `GRANT SELECT ON ALL ${kind} IN SCHEMA … TO ${role};`,
    'In each schema that has some, and again when there are new ones.',
  ];
}

const NOT_COVERED: Readonly<Record<NotCovered['kind'], { code: string; what: (name: string) => string }>> = {
  database: { code: 'DatabaseNotBackedUp', what: (name) => `The database '${name}' will not be in the backups.` },
  template: { code: 'TemplateNotBackedUp', what: (name) => `The template '${name}' will not be in the backups.` },
  subscription: {
    code: 'SubscriptionNotBackedUp',
    what: (name) => `The subscription '${name}' will not be in the backups.`,
  },
  userMapping: {
    code: 'UserMappingNotBackedUp',
    what: (name) => `The user mapping '${name}' may not be whole in the backups.`,
  },
  extensionTable: {
    code: 'ExtensionTableNotBackedUp',
    what: (name) => `The table '${name}' will not be in the backups.`,
  },
  systemObject: {
    code: 'SystemObjectNotBackedUp',
    what: (name) => `The ${name.replace(/^(.*?): (.*)$/s, "$2 of the database '$1'")} will not be in the backups.`,
  },
  index: { code: 'IndexNotBackedUp', what: (name) => `The index '${name}' will not be in the backups.` },
  replicationSlot: {
    code: 'ReplicationSlotsNotBackedUp',
    what: (name) => `The replication slots ${name} will not be in the backups.`,
  },
  parameter: { code: 'ParametersNotBackedUp', what: (name) => `The parameters ${name} will not be in the backups.` },
  rolePasswords: {
    code: 'RolePasswordsNotBackedUp',
    what: (name) => `The passwords of ${name} will not be in the backups.`,
  },
  tablespace: { code: 'TablespaceNotRestored', what: (name) => `The tablespace '${name}' is not restored.` },
};

function notCoveredFinding({ kind, name, reason, recommendedAction, onlyBeforehand }: NotCovered): ConnectionFinding {
  const { code, what } = NOT_COVERED[kind];
  return finding(onlyBeforehand ? 'Information' : 'Warning', code, `${what(name)} ${reason}`, ...recommendedAction);
}

const countOf = (count: number, plural: LackingRight['on']): string =>
  `${String(count)} ${count === 1 ? plural.slice(0, -1) : plural}`;

const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;
