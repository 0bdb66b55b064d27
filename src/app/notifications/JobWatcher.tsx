import { useQuery, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ArmError } from '#arm/error.ts';
import type { Job } from '#protocol/data-protection.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { recoveryPoints } from '#resources/recovery-points.ts';
import { jobEnd, watchEveryMs } from './job-end.ts';
import type { JobEnd, PortalNotification } from './notification-list.ts';

interface JobWatcherProps {
  /** The notification about its start. */
  begun: PortalNotification & { jobId: ResourceId };
  onEnd: (jobId: ResourceId, end: JobEnd) => void;
}

/**
 * Follows one job to its end, on every page: at growing intervals, and not in a hidden tab. Then what shows the job, or
 * what it made, is refetched.
 */
export function JobWatcher({ begun, onEnd }: JobWatcherProps) {
  const client = useQueryClient();
  const { jobId, askedAt, title } = begun;
  const { data: job, error } = useQuery({
    ...backupJobs.byId(jobId),
    refetchInterval: () => watchEveryMs(Date.now() - askedAt),
  });
  useEffect(() => {
    const end = job && jobEnd(job);
    if (end) {
      for (const queryKey of staleAfter(job)) void client.invalidateQueries({ queryKey });
      onEnd(jobId, end);
    } else if (isLost(error)) {
      // The result is unknown; that the job was started is still true.
      onEnd(jobId, { kind: 'done', title, isQuiet: true });
    }
  }, [job, error, jobId, title, client, onEnd]);
  return null;
}

const staleAfter = ({ properties }: Job): QueryKey[] => [
  backupJobs.all(),
  backupInstances.all(),
  recoveryPoints.list(properties.backupInstanceId).queryKey,
];

/** Whether the job is gone, or this person may not see it. */
const isLost = (error: Error | null): boolean => error instanceof ArmError && [403, 404].includes(error.status);
