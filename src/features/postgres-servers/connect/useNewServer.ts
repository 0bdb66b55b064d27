/** Facts about a server that is to be connected: defaults of its place, whether its name is free, and rights. */
import { useQuery } from '@tanstack/react-query';
import { serverNameProblem } from '#protocol/names.ts';
import { resourceGroupScope, subscriptionScope } from '#protocol/resource-id.ts';
import { postgresServers } from '#resources/postgres-servers.ts';
import type { PlaceLists } from '#resources/usePlaceLists.ts';
import { serverIdOf, type NewServerForm } from './new-server-form.ts';
import { useMissingAction, WRITE_GROUP, WRITE_SERVER } from './rights.ts';

/** The first subscription, and the region of the group, are the defaults. */
export function withDefaults(form: NewServerForm, lists: PlaceLists): NewServerForm {
  const group = form.group.isNew ? undefined : lists.groups.data?.find(({ name }) => name === form.group.name);
  return {
    ...form,
    subscriptionId: lists.subscriptionId,
    region: form.region ?? group?.location,
  };
}

/** Whether the group has a server of that name; a new group has none, and a malformed name is not sent. */
export function useNameTaken(form: NewServerForm, isLeft: boolean): boolean {
  const isAskable = isLeft && !form.group.isNew && form.group.name !== '' && serverNameProblem(form.name) === undefined;
  const { data = false } = useQuery({ ...postgresServers.exists(serverIdOf(form)), enabled: isAskable });
  return isAskable && data;
}

/** The right that is missing at the server's future place, in a sentence. */
export function useMissing({ subscriptionId, group }: NewServerForm): string | undefined {
  const subscription = subscriptionId === undefined ? '' : subscriptionScope(subscriptionId);
  const isThere = !group.isNew && group.name !== '';
  const missing = useMissingAction(
    isThere && subscriptionId !== undefined ? resourceGroupScope(subscriptionId, group.name) : subscription,
    group.isNew ? [WRITE_GROUP, WRITE_SERVER] : [WRITE_SERVER],
  );
  if (missing === undefined) return undefined;
  return isThere
    ? `You need the permission ${missing} at the resource group '${group.name}'. ${WHO_HAS_IT}`
    : `You need the permission ${missing} at this subscription, or choose a resource group where you have it. ${WHO_HAS_IT}`;
}

const WHO_HAS_IT = 'Contributors and Owners have it.';
