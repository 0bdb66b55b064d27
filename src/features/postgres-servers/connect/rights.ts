/** Why a person or a back end cannot connect servers, in words. */
import { useQuery } from '@tanstack/react-query';
import { grantsAction } from '#protocol/authorization.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { permissions } from '#resources/authorization.ts';
import { serverConnecting } from '#resources/server-connections.ts';

export const WRITE_SERVER = `${SERVER_TYPE}/write`;
export const WRITE_GROUP = 'Microsoft.Resources/subscriptions/resourceGroups/write';

const NOT_OFFERED = 'This service creates its own servers: existing servers cannot be connected.';

/** The only reason that passes by itself. */
export const STILL_ASKING = 'Checking whether the service can connect servers.';

export const NOT_CONNECTED_HERE = 'The server was not connected here, so there is no connection to change or remove.';

/** Why no server can be connected here at all; undefined when one can. */
export function useNotOffered(): string | undefined {
  const { data, isError } = useQuery(serverConnecting.offered());
  if (data === true) return undefined;
  if (data === false) return NOT_OFFERED;
  return isError ? 'The service did not say whether it connects servers.' : STILL_ASKING;
}

/**
 * The first of the actions that the person may not do at the scope; undefined when they may do all, and when that is
 * unknown: the service has the last word.
 */
export function useMissingAction(scope: ResourceId, actions: readonly string[]): string | undefined {
  const { data } = useQuery({ ...permissions.at(scope), enabled: scope !== '' });
  return data && actions.find((action) => !grantsAction(data, action));
}
