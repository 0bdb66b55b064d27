/** The name and looks of a job's status. A status that the service added later is shown as it is. */
import type { JobStatus } from '#protocol/data-protection.ts';
import type { StatusKind } from './StatusText.tsx';

interface StatusView {
  kind: StatusKind;
  text: string;
}

/** The order in which they matter: running, failed, succeeded. */
export const JOB_STATUSES = {
  InProgress: { kind: 'running', text: 'In progress' },
  Failed: { kind: 'error', text: 'Failed' },
  CompletedWithWarnings: { kind: 'warning', text: 'Completed with warnings' },
  Completed: { kind: 'success', text: 'Completed' },
  Cancelling: { kind: 'running', text: 'Canceling' },
  Cancelled: { kind: 'neutral', text: 'Canceled' },
  Paused: { kind: 'neutral', text: 'Paused' },
} as const satisfies Record<string, StatusView>;

const byKey = new Map(Object.entries<StatusView>(JOB_STATUSES).map(([status, view]) => [status.toLowerCase(), view]));

/** Icon and words of a job's status; also for its sub tasks, which use the same names. */
export const jobStatusView = (status: JobStatus): StatusView =>
  byKey.get(status.toLowerCase()) ?? { kind: 'neutral', text: status };
