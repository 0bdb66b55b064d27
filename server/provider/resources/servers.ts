/**
 * Microsoft.DBforPostgreSQL: flexible servers and their databases (contract 12.2). PUT registers a PostgreSQL server
 * that already runs: `properties.connection` and the administrator's password are our extension of ARM's shape.
 */
import * as z from 'zod';
import { serverNameProblem } from '#protocol/names.ts';
import { DATABASE_TYPE, SERVER_TYPE, TLS_MODES, type PostgresDatabase, type TlsMode } from '#protocol/postgres.ts';
import { groupScopeOf, idKey, resourceId, sameRegion } from '#protocol/resource-id.ts';
import { fields, invalidField, line, readBody, tags } from '../body.ts';
import { created, noContent, ok, type Call, type Handler } from '../call.ts';
import { holdsDatasource } from '../domain/instance-rules.ts';
import { regionName } from '../domain/locations.ts';
import { isSameAccess, registeredServer, type Registration } from '../domain/server-rules.ts';
import { existing, existingGroup } from '../existing.ts';
import { ArmFault, problemFault } from '../fault.ts';
import { readPage } from '../paging.ts';
import { EngineFault } from '../ports.ts';
import { instances, servers, word } from '../records.ts';
import { idIn, at, GROUP, route, SERVER, SUBSCRIPTION, within, type Route } from '../router.ts';

const READ = `${SERVER_TYPE}/read`;

const list =
  (words: (call: Call) => string[], inGroup: boolean): Handler =>
  async (call) =>
    ok(
      await call.ports.store.transact(async (tx) => {
        if (inGroup) await existingGroup(tx, idIn(call, GROUP));
        return readPage(call, tx, servers, { with: words(call) }, ({ resource }) =>
          call.access.may(READ, resource.id) ? resource : undefined,
        );
      }),
    );

const read: Handler = async (call) =>
  ok((await call.ports.store.transact((tx) => existing(tx, servers, idIn(call, SERVER)))).resource);

// A name or an address, and nothing that a connection string or a command line could read as more than that.
const HOST = /^[A-Za-z0-9:_][A-Za-z0-9:._%-]*$/;
const PRINTABLE = /^[^\p{Cc}]+$/u;

const putInput = fields({
  location: line(),
  tags: tags.exactOptional(),
  properties: fields({
    administratorLogin: line(63).regex(PRINTABLE, { error: 'must not hold control characters' }),
    administratorLoginPassword: z
      .string()
      .min(1, { error: 'must not be empty' })
      .max(1024, { error: 'must be at most 1024 characters long' })
      .regex(PRINTABLE, { error: 'must not hold control characters' })
      .exactOptional(),
    connection: fields({
      host: line(255).regex(HOST, { error: 'must be a host name or an IP address' }),
      port: z
        .int({ error: 'must be a whole number' })
        .min(1, { error: 'must be from 1 to 65535' })
        .max(65535, { error: 'must be from 1 to 65535' })
        .default(5432),
      tlsMode: z
        .string()
        .transform((mode) => mode.toLowerCase())
        .refine((mode): mode is TlsMode => TLS_MODES.some((known) => known === mode), {
          error: `must be one of ${TLS_MODES.join(', ')}`,
        })
        .default('prefer'),
    }),
  }),
});

const put: Handler = async (call) => {
  const { store, engine } = call.ports;
  const id = idIn(call, SERVER);
  const name = call.params.server ?? '';
  const problem = serverNameProblem(name);
  if (problem !== undefined) throw new ArmFault(400, 'InvalidResourceName', problem, { target: 'name' });
  const input = await readBody(call, putInput);
  const location = regionName(input.location);
  if (location === undefined) throw invalidField('location', `'${input.location}' is not a known region.`);
  const { administratorLogin, administratorLoginPassword, connection } = input.properties;

  const before = await store.transact(async (tx) => {
    await existingGroup(tx, groupScopeOf(id));
    return (await tx.get(servers, idKey(id)))?.value;
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
    connection: { host: connection.host, port: connection.port, tlsMode: connection.tlsMode },
  };
  const sealed =
    administratorLoginPassword !== undefined
      ? await engine.seal({ ...registration.connection, administratorLogin, administratorLoginPassword })
      : before && isSameAccess(registration, before.resource)
        ? before.sealed
        : undefined;
  if (sealed === undefined) {
    throw invalidField('properties.administratorLoginPassword', 'It is needed to reach the server.');
  }
  const facts = await engine.probe(sealed, call.request.signal).catch(refusedBy(call, 400));
  const resource = registeredServer(registration, facts);
  await store.transact((tx) => tx.put(servers, idKey(id), { resource, sealed, sizeInBytes: facts.sizeInBytes }));
  return before ? ok(resource) : created(resource);
};

/** Turns what the engine says of a server into an answer of that status. */
const refusedBy =
  (call: Call, status: number) =>
  (error: unknown): never => {
    if (error instanceof EngineFault) throw problemFault(status, error, call.correlationId);
    throw error;
  };

const remove: Handler = async (call) =>
  call.ports.store.transact(async (tx) => {
    const id = idIn(call, SERVER);
    if (!(await tx.get(servers, idKey(id)))) return noContent;
    const protecting = (await tx.list(instances, { with: [word.ofServer(id)] })).find(({ value }) =>
      holdsDatasource(value),
    );
    if (protecting) {
      throw new ArmFault(
        409,
        'ServerIsProtected',
        `The server '${call.params.server ?? ''}' is protected by the backup instance ${protecting.value.resource.id}. Delete the backup instance first.`,
      );
    }
    await tx.delete(servers, idKey(id));
    return { status: 200 };
  });

const listDatabases: Handler = async (call) => {
  const { resource, sealed } = await call.ports.store.transact((tx) => existing(tx, servers, idIn(call, SERVER)));
  const found = await call.ports.engine.listDatabases(sealed, call.request.signal).catch(refusedBy(call, 409));
  const value: PostgresDatabase[] = found.map(({ name, charset, collation }) => ({
    id: `${resource.id}/databases/${name}`,
    name,
    type: DATABASE_TYPE,
    properties: { charset, collation },
  }));
  return ok({ value });
};

const PROVIDER_TYPE = `providers/${SERVER_TYPE}`;

export const serverRoutes: Route[] = [
  route(
    'GET',
    `${SUBSCRIPTION}/${PROVIDER_TYPE}`,
    within(SUBSCRIPTION, READ),
    list((call) => [word.inSubscription(call.params.subscription ?? '')], false),
  ),
  route(
    'GET',
    `${GROUP}/${PROVIDER_TYPE}`,
    within(GROUP, READ),
    list((call) => [word.inGroup(idIn(call, GROUP))], true),
  ),
  route('GET', SERVER, at(SERVER, READ), read),
  route('PUT', SERVER, at(SERVER, `${SERVER_TYPE}/write`), put),
  route('DELETE', SERVER, at(SERVER, `${SERVER_TYPE}/delete`), remove),
  route('GET', `${SERVER}/databases`, at(SERVER, `${DATABASE_TYPE}/read`), listDatabases),
];
