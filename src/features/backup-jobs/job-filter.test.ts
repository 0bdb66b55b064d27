import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job, JobProperties } from '#protocol/data-protection.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { TIME_RANGES } from '#ui/text/time-ranges.ts';
import {
  EVERYTHING,
  filterJobs,
  jobFilterFrom,
  withJobFilter,
  withStatus,
  type JobFilter,
  type JobRange,
} from './job-filter.ts';

const NOW = Date.parse('2026-02-10T12:00:00Z');
const VAULT = '/subscriptions/1/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/bv-one';

function job(properties: Partial<JobProperties> = {}, vaultId = VAULT): Job {
  return {
    id: `${vaultId}/backupJobs/7`,
    name: '7',
    type: 'Microsoft.DataProtection/backupVaults/backupJobs',
    properties: {
      startTime: '2026-02-10T11:00:00Z',
      status: 'Completed',
      operation: 'Backup',
      backupInstanceFriendlyName: 'pg-orders',
      dataSourceName: 'pg-orders',
      dataSourceType: SERVER_TYPE,
      sourceSubscriptionID: 'a',
      sourceResourceGroup: 'rg-data',
      dataSourceLocation: 'westeurope',
      ...properties,
    } as JobProperties,
  };
}

const everything: JobFilter = { ...EVERYTHING, range: '24h' };
const MOMENT = '2026-02-03T00:00:00.000Z';

describe('filterJobs', () => {
  it.each<[string, Partial<JobProperties>, Partial<JobFilter>, boolean]>([
    ['a job of the last hour', {}, {}, true],
    ['yesterday morning in 24 hours', { startTime: '2026-02-09T11:59:59Z' }, {}, false],
    ['yesterday morning in 7 days', { startTime: '2026-02-09T11:59:59Z' }, { range: '7d' }, true],
    ['a job that began long ago and still runs', { startTime: '2026-01-01T00:00:00Z', status: 'InProgress' }, {}, true],
    ['a job after the beginning', { startTime: '2026-02-03T00:00:01Z' }, { range: 'custom', from: MOMENT }, true],
    ['a job before the beginning', { startTime: '2026-02-02T23:59:59Z' }, { range: 'custom', from: MOMENT }, false],
    ['a job before the end', { startTime: '2020-02-02T00:00:00Z' }, { range: 'custom', to: MOMENT }, true],
    ['a job after the end', { startTime: '2026-02-03T00:00:01Z' }, { range: 'custom', to: MOMENT }, false],
    ['any job in a custom range with open ends', { startTime: '2020-01-01T00:00:00Z' }, { range: 'custom' }, true],
    ['moments outside a custom range', {}, { from: '2026-02-10T11:30:00Z' }, true],
    ['the wanted status in another case', { status: 'failed' }, { status: 'Failed' }, true],
    ['another status', { status: 'Completed' }, { status: 'Failed' }, false],
    ['another operation', { operation: 'Restore' }, { operation: 'Backup' }, false],
    ['another datasource type', { dataSourceType: 'Microsoft.Compute/disks' }, { datasourceType: SERVER_TYPE }, false],
    ['the datasource type in another case', {}, { datasourceType: SERVER_TYPE.toUpperCase() }, true],
    ['another resource group', { sourceResourceGroup: 'rg-shop' }, { resourceGroup: 'rg-data' }, false],
    ['the resource group in another case', { sourceResourceGroup: 'RG-data' }, { resourceGroup: 'rg-data' }, true],
    ['another location', { dataSourceLocation: 'northeurope' }, { location: 'westeurope' }, false],
    ['the location as people write it', {}, { location: 'West Europe' }, true],
    ['part of the name', {}, { text: ' ORD ' }, true],
    ['no part of the name', {}, { text: 'billing' }, false],
    ['the vault in another case', {}, { vaultId: VAULT.toUpperCase() }, true],
    ['a vault whose name begins alike', {}, { vaultId: VAULT.slice(0, -1) }, false],
  ])('%s', (_, properties, filter, isShown) => {
    const { jobs } = filterJobs([job(properties)], { ...everything, ...filter }, NOW);
    expect(withStatus(jobs, filter.status)).toHaveLength(isShown ? 1 : 0);
  });

  it('counts the jobs of each status without regard to case, whatever status is wanted', () => {
    const jobs = [job(), job({ status: 'completed' }), job({ status: 'Failed' }), job({ operation: 'Restore' })];
    const { jobs: left, counts } = filterJobs(jobs, { ...everything, operation: 'Backup', status: 'failed' }, NOW);
    expect(left).toEqual(jobs.slice(0, 3));
    expect(withStatus(left, 'failed')).toEqual([jobs[2]]);
    expect([...counts]).toEqual([
      ['completed', 2],
      ['failed', 1],
    ]);
  });
});

describe('the filter in the address', () => {
  it('leaves out what is the default, and keeps what is not the filter', () => {
    const params = new URLSearchParams('sort=status&range=6h&status=Failed');
    expect(withJobFilter(params, { range: '24h', status: undefined }, '24h').toString()).toBe('sort=status');
  });

  it('falls back to the default for a range that does not exist', () => {
    expect(jobFilterFrom(new URLSearchParams('range=toString'), '7d').range).toBe('7d');
  });

  it('forgets the moments of a custom range with the range', () => {
    const custom = new URLSearchParams(`range=custom&from=${MOMENT}&to=${MOMENT}`);
    expect(withJobFilter(custom, { range: '7d' }, '24h').toString()).toBe('range=7d');
  });

  it('takes no moment that is none', () => {
    expect(jobFilterFrom(new URLSearchParams('range=custom&from=soon'), '24h').from).toBeUndefined();
  });

  it('comes back as it was written', () => {
    const word = fc.option(fc.string({ minLength: 1 }), { nil: undefined });
    const moment = fc.option(
      fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }).map((date) => date.toISOString()),
      { nil: undefined },
    );
    const range = fc.constantFrom<JobRange[]>('custom', ...(Object.keys(TIME_RANGES) as JobRange[]));
    const filters = fc.record({
      range,
      from: moment,
      to: moment,
      status: word,
      operation: word,
      datasourceType: word,
      resourceGroup: word,
      location: word,
      vaultId: word,
      text: fc.string(),
    });
    fc.assert(
      fc.property(filters, range, (filter, defaultRange) => {
        const written = withJobFilter(new URLSearchParams(), filter, defaultRange);
        const open = filter.range === 'custom' ? {} : { from: undefined, to: undefined };
        expect(jobFilterFrom(new URLSearchParams(written.toString()), defaultRange)).toEqual({ ...filter, ...open });
      }),
    );
  });
});
