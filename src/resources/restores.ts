/** Checking a restore, restoring, and what is in a recovery point (docs/reference/arm.md#102-restore). */
import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { ArmError } from '#arm/error.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type { OperationResult } from '#protocol/data-protection.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { RESTORE_AS_FILES, type PointContents, type RestoreRequest } from '#protocol/restore.ts';

const apiVersion = API_VERSIONS.dataProtection;

export const pointContents = {
  /**
   * What is in a recovery point, as far as the service reports it; where it does not, the point can be restored as
   * files.
   */
  of: (pointId: ResourceId) =>
    queryOptions({
      queryKey: ['recovery-points', 'contents', idKey(pointId)],
      queryFn: async ({ signal }): Promise<PointContents['properties']> => {
        try {
          return (await arm.read<PointContents>(`${pointId}/contents/default`, { apiVersion, signal })).properties;
        } catch (error) {
          if (error instanceof ArmError && error.status === 404) return AS_FILES;
          throw error;
        }
      },
      // The content of a recovery point never changes.
      staleTime: Infinity,
    }),
};

const AS_FILES: PointContents['properties'] = { allowedRestoreTargetTypes: [RESTORE_AS_FILES], databases: [] };

/** Throws the reason when the restore would not work. */
export const validateRestore = (
  instanceId: ResourceId,
  request: RestoreRequest,
  signal?: AbortSignal,
): Promise<OperationResult> =>
  arm.check(`${instanceId}/validateRestore`, { restoreRequestObject: request }, { apiVersion, signal });

/** Starts a restore; `jobId` is the job to follow. */
export const startRestore = (instanceId: ResourceId, request: RestoreRequest): Promise<OperationResult> =>
  arm.post(`${instanceId}/restore`, request, { apiVersion });
