import { describe, expect, it } from 'vitest';
import type { Job, JobProperties } from '#protocol/data-protection.ts';
import { jobEnd, watchEveryMs } from './job-end.ts';

const job = (properties: Partial<JobProperties>): Job => ({
  id: '/vault/backupJobs/7',
  name: '7',
  type: 'Microsoft.DataProtection/backupVaults/backupJobs',
  properties: {
    operation: 'Backup',
    status: 'Completed',
    duration: 'PT15M40.886203S',
    backupInstanceFriendlyName: 'pg-orders',
    errorDetails: null,
    ...properties,
  } as JobProperties,
});

describe('jobEnd', () => {
  it.each<[Partial<JobProperties>, ReturnType<typeof jobEnd>]>([
    [{ status: 'InProgress', duration: 'PT0S' }, undefined],
    [{ status: 'Cancelling', duration: 'PT0S' }, undefined],
    [{}, { kind: 'done', title: 'Backup completed', body: "'pg-orders' in 15 minutes 41 seconds." }],
    // As lists write it.
    [
      { duration: '00:03:12.7' },
      { kind: 'done', title: 'Backup completed', body: "'pg-orders' in 3 minutes 13 seconds." },
    ],
    [
      { operation: 'Restore', status: 'CompletedWithWarnings', duration: 'PT2M' },
      { kind: 'done', title: 'Restore completed with warnings', body: "'pg-orders' in 2 minutes." },
    ],
    [
      { status: 'Failed', errorDetails: [{ code: 'ServerGone', message: 'There is no server.' }] },
      { kind: 'failed', title: 'Backup failed', body: "'pg-orders': There is no server. (ServerGone)" },
    ],
    [{ status: 'Failed' }, { kind: 'failed', title: 'Backup failed', body: "'pg-orders'." }],
    [{ status: 'Cancelled' }, { kind: 'failed', title: 'Backup canceled', body: "'pg-orders'." }],
  ])('of %j is %j', (properties, end) => {
    expect(jobEnd(job(properties))).toEqual(end);
  });
});

it.each([
  [0, 2_000],
  [60_000, 6_000],
  [3_600_000, 30_000],
])('looks at a job that has run for %i ms again after %i', (ran, wait) => {
  expect(watchEveryMs(ran)).toBe(wait);
});
