/** ARM's check of a second resource that a request reaches. */
import { datasourceTypeOf } from '#protocol/datasources.ts';
import type { Change } from '#protocol/locks.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { invalidField } from './body.ts';
import type { Call } from './call.ts';
import { notAuthorized } from './domain/access.ts';
import { checkUnlocked } from './domain/lock-rules.ts';
import { ArmFault } from './fault.ts';
import type { Transaction } from './ports.ts';
import { locks, word } from './records.ts';

/** Throws ARM's 409 when a lock refuses the change there: at what a request names, and at what else it changes. */
export async function checkUnlockedAt(tx: Transaction, id: ResourceId, change: Change): Promise<void> {
  const subscriptionId = /^\/subscriptions\/([^/]+)/i.exec(id)?.[1];
  if (subscriptionId === undefined) return;
  const all = await tx.list(locks, { with: [word.inSubscription(subscriptionId)] });
  checkUnlocked(
    id,
    change,
    all.map(({ value }) => value),
  );
}

/**
 * A restore into a server changes that server. Throws a 400 that names the field when the id is none of a server, and a
 * 403 when the caller may not change it.
 */
export function checkTargetServer(call: Call, serverId: ResourceId, field: string): void {
  if (parseResourceId(serverId)?.type?.toLowerCase() !== SERVER_TYPE.toLowerCase()) {
    throw invalidField(field, `It must be the id of a resource of type '${SERVER_TYPE}'.`);
  }
  checkLinked(call, `${SERVER_TYPE}/write`, serverId);
}

/**
 * A backup or restore gives access to the data of the server: a right at the vault alone is not enough. Throws a 403
 * when the caller may not read the server.
 */
export const checkSourceServer = (call: Call, serverId: ResourceId): void =>
  checkLinked(call, `${datasourceTypeOf(serverId)?.type ?? ''}/read`, serverId);

function checkLinked({ access, caller }: Call, action: string, serverId: ResourceId): void {
  if (access.may(action, serverId)) return;
  throw new ArmFault(403, 'LinkedAuthorizationFailed', notAuthorized(caller.name, caller.objectId, action, serverId), {
    by: 'gateway',
  });
}
