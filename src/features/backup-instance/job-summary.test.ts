import { expect, it } from 'vitest';
import type { Job, JobProperties } from '#protocol/data-protection.ts';
import { countJobs, jobsOf } from './job-summary.ts';

const INSTANCE =
  '/subscriptions/1/resourceGroups/rg/providers/Microsoft.DataProtection/backupVaults/bv/backupInstances/pg';

const job = (properties: Partial<JobProperties>): Job => ({
  id: 'job',
  name: 'job',
  type: 'Microsoft.DataProtection/backupVaults/backupJobs',
  properties: {
    backupInstanceId: INSTANCE,
    operationCategory: 'Backup',
    startTime: '2026-02-09T02:00:00Z',
    status: 'Completed',
    ...properties,
  } as JobProperties,
});

it('counts what ended in seven days and everything that runs, for one operation', () => {
  const jobs = [
    job({}),
    job({ status: 'CompletedWithWarnings' }),
    job({ status: 'failed' }),
    job({ status: 'Cancelled' }),
    job({ startTime: '2026-02-01T02:00:00Z' }),
    job({ startTime: '2026-02-01T02:00:00Z', status: 'InProgress' }),
    job({ operationCategory: 'Restore', status: 'Failed' }),
  ];
  const now = Date.parse('2026-02-10T02:00:00Z');
  expect(countJobs(jobs, 'Backup', now)).toEqual({ completed: 2, inProgress: 1, failed: 1 });
  expect(countJobs(jobs, 'Restore', now)).toEqual({ completed: 0, inProgress: 0, failed: 1 });
});

it('takes the jobs of one instance, whatever the case of its id, newest first', () => {
  const jobs = [
    job({ backupInstanceId: INSTANCE.toUpperCase(), status: 'Failed' }),
    job({ backupInstanceId: `${INSTANCE}-2` }),
    job({ startTime: '2026-02-10T02:00:00Z', status: 'InProgress' }),
  ];
  expect(jobsOf(INSTANCE, jobs).map(({ properties }) => properties.status)).toEqual(['InProgress', 'Failed']);
});
