import type { RecoveryPoint } from '#protocol/data-protection.ts';
import { describe, expect, it } from 'vitest';
import { stopOutcome } from './stop-outcome.ts';

const point = (recoveryPointTime: string, expiryTime: string | null) =>
  ({ properties: { recoveryPointTime, expiryTime } }) as RecoveryPoint;

const points = [
  point('2026-02-01T02:00:00Z', '2026-05-01T02:00:00Z'),
  point('2026-02-15T02:00:00Z', '2036-02-15T02:00:00Z'),
  point('2026-02-08T02:00:00Z', '2026-08-08T02:00:00Z'),
];

describe('stopOutcome', () => {
  it('keeps everything for ever', () => {
    expect(stopOutcome(points, 'forever')).toEqual({ total: 3, kept: 3, lastExpiry: undefined });
  });

  it('keeps the latest, whatever its own expiry, and says when the last of the others expires', () => {
    expect(stopOutcome(points, 'asPolicy')).toEqual({ total: 3, kept: 1, lastExpiry: '2026-08-08T02:00:00Z' });
  });

  it('keeps a point that has no expiry', () => {
    expect(stopOutcome([...points, point('2026-01-01T02:00:00Z', null)], 'asPolicy').kept).toBe(2);
  });

  it('has nothing to say of no points', () => {
    expect(stopOutcome([], 'asPolicy')).toEqual({ total: 0, kept: 0, lastExpiry: undefined });
  });
});
