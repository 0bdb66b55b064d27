/** Resource locks (Microsoft.Authorization/locks). */
import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { LOCK_TYPE, type ManagementLock } from '#protocol/authorization.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';

const apiVersion = API_VERSIONS.locks;

export const locks = {
  all: () => ['locks'] as const,

  /** The locks at the scope, above it and below it. */
  at: (scope: ResourceId) =>
    queryOptions({
      queryKey: [...locks.all(), idKey(scope)],
      queryFn: ({ signal }) => arm.readAll<ManagementLock>(`${scope}/providers/${LOCK_TYPE}`, { apiVersion, signal }),
    }),
};

/** The id of a lock of that name at the scope. */
export const lockIdOf = (scope: ResourceId, name: string): ResourceId =>
  `${scope}/providers/${LOCK_TYPE}/${encodeURIComponent(name)}`;

/** Sets the lock, or changes the one that is there. */
export const putLock = (id: ResourceId, properties: ManagementLock['properties']): Promise<ManagementLock> =>
  arm.put(id, { properties }, { apiVersion });

/** Takes the lock away. */
export const deleteLock = (id: ResourceId): Promise<void> => arm.remove(id, { apiVersion });
