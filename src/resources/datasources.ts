/** Resources that can be backed up, whatever their type; what their own pages ask is in a file of the type. */
import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import type { Resource } from '#protocol/data-protection.ts';
import type { DatasourceResource, DatasourceType } from '#protocol/datasource-type.ts';
import { idKey, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';
import { MINUTE_MS } from '#protocol/time-units.ts';
import { arriving, gather } from './gathered.ts';
import { everySubscription } from './subscriptions.ts';

export const datasources = {
  ofType: ({ type }: DatasourceType) => ['datasources', type.toLowerCase()] as const,

  /** Those of every subscription, and which subscriptions could not be asked. */
  gathered: <R extends DatasourceResource>(kind: DatasourceType) =>
    queryOptions({
      queryKey: [...datasources.ofType(kind), 'everywhere'],
      queryFn: async (asking) =>
        gather(asking, await everySubscription(asking.client), ({ id }) =>
          arm.pages<R>(`${subscriptionScope(id)}/providers/${kind.type}`, {
            apiVersion: kind.apiVersion,
            signal: asking.signal,
          }),
        ),
      // Ten thousand servers are a hundred requests; who registers or deletes one invalidates the list.
      staleTime: MINUTE_MS,
      structuralSharing: false,
    }),

  /** What has come of `gathered` while it is loaded for the first time. */
  arriving: <R extends DatasourceResource>(kind: DatasourceType) => arriving<R>(datasources.gathered<R>(kind).queryKey),

  /** The databases that a resource of a type that has them lists below itself. */
  databases: <R extends Resource<object>>(kind: DatasourceType, id: ResourceId) =>
    queryOptions({
      queryKey: [...datasources.ofType(kind), 'databases', idKey(id)],
      queryFn: ({ signal }) => arm.readAll<R>(`${id}/databases`, { apiVersion: kind.apiVersion, signal }),
    }),
};
