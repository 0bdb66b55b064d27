/** What a notification says about a job that has ended, and how often a running one is polled. */
import { isRunning, type Job } from '#protocol/data-protection.ts';
import { durationMs } from '#protocol/durations.ts';
import { formatDuration } from '#ui/text/format.ts';
import { jobStatusView } from '#ui/text/job-status.ts';
import type { JobEnd } from './notification-list.ts';

/** The words for it (docs/reference/screens.md#notifications); undefined while it runs. */
export function jobEnd(job: Job): JobEnd | undefined {
  if (isRunning(job)) return undefined;
  const { operation, status, backupInstanceFriendlyName: name, duration, errorDetails } = job.properties;
  const title = `${operation} ${jobStatusView(status).text.toLowerCase()}`;
  if (/^completed/i.test(status)) {
    const took = durationMs(duration);
    return { kind: 'done', title, body: `'${name}'${took === undefined ? '' : ` in ${formatDuration(took)}`}.` };
  }
  const [error] = errorDetails ?? [];
  return { kind: 'failed', title, body: error ? `'${name}': ${error.message} (${error.code})` : `'${name}'.` };
}

const SOONEST_MS = 2_000;
const SELDOMEST_MS = 30_000;

/** How long to wait before the next poll of a job that has run for so long: a tenth of it. Milliseconds. */
export const watchEveryMs = (ranMs: number): number => Math.min(Math.max(ranMs / 10, SOONEST_MS), SELDOMEST_MS);
