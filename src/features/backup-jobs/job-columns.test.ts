import { expect, it } from 'vitest';
import type { Job, JobProperties } from '#protocol/data-protection.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { fileOf } from '#ui/list/list-file.ts';
import { jobColumns } from './job-columns.tsx';

const NOW = Date.parse('2026-02-03T10:00:00Z');

const job = (properties: Partial<JobProperties> = {}): Job => ({
  id: '/vaults/bv/backupJobs/7',
  name: '7',
  type: '',
  properties: {
    backupInstanceFriendlyName: 'pg-orders',
    vaultName: 'bv',
    dataSourceName: 'pg-orders',
    dataSourceType: SERVER_TYPE,
    sourceSubscriptionID: 's1',
    sourceResourceGroup: 'rg-data',
    dataSourceLocation: 'westeurope',
    operation: 'Backup',
    status: 'Completed',
    startTime: '2026-02-03T09:10:06.6382996Z',
    endTime: '2026-02-03T09:25:47.5245026Z',
    duration: '00:15:40.8862030',
    isUserTriggered: true,
    policyName: 'weekly',
    errorDetails: null,
    ...properties,
  } as JobProperties,
});

/** The last fields of the one line: from the operation on. */
function lineOf(properties: Partial<JobProperties>): string {
  const names = { subscription: (id: string) => `Name of ${id}`, region: (region: string) => `Region ${region}` };
  const text = fileOf(jobColumns('one instance', { now: NOW, names }), [job(properties)]);
  return text.split('\r\n')[1] ?? '';
}

it.each<[string, Partial<JobProperties>, string]>([
  [
    'a job that went well, in UTC',
    {},
    'pg-orders,bv,pg-orders,Azure Database for PostgreSQL flexible servers,Name of s1,rg-data,Region westeurope,' +
      'Backup,Completed,2026-02-03 09:10:06,2026-02-03 09:25:47,00:15:40,On-demand,weekly,,,,7',
  ],
  [
    'one that runs: it has no end, and takes the time until now',
    { status: 'InProgress', endTime: null, duration: 'PT0S', isUserTriggered: false },
    'In progress,2026-02-03 09:10:06,,00:49:53,Scheduled,weekly,,,,7',
  ],
  [
    'one that failed: why, and what to do',
    {
      status: 'Failed',
      errorDetails: [{ code: 'Bad', message: 'No, "sir".', recommendedAction: ['Wait.', 'Retry.'] }],
    },
    'Failed,2026-02-03 09:10:06,2026-02-03 09:25:47,00:15:40,On-demand,weekly,Bad,"No, ""sir"".",Wait. Retry.,7',
  ],
  ['a name that would be a formula', { policyName: '=1+1' }, "On-demand,'=1+1,,,,7"],
])('%s', (_, properties, end) => {
  expect(lineOf(properties)).toMatch(new RegExp(`${RegExp.escape(end)}$`));
});
