/** The service's verdict on a restore: a query, keyed by the request. */
import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { grantsAction, missingRoles, WRITE_ROLE_ASSIGNMENT } from '#protocol/authorization.ts';
import type { Vault } from '#protocol/data-protection.ts';
import { ErrorCode, type UserFacingError } from '#protocol/errors.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import type { RestoreRequest } from '#protocol/restore.ts';
import { accountIdOf, restoreRoleNeeds } from '#protocol/storage.ts';
import { permissions, roleAssignments } from '#resources/authorization.ts';
import { validateRestore } from '#resources/restores.ts';
import { problemOf, type Problem } from '#ui/state/problem-of.ts';

/** Other failures are the query's error. */
export type RestoreVerdict =
  | { kind: 'ready'; warnings: UserFacingError[] }
  | { kind: 'missingRole'; accountId: ResourceId; principalId: string; mayAssign: boolean; refusal: Problem }
  /** The role is assigned, but not in effect yet. */
  | { kind: 'propagating'; refusal: Problem };

/** The refusal of a restore when the vault's identity lacks its role (docs/reference/arm.md#102-restore). */
const MISSING_PERMISSIONS = 'UserErrorMSIMissingPermissions';
const CHECK_AGAIN_MS = 5_000;
/** A result this young needs no second check on the last tab. */
const FRESH_MS = 60_000;

export const restoreVerdicts = {
  all: () => ['restore-verdicts'] as const,

  of: (instanceId: ResourceId, vault: Vault, request: RestoreRequest) =>
    // The key holds the id of the vault, as part of the instance's.
    // eslint-disable-next-line @tanstack/query/exhaustive-deps
    queryOptions({
      queryKey: [...restoreVerdicts.all(), idKey(instanceId), request],
      queryFn: async ({ client, signal }): Promise<RestoreVerdict> => {
        try {
          const { warningDetails = [] } = await validateRestore(instanceId, request, signal);
          return { kind: 'ready', warnings: warningDetails.map(({ warning }) => warning) };
        } catch (error) {
          const verdict = await rolesVerdict(client, vault, request, problemOf(error));
          if (!verdict) throw error;
          return verdict;
        }
      },
      staleTime: FRESH_MS,
      refetchInterval: ({ state }) => (state.data?.kind === 'propagating' ? CHECK_AGAIN_MS : false),
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    }),
};

/** Whether the role is missing, and whether this person may assign it. Undefined for another problem. */
async function rolesVerdict(
  client: QueryClient,
  vault: Vault,
  { restoreTargetInfo: target }: RestoreRequest,
  refusal: Problem,
): Promise<RestoreVerdict | undefined> {
  const principalId = vault.identity?.principalId;
  const containerId =
    target.objectType === 'RestoreFilesTargetInfo' ? target.targetDetails.targetResourceArmId : undefined;
  if (refusal.code !== MISSING_PERMISSIONS || principalId === undefined || containerId === undefined) return undefined;
  const accountId = accountIdOf(containerId);
  const given = await assignmentsOf(client, principalId, accountId);
  // A person who may not see the assignments may not add any.
  if (given === undefined) return { kind: 'missingRole', accountId, principalId, mayAssign: false, refusal };
  if (missingRoles(restoreRoleNeeds(accountId), principalId, given).length === 0)
    return { kind: 'propagating', refusal };
  const own = await client.query({ ...permissions.at(accountId), staleTime: 0 });
  return { kind: 'missingRole', accountId, principalId, mayAssign: grantsAction(own, WRITE_ROLE_ASSIGNMENT), refusal };
}

async function assignmentsOf(client: QueryClient, principalId: string, scope: ResourceId) {
  try {
    return await client.query({ ...roleAssignments.of(principalId, scope), staleTime: 0 });
  } catch (error) {
    if (problemOf(error).code === ErrorCode.authorizationFailed) return undefined;
    throw error;
  }
}
