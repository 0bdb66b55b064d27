import { useQuery } from '@tanstack/react-query';
import type { RoleNeed } from '#protocol/authorization.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { permissions } from '#resources/authorization.ts';

/** The scopes of these grants at which the person may not assign roles: known before anything is sent. */
export function useRefusedScopes(
  grants: readonly RoleNeed[],
  enabled: boolean,
): { scopes: ResourceId[]; isPending: boolean } {
  const scopes = [...new Map(grants.map(({ scope }) => [idKey(scope), scope])).values()];
  const { data, isPending } = useQuery({ ...permissions.withoutAssigning(scopes), enabled });
  const refused = enabled ? (data ?? []) : [];
  return { scopes: scopes.filter((scope) => refused.includes(idKey(scope))), isPending: enabled && isPending };
}
