/** Microsoft.Authorization/locks: what nobody may delete, or change, while the lock is there. */
import * as z from 'zod';
import { LOCK_TYPE, type ManagementLock } from '#protocol/authorization.ts';
import { lockNameProblem, scopeOfLock } from '#protocol/locks.ts';
import { idKey, isAtOrBelow, parseResourceId, sameId, type ResourceId } from '#protocol/resource-id.ts';
import { fields, invalidField, line, oneOf, readBody } from '../body.ts';
import { created, noContent, ok, type Call, type Handler } from '../call.ts';
import { MOST_LOCKS } from '../domain/lock-rules.ts';
import { notFound, scopeExists } from '../existing.ts';
import { ArmFault } from '../fault.ts';
import { readPage } from '../paging.ts';
import { locks, word } from '../records.ts';
import { isRestoreTarget } from '../restore-places.ts';
import { at, idIn, route, SCOPE, within, type Route } from '../router.ts';

const LOCKS = `${SCOPE}/providers/${LOCK_TYPE}`;
const LOCK = `${LOCKS}/:lock`;

/** The scope in the path. Locks are in a subscription. */
const scopeOf = (call: Call): ResourceId => `/${call.params.scope ?? ''}`;

const subscriptionOf = (scope: ResourceId): string => parseResourceId(scope)?.subscriptionId ?? '';

const list: Handler = async (call) => {
  const filter = call.url.searchParams.get('$filter')?.trim() ?? '';
  if (!/^(atScope\(\))?$/i.test(filter)) {
    throw new ArmFault(400, 'InvalidFilter', 'The filter is not valid. Use atScope(), or none.', { target: '$filter' });
  }
  const scope = scopeOf(call);
  // Of a scope one sees what locks it; without the filter also what is locked below it.
  const shows = (lock: ManagementLock): boolean => {
    const own = scopeOfLock(lock);
    if (isAtOrBelow(scope, own)) return true;
    return filter === '' && isAtOrBelow(own, scope) && call.access.may(`${LOCK_TYPE}/read`, own);
  };
  const query = { with: [word.inSubscription(subscriptionOf(scope))] };
  return ok(
    await call.ports.store.transact((tx) =>
      readPage(call, tx, locks, query, (lock) => (shows(lock) ? lock : undefined)),
    ),
  );
};

const read: Handler = async (call) => {
  const found = await call.ports.store.transact((tx) => tx.get(locks, idKey(idIn(call, LOCK))));
  if (found) return ok(found.value);
  throw new ArmFault(404, 'LockNotFound', `The lock '${call.params.lock ?? ''}' could not be found.`, {
    by: 'gateway',
  });
};

const putInput = fields({
  properties: fields({
    level: oneOf('CanNotDelete', 'ReadOnly'),
    notes: z.string().max(512).exactOptional(),
    owners: z
      .array(fields({ applicationId: line(128) }))
      .max(10)
      .exactOptional(),
  }),
});

const put: Handler = async (call) => {
  const scope = scopeOf(call);
  const name = call.params.lock ?? '';
  const problem = lockNameProblem(name);
  if (problem !== undefined) throw new ArmFault(400, 'InvalidLockName', problem, { target: 'name' });
  const { level, notes, owners } = (await readBody(call, putInput)).properties;
  const isTarget = await isRestoreTarget(call.ports, scope);
  return call.ports.store.transact(async (tx) => {
    if (subscriptionOf(scope) === '') throw invalidField('scope', 'A lock is at a subscription or below one.');
    if (!isTarget && !(await scopeExists(tx, scope))) throw notFound(scope);
    const id = idIn(call, LOCK);
    const before = (await tx.get(locks, idKey(id)))?.value;
    if (!before) {
      const query = { with: [word.inSubscription(subscriptionOf(scope))] };
      if ((await tx.count(locks, query)) >= MOST_LOCKS) throw tooMany();
    }
    const lock: ManagementLock = {
      properties: {
        level: level.toLowerCase() === 'readonly' ? 'ReadOnly' : 'CanNotDelete',
        ...(notes !== undefined && { notes }),
        ...(owners && { owners }),
      },
      id: before?.id ?? id,
      name: before?.name ?? name,
      type: LOCK_TYPE,
    };
    await tx.put(locks, idKey(id), lock);
    return before ? ok(lock) : created(lock);
  });
};

const remove: Handler = (call) =>
  call.ports.store.transact(async (tx) => {
    const id = idIn(call, LOCK);
    const found = (await tx.get(locks, idKey(id)))?.value;
    if (!found || !sameId(found.id, id)) return noContent;
    await tx.delete(locks, idKey(id));
    return { status: 200 };
  });

const tooMany = (): ArmFault =>
  new ArmFault(
    409,
    'LockLimitExceeded',
    `The subscription has ${String(MOST_LOCKS)} locks. Lock a resource group instead of each resource in it.`,
  );

export const lockRoutes: Route[] = [
  route('GET', LOCKS, within(SCOPE, `${LOCK_TYPE}/read`), list),
  route('GET', LOCK, at(SCOPE, `${LOCK_TYPE}/read`), read),
  route('PUT', LOCK, at(SCOPE, `${LOCK_TYPE}/write`), put),
  route('DELETE', LOCK, at(SCOPE, `${LOCK_TYPE}/delete`), remove),
];
