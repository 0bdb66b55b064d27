/** What is counted as it happens, since this process has started. */
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Job } from '#protocol/data-protection.ts';
import { jobKind } from './job-kind.ts';

export interface Answered {
  method: string;
  /** The template of the route, such as `/subscriptions/:subscription/…`: never a path, of which there is no end. */
  route: string;
  status: number;
  seconds: number;
}

export interface Counted {
  jobEnded(job: Job): void;
  answered(request: Answered): void;
}

const KIB = 1024;
/** 1 MiB, 32 MiB, 1 GiB, 32 GiB, 1 TiB. */
const BYTES = [2, 2.5, 3, 3.5, 4].map((power) => KIB ** power);
const MINUTE = 60;
const JOB_SECONDS = [1, 10, MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 240 * MINUTE, 720 * MINUTE, 1440 * MINUTE];
const REQUEST_SECONDS = [0.01, 0.05, 0.25, 1, 5, 30];

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS']);

/** Of a restore the last sub task tells them, as Azure's do (docs/reference/arm.md#11-jobs). */
function bytesOf({ properties: { extendedInfo } }: Job): number | undefined {
  const told = extendedInfo?.subTasks.at(-1)?.additionalDetails?.DataTransferredInBytes;
  return extendedInfo?.dataTransferredInBytes ?? (told === undefined ? undefined : Number(told));
}

export function countedIn(registry: Registry): Counted {
  const registers = [registry];
  const jobs = new Counter({
    ...{ registers, name: 'backup_portal_jobs_total', labelNames: ['kind', 'status'] },
    help: 'Jobs that this process has ended.',
  });
  const durations = new Histogram({
    ...{ registers, name: 'backup_portal_job_duration_seconds', labelNames: ['kind'], buckets: JOB_SECONDS },
    help: 'How long jobs took that ended well.',
  });
  const bytes = new Histogram({
    ...{ registers, name: 'backup_portal_job_bytes', labelNames: ['kind'], buckets: BYTES },
    help: 'Plain bytes that backups and restores moved that ended well.',
  });
  const requests = new Counter({
    ...{ registers, name: 'backup_portal_http_requests_total', labelNames: ['method', 'route', 'status'] },
    help: 'Requests by the template of their route.',
  });
  const waits = new Histogram({
    ...{
      registers,
      name: 'backup_portal_http_request_duration_seconds',
      labelNames: ['method'],
      buckets: REQUEST_SECONDS,
    },
    help: 'How long requests took to be answered.',
  });
  return {
    jobEnded(job) {
      const { status, startTime, endTime } = job.properties;
      const kind = jobKind(job);
      jobs.inc({ kind, status });
      if (!status.startsWith('Completed')) return;
      durations.observe({ kind }, Math.max(0, (Date.parse(endTime ?? startTime) - Date.parse(startTime)) / 1000));
      const moved = bytesOf(job);
      if (moved !== undefined) bytes.observe({ kind }, moved);
    },
    answered({ method, route, status, seconds }) {
      const known = METHODS.has(method) ? method : 'other';
      requests.inc({ method: known, route, status: String(status) });
      waits.observe({ method: known }, seconds);
    },
  };
}
