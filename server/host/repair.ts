/** Gives a person the Owner role again where nobody may assign roles any more. */
import { ROLE_IDS } from '#protocol/authorization.ts';
import { subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';
import { assignmentOf } from '#provider/domain/role-assignments.ts';
import { roleDefinitionId } from '#provider/domain/roles.ts';
import type { Ports, Principal } from '#provider/ports.ts';
import { roleAssignments, subscriptions, word } from '#provider/records.ts';

/**
 * Makes the person Owner of every subscription that does not have that assignment. Returns the subscriptions where it
 * was missing.
 */
export const makeOwner = ({ store, newId, clock }: Ports, { objectId, type }: Principal): Promise<ResourceId[]> =>
  store.transact(async (tx) => {
    const given: ResourceId[] = [];
    for (const { value } of await tx.list(subscriptions)) {
      const scope = subscriptionScope(value.subscriptionId);
      const grant = word.grant(objectId, roleDefinitionId(ROLE_IDS.owner, scope), scope);
      if ((await tx.count(roleAssignments, { with: [grant] })) > 0) continue;
      const wanted = { name: newId(), scope, roleGuid: ROLE_IDS.owner, principalId: objectId, principalType: type };
      await tx.put(roleAssignments, wanted.name, assignmentOf(wanted, null, clock.now()));
      given.push(scope);
    }
    return given;
  });
