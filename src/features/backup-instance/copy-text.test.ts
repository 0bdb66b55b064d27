import { expect, it } from 'vitest';
import type { PointCopy, RecoveryPoint } from '#protocol/data-protection.ts';
import { copiesView } from './copy-text.ts';

const point = (...states: string[]): RecoveryPoint => {
  const copies = states.map((state, at): PointCopy => ({ storage: ['local', 'offsite'][at] ?? '', state, since: '' }));
  return { properties: copies.length > 0 ? { copies } : {} } as RecoveryPoint;
};

it.each([
  [[], undefined],
  [['Stored', 'Stored'], 'In local and offsite'],
  [['Stored', 'Waiting'], 'offsite: waiting to be copied'],
  [['Stored', 'Failed'], 'offsite: not copied yet'],
  [['Damaged', 'Stored'], 'local: damaged, is made anew'],
  [['Damaged', 'Failed'], 'No good copy'],
  [['Stored', 'Frozen'], 'offsite: frozen'],
])('a restore point whose copies are %j says %s', (states, text) => {
  expect(copiesView(point(...states))?.text).toBe(text);
});
