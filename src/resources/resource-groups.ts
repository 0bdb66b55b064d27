import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { resourceGroupScope, subscriptionScope } from '#protocol/resource-id.ts';
import type { ResourceGroup } from '#protocol/resources.ts';

const apiVersion = API_VERSIONS.resourceGroups;

export const resourceGroups = {
  list: (subscriptionId: string) =>
    queryOptions({
      queryKey: ['resource-groups', subscriptionId.toLowerCase()],
      queryFn: ({ signal }) =>
        arm.readAll<ResourceGroup>(`${subscriptionScope(subscriptionId)}/resourcegroups`, { apiVersion, signal }),
    }),
};

/** Creates the group, or leaves one of the same name as it is. */
export const createResourceGroup = (subscriptionId: string, name: string, location: string): Promise<ResourceGroup> =>
  arm.put(resourceGroupScope(subscriptionId, name), { location }, { apiVersion });
