/**
 * Microsoft.DBforPostgreSQL: flexible servers and their databases, read and removed
 * (docs/reference/arm.md#122-servers). Registration is in `server-connections.ts`.
 */
import { DATABASE_TYPE, SERVER_TYPE, type PostgresDatabase } from '#protocol/postgres.ts';
import { idKey } from '#protocol/resource-id.ts';
import { noContent, ok, type Call, type Handler } from '../call.ts';
import { holdsDatasource } from '../domain/instance-rules.ts';
import { existing, existingGroup } from '../existing.ts';
import { ArmFault, problemFault } from '../fault.ts';
import { readPage } from '../paging.ts';
import { EngineFault, SERVER_BUSY } from '../ports.ts';
import { instances, servers, word } from '../records.ts';
import { forgetAssignmentsAt } from '../role-records.ts';
import { idIn, at, GROUP, route, SERVER, SUBSCRIPTION, within, type Route } from '../router.ts';
import { serverBusy } from '../server-busy.ts';
import { serverAccess } from '../server-access.ts';

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
    await forgetAssignmentsAt(tx, id);
    return { status: 200 };
  });

const listDatabases: Handler = async (call) => {
  const { ports, request, correlationId } = call;
  const record = await ports.store.transact((tx) => existing(tx, servers, idIn(call, SERVER)));
  const { resource } = record;
  const listed = Promise.try(() => ports.engine.listDatabases(serverAccess(ports, record), request.signal));
  const found = await listed.catch((error: unknown) => {
    if (!(error instanceof EngineFault)) throw error;
    throw error.code === SERVER_BUSY ? serverBusy(error, call) : problemFault(409, error, correlationId);
  });
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
  route('DELETE', SERVER, at(SERVER, `${SERVER_TYPE}/delete`), remove),
  route('GET', `${SERVER}/databases`, at(SERVER, `${DATABASE_TYPE}/read`), listDatabases),
];
