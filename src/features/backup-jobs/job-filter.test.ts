import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job, JobProperties } from '#protocol/data-protection.ts';
import {
  JOB_RANGES,
  countByStatus,
  jobFilterFrom,
  matchesFilter,
  withJobFilter,
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
      ...properties,
    } as JobProperties,
  };
}

const everything: JobFilter = { range: '24h', status: undefined, operation: undefined, vaultId: undefined, text: '' };

describe('matchesFilter', () => {
  it.each<[string, Partial<JobProperties>, Partial<JobFilter>, boolean]>([
    ['a job of the last hour', {}, {}, true],
    ['yesterday morning in 24 hours', { startTime: '2026-02-09T11:59:59Z' }, {}, false],
    ['yesterday morning in 7 days', { startTime: '2026-02-09T11:59:59Z' }, { range: '7d' }, true],
    ['a job that began long ago and still runs', { startTime: '2026-01-01T00:00:00Z', status: 'InProgress' }, {}, true],
    ['the wanted status in another case', { status: 'failed' }, { status: 'Failed' }, true],
    ['another status', { status: 'Completed' }, { status: 'Failed' }, false],
    ['another operation', { operation: 'Restore' }, { operation: 'Backup' }, false],
    ['part of the name', {}, { text: ' ORD ' }, true],
    ['no part of the name', {}, { text: 'billing' }, false],
    ['the vault in another case', {}, { vaultId: VAULT.toUpperCase() }, true],
    ['a vault whose name begins alike', {}, { vaultId: VAULT.slice(0, -1) }, false],
  ])('%s', (_, properties, filter, shown) => {
    expect(matchesFilter(job(properties), { ...everything, ...filter }, NOW)).toBe(shown);
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

  it('comes back as it was written', () => {
    const word = fc.option(fc.string({ minLength: 1 }), { nil: undefined });
    const range = fc.constantFrom(...(Object.keys(JOB_RANGES) as JobRange[]));
    const filters = fc.record({ range, status: word, operation: word, vaultId: word, text: fc.string() });
    fc.assert(
      fc.property(filters, range, (filter, defaultRange) => {
        const written = withJobFilter(new URLSearchParams(), filter, defaultRange);
        expect(jobFilterFrom(new URLSearchParams(written.toString()), defaultRange)).toEqual(filter);
      }),
    );
  });
});

it('counts the jobs of each status without regard to case', () => {
  const counts = countByStatus([job(), job({ status: 'completed' }), job({ status: 'Failed' })]);
  expect([...counts]).toEqual([
    ['completed', 2],
    ['failed', 1],
  ]);
});
