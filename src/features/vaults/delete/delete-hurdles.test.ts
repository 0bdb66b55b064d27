import { describe, expect, it } from 'vitest';
import type { DeletedBackupInstance } from '#protocol/data-protection.ts';
import { deleteReason, hurdlesOf, lastPurge, type VaultContent } from './delete-hurdles.ts';

const nothing: VaultContent = { instances: [], softDeleted: [], policies: [], removing: 0 };
const reasonFor = (content: Partial<VaultContent>) => deleteReason(hurdlesOf({ ...nothing, ...content }));

describe('a vault can be deleted', () => {
  it('when nothing is left in it', () => {
    expect(reasonFor({})).toBeUndefined();
  });

  it.each<[string, Partial<VaultContent>]>([
    ['a backup instance', { instances: [1] }],
    ['a deleted instance that is kept', { softDeleted: [1] }],
    ['a policy', { policies: [1] }],
    ['a policy, and a list that failed', { policies: [1], instances: 'failed' }],
    ['a policy, and something that is being removed', { policies: [1], removing: 1 }],
  ])('not while there is %s', (_, content) => {
    expect(reasonFor(content)).toBe('Remove what prevents the deletion first.');
  });

  it('not while files of what has expired are being removed', () => {
    expect(reasonFor({ removing: 2 })).toBe('Wait until what has expired is removed.');
    expect(hurdlesOf({ ...nothing, removing: 2 }).at(-1)).toMatchObject({ what: 'removing', count: 2 });
  });

  it('not while nobody knows', () => {
    expect(reasonFor({ softDeleted: undefined })).toBe('The contents of the vault are being read.');
    expect(reasonFor({ softDeleted: 'failed' })).toBe('It is not known whether something prevents the deletion.');
  });
});

it('of deleted instances, the last to go decides', () => {
  const until = (scheduledPurgeTime: string) => ({ properties: { deletionInfo: { scheduledPurgeTime } } });
  const kept = [until('2026-12-05T10:00:00Z'), until('2026-12-24T01:00:00.5Z'), until('2026-11-30T23:00:00Z')];
  expect(lastPurge(kept as DeletedBackupInstance[])).toBe('2026-12-24T01:00:00.5Z');
  expect(lastPurge([])).toBeUndefined();
});
