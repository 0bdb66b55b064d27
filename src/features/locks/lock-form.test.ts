import { describe, expect, it } from 'vitest';
import type { ManagementLock } from '#protocol/authorization.ts';
import { formOf, lockProblems, lockProperties, locksOf, type LockForm } from './lock-form.ts';

const lock = (scope: string, name: string, properties: Partial<ManagementLock['properties']> = {}): ManagementLock => ({
  id: `${scope}/providers/Microsoft.Authorization/locks/${name}`,
  name,
  type: 'Microsoft.Authorization/locks',
  properties: { level: 'CanNotDelete', ...properties },
});
const form = (part: Partial<LockForm> = {}): LockForm => ({ name: 'keep', level: 'ReadOnly', notes: '', ...part });

describe('a lock that is filled in', () => {
  it.each([
    [form(), []],
    [form({ name: '  ' }), ['name']],
    [form({ name: 'a/b' }), ['name']],
    [form({ name: 'OLD' }), ['name']],
    [form({ level: undefined }), ['level']],
    [form({ notes: 'n'.repeat(512) }), []],
    [form({ notes: 'n'.repeat(513) }), ['notes']],
    [formOf(undefined), ['name', 'level']],
  ])('%j has its problems at %j', (given, fields) => {
    expect([...lockProblems(given, [lock('/subscriptions/1', 'old')]).keys()]).toEqual(fields);
  });

  it('is sent without notes that are empty, and keeps what the form does not show', () => {
    expect(lockProperties(form({ notes: ' ' }), undefined)).toEqual({ level: 'ReadOnly' });
    const owners = [{ applicationId: 'a' }];
    expect(lockProperties(form({ notes: ' why ' }), lock('/x', 'keep', { owners }))).toEqual({
      level: 'ReadOnly',
      notes: 'why',
      owners,
    });
  });
});

it('locks of a scope are those at it, not those above or below', () => {
  const all = [lock('/subscriptions/1', 'above'), lock('/Subscriptions/1/resourceGroups/rg', 'here')];
  expect(locksOf('/subscriptions/1/resourceGroups/rg', all).map(({ name }) => name)).toEqual(['here']);
});
