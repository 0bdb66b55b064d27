/**
 * Connecting PostgreSQL servers that already run (decision 9): PUT registers one, PATCH changes how it is reached,
 * `testConnection` reads everything and stores nothing. `properties.connection`, the administrator's password and the
 * test are our extension of ARM's shape (docs/reference/arm.md#122-servers).
 */
import * as z from 'zod';
import { serverNameProblem } from '#protocol/names.ts';
import {
  DEFAULT_PORT,
  DEFAULT_TLS_MODE,
  isHost,
  isPort,
  SERVER_TYPE,
  TLS_MODES,
  type TlsMode,
} from '#protocol/postgres.ts';
import { groupScopeOf, idKey, resourceId, sameRegion } from '#protocol/resource-id.ts';
import { fields, invalidField, line, readBody, tags } from '../body.ts';
import { created, ok, type Call, type Handler } from '../call.ts';
import { authorizationFailed } from '../checks.ts';
import { regionName } from '../domain/locations.ts';
import {
  connectionTest,
  fieldOfFault,
  isSameAccess,
  registeredServer,
  type Registration,
} from '../domain/server-rules.ts';
import { existing, existingGroup } from '../existing.ts';
import { ArmFault, problemFault } from '../fault.ts';
import { checkRoomForServer } from '../limits.ts';
import { EngineFault, SERVER_BUSY } from '../ports.ts';
import { serverBusy } from '../server-busy.ts';
import { servers, type ServerRecord } from '../records.ts';
import { at, idIn, route, SERVER, type Route } from '../router.ts';
import { sealedRecord, serverAccess } from '../server-access.ts';

const WRITE = `${SERVER_TYPE}/write`;
const PRINTABLE = /^[^\p{Cc}]+$/u;

const login = line(63).regex(PRINTABLE, { error: 'must not hold control characters' });
const password = z
  .string()
  .min(1, { error: 'must not be empty' })
  .max(1024, { error: 'must be at most 1024 characters long' })
  .regex(PRINTABLE, { error: 'must not hold control characters' });
const host = line(255).refine(isHost, { error: 'must be a host name or an IP address' });
const port = z
  .number({ error: 'must be a whole number' })
  .int({ error: 'must be a whole number' })
  .refine(isPort, { error: 'must be from 1 to 65535' });
const tlsMode = z
  .string()
  .transform((mode) => mode.toLowerCase())
  .refine((mode): mode is TlsMode => TLS_MODES.some((known) => known === mode), {
    error: `must be one of ${TLS_MODES.join(', ')}`,
  });

const access = fields({
  administratorLogin: login,
  administratorLoginPassword: password.exactOptional(),
  connection: fields({ host, port: port.default(DEFAULT_PORT), tlsMode: tlsMode.default(DEFAULT_TLS_MODE) }),
});

const putInput = fields({ location: line(), tags: tags.exactOptional(), properties: access });
const testInput = fields({ properties: access });
const patchInput = fields({
  tags: tags.exactOptional(),
  properties: fields({
    administratorLogin: login.exactOptional(),
    administratorLoginPassword: password.exactOptional(),
    connection: fields({
      host: host.exactOptional(),
      port: port.exactOptional(),
      tlsMode: tlsMode.exactOptional(),
    }).exactOptional(),
  }).exactOptional(),
});

const put: Handler = async (call) => {
  const { store } = call.ports;
  const id = idIn(call, SERVER);
  const name = nameIn(call);
  const input = await readBody(call, putInput);
  const location = regionName(input.location);
  if (location === undefined) throw invalidField('location', `'${input.location}' is not a known region.`);
  const { administratorLogin, administratorLoginPassword, connection } = input.properties;

  const before = await store.transact(async (tx) => {
    await existingGroup(tx, groupScopeOf(id));
    const found = (await tx.get(servers, idKey(id)))?.value;
    if (!found) await checkRoomForServer(tx, groupScopeOf(id));
    return found;
  });
  if (before && !sameRegion(before.resource.location, location)) {
    throw new ArmFault(
      409,
      'InvalidResourceLocation',
      `The resource '${before.resource.name}' already exists in location '${before.resource.location}'. Please select a new resource name.`,
      { target: 'location' },
    );
  }
  const registration: Registration = {
    id: before?.resource.id ?? resourceId(groupScopeOf(id), SERVER_TYPE, name),
    name: before?.resource.name ?? name,
    location,
    ...(input.tags && { tags: input.tags }),
    administratorLogin,
    connection,
  };
  const record = await probedRecord(call, registration, administratorLoginPassword, before);
  await store.transact((tx) => tx.put(servers, idKey(id), record));
  return before ? ok(record.resource) : created(record.resource);
};

const patch: Handler = async (call) => {
  const { store } = call.ports;
  const id = idIn(call, SERVER);
  const input = await readBody(call, patchInput);
  const before = await store.transact((tx) => existing(tx, servers, id));
  const { properties } = before.resource;
  const changed =
    input.properties &&
    (await probedRecord(
      call,
      {
        id: before.resource.id,
        name: before.resource.name,
        location: before.resource.location,
        administratorLogin: input.properties.administratorLogin ?? properties.administratorLogin,
        connection: {
          host: input.properties.connection?.host ?? properties.connection?.host ?? neededHost(),
          port: input.properties.connection?.port ?? properties.connection?.port ?? DEFAULT_PORT,
          tlsMode: input.properties.connection?.tlsMode ?? properties.connection?.tlsMode ?? DEFAULT_TLS_MODE,
        },
      },
      input.properties.administratorLoginPassword,
      before,
    ));
  return ok(
    await store.transact(async (tx) => {
      // Read again: querying the server took time, and its tags may have been changed, or the server removed,
      // meanwhile.
      const now = await existing(tx, servers, id);
      const kept = input.tags ?? now.resource.tags;
      const record = { ...now, ...changed };
      const resource = { ...record.resource, ...(kept && { tags: kept }) };
      await tx.put(servers, idKey(id), { ...record, resource });
      return resource;
    }),
  );
};

const neededHost = (): never => {
  throw invalidField('properties.connection.host', 'It is needed to reach the server.');
};

const test: Handler = async (call) => {
  const id = idIn(call, SERVER);
  // It reaches out to any host, with a password that may be the stored one: only for those who could register as well.
  if (!call.access.may(WRITE, id)) throw authorizationFailed(call.caller, WRITE, id);
  const name = nameIn(call);
  const { properties } = await readBody(call, testInput);
  const before = await call.ports.store.transact(async (tx) => (await tx.get(servers, idKey(id)))?.value);
  const { administratorLogin, administratorLoginPassword, connection } = properties;
  const registration: Registration = { id, name, location: '', administratorLogin, connection };
  const report = await asked(call, async () => {
    const access = await accessFor(call, registration, administratorLoginPassword, before);
    return call.ports.engine.inspect(access, call.request.signal);
  });
  return ok(connectionTest(registration, report));
};

function nameIn(call: Call): string {
  const name = call.params.server ?? '';
  const problem = serverNameProblem(name);
  if (problem !== undefined) throw new ArmFault(400, 'InvalidResourceName', problem, { target: 'name' });
  return name;
}

/** The record of the server with its present facts. Throws a 400 when it cannot be read. */
const probedRecord = (
  call: Call,
  registration: Registration,
  password: string | undefined,
  before: ServerRecord | undefined,
): Promise<ServerRecord> =>
  asked(call, async () => {
    const access = await accessFor(call, registration, password, before);
    const facts = await call.ports.engine.probe(access, call.request.signal);
    return sealedRecord(call.ports, {
      resource: registeredServer(registration, facts),
      sealed: access,
      sizeInBytes: facts.sizeInBytes,
    });
  });

/**
 * The access with the password that came along, or else with the stored one: that is only ever sent to where it was
 * sent before, otherwise a caller that may change a server could send it to a host of their own.
 */
async function accessFor(
  { ports }: Call,
  registration: Registration,
  password: string | undefined,
  before: ServerRecord | undefined,
): Promise<string> {
  const { administratorLogin, connection } = registration;
  if (password !== undefined) {
    return ports.engine.seal({ ...connection, administratorLogin, administratorLoginPassword: password });
  }
  if (before && isSameAccess(registration, before.resource)) return serverAccess(ports, before);
  throw invalidField('properties.administratorLoginPassword', 'It is needed to reach the server.');
}

/** What the engine reports about a server; its faults become a 400 that names the field to change. */
async function asked<T>(call: Call, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof EngineFault)) throw error;
    if (error.code === SERVER_BUSY) throw serverBusy(error, call);
    throw problemFault(400, error, call.correlationId, fieldOfFault(error.code));
  }
}

export const serverConnectionRoutes: Route[] = [
  route('PUT', SERVER, at(SERVER, WRITE), put),
  route('PATCH', SERVER, at(SERVER, WRITE), patch),
  route('POST', `${SERVER}/testConnection`, at(SERVER, `${SERVER_TYPE}/testConnection/action`), test),
];
