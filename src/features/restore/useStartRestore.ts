import { useMutation } from '@tanstack/react-query';
import type { OperationResult } from '#protocol/data-protection.ts';
import { lastName, type ResourceId } from '#protocol/resource-id.ts';
import { SERVER_TARGET, type RestoreRequest } from '#protocol/restore.ts';
import { paths } from '#paths';
import { backupJobs } from '#resources/backup-jobs.ts';
import { news } from '#resources/mutation-meta.ts';
import { startRestore } from '#resources/restores.ts';

/** Starts a restore of the instance, and reports it in the notifications. */
export const useStartRestore = (instanceId: ResourceId, friendlyName: string) =>
  useMutation({
    mutationFn: (request: RestoreRequest) => startRestore(instanceId, request),
    meta: news<RestoreRequest, OperationResult>({
      notification: {
        start: (request) => ({
          title: 'Triggering restore',
          body: `Restore of '${friendlyName}' to '${targetOf(request)}'.`,
        }),
        done: (request, { jobId }) => ({
          title: 'Restore triggered',
          body: `Restore of '${friendlyName}' to '${targetOf(request)}'.`,
          ...(jobId !== undefined && { link: { to: paths.job(jobId), label: 'View job' } }),
        }),
        failed: { title: `Failed to trigger restore of '${friendlyName}'` },
        job: (_, { jobId }) => jobId,
      },
      invalidates: [backupJobs.all()],
    }),
  });

/** The container or the server, by name. */
const targetOf = ({ restoreTargetInfo: target }: RestoreRequest): string =>
  lastName(target.objectType === SERVER_TARGET ? target.targetServerId : target.targetDetails.url);
