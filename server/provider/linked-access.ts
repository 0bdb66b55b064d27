/** ARM's check of a second resource that a request reaches. */
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { invalidField } from './body.ts';
import type { Call } from './call.ts';
import { notAuthorized } from './domain/access.ts';
import { ArmFault } from './fault.ts';

/**
 * Whoever has something restored into a server changes that server. Throws a 400 that names the field when the id is none
 * of a server, and a 403 when the caller may not change it.
 */
export function checkTargetServer({ access, caller }: Call, serverId: ResourceId, field: string): void {
  if (parseResourceId(serverId)?.type?.toLowerCase() !== SERVER_TYPE.toLowerCase()) {
    throw invalidField(field, `It must be the id of a resource of type '${SERVER_TYPE}'.`);
  }
  const action = `${SERVER_TYPE}/write`;
  if (access.may(action, serverId)) return;
  throw new ArmFault(403, 'LinkedAuthorizationFailed', notAuthorized(caller.name, caller.objectId, action, serverId), {
    by: 'gateway',
  });
}
