/** Resources that can be backed up, of any type; queries of a type's own pages are in a file of the type. */
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

  /** The resources of every subscription, and the subscriptions that could not be read. */
  gathered: <R extends DatasourceResource>(kind: DatasourceType) =>
    queryOptions({
      queryKey: [...datasources.ofType(kind), 'everywhere'],
      queryFn: async (context) =>
        gather(context, await everySubscription(context.client), ({ id }) =>
          arm.pages<R>(`${subscriptionScope(id)}/providers/${kind.type}`, {
            apiVersion: kind.apiVersion,
            signal: context.signal,
          }),
        ),
      // Ten thousand servers are a hundred requests; registering or deleting one invalidates the list.
      staleTime: MINUTE_MS,
      structuralSharing: false,
    }),

  /** The part of `gathered` that has arrived while it loads for the first time. */
  arriving: <R extends DatasourceResource>(kind: DatasourceType) => arriving<R>(datasources.gathered<R>(kind).queryKey),

  /** The databases of a resource whose type lists databases. */
  databases: <R extends Resource<object>>(kind: DatasourceType, id: ResourceId) =>
    queryOptions({
      queryKey: [...datasources.ofType(kind), 'databases', idKey(id)],
      queryFn: ({ signal }) => arm.readAll<R>(`${id}/databases`, { apiVersion: kind.apiVersion, signal }),
    }),
};
