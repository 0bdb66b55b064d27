import { describe, expect, it } from 'vitest';
import type { PointProof, RecoveryPoint } from '#protocol/data-protection.ts';
import { proofView, timeToRestoreText } from './proof-text.ts';

const point = (proof?: PointProof, recoveryPointState = 'Completed') =>
  ({ properties: { recoveryPointState, ...(proof && { proof }) } }) as RecoveryPoint;
const drill = (isProven: boolean) => ({
  ...{ time: '2026-02-01T00:00:00Z', isProven, timeToRestore: 'PT12M', databases: 1, tables: 3, rows: 9 },
  ...{ serverVersion: '16.4', findings: [] },
});

describe('a restore point', () => {
  it.each<[string, PointProof | undefined, string | undefined]>([
    ['of a back end that proves nothing', undefined, undefined],
    ['that nobody has looked at', { state: 'NotVerified' }, 'Not verified'],
    ['that was read back', { state: 'Verified', verifiedTime: '2026-02-01T00:00:00Z' }, 'Verified'],
    ['that was restored and compared', { state: 'Proven', drill: drill(true) }, 'Proven'],
    ['whose drill found something', { state: 'Verified', drill: drill(false) }, 'Drill found problems'],
    ['that is damaged', { state: 'Damaged', damage: { foundTime: '', message: '' } }, 'Damaged'],
    ['in a state of tomorrow', { state: 'Certified' }, 'Certified'],
  ])('%s', (_, proof, text) => {
    expect(proofView(point(proof))?.text).toBe(text);
  });

  it('that lacks something says so first, unless it is damaged', () => {
    expect(proofView(point({ state: 'Verified' }, 'Partial'))?.text).toBe('Incomplete');
    expect(proofView(point({ state: 'Damaged' }, 'Partial'))?.text).toBe('Damaged');
  });
});

it('says how long a restore takes', () => {
  expect(timeToRestoreText('PT12M3S')).toBe('12 minutes 3 seconds');
  expect(timeToRestoreText('soon')).toBeUndefined();
});
