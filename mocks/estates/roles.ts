/** The rights of the personas in the generated estates: as in the small one, but assigned once for the whole tenant. */
import { ROLE_IDS, type PrincipalType, type RoleAssignment } from '#protocol/authorization.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { assignmentOf } from '#provider/domain/role-assignments.ts';
import { people } from '../world.ts';
import { createRandom, type Random } from './random.ts';

const TENANT = '/';
const GIVEN_DAYS_AGO = 200;

interface Given {
  principalId: string;
  principalType: PrincipalType;
  roleGuid: string;
  scope: ResourceId;
}

/** The assignments of the personas; the database owner owns what is below `ownedScopes`. */
export function rolesEverywhere(ownedScopes: readonly ResourceId[], now: Date): [string, RoleAssignment][] {
  const [operator, backupAdmin, databaseOwner, reader] = people.map(({ principal }) => principal.objectId);
  const given = (principalId: string | undefined, roleGuid: string, scope: ResourceId = TENANT): Given => ({
    principalId: principalId ?? '',
    principalType: 'User',
    roleGuid,
    scope,
  });
  return assignmentsOf(
    [
      given(operator, ROLE_IDS.owner),
      given(backupAdmin, ROLE_IDS.contributor),
      given(databaseOwner, ROLE_IDS.reader),
      ...ownedScopes.map((scope) => given(databaseOwner, ROLE_IDS.owner, scope)),
      given(reader, ROLE_IDS.reader),
    ],
    createRandom('personas'),
    now,
  );
}

/** Assignments as the store keeps them, long in effect. */
export function assignmentsOf(all: readonly Given[], random: Random, now: Date): [string, RoleAssignment][] {
  const since = new Date(now.getTime() - GIVEN_DAYS_AGO * DAY_MS);
  return all.map((given) => {
    const name = random.guid();
    return [name, assignmentOf({ name, ...given }, null, since)];
  });
}
