import { afterEach, describe, expect, it, vi } from 'vitest';
import { createStateClock } from './state-clock.ts';

afterEach(() => vi.useRealTimers());

/** A database whose clock is that far ahead of this machine's. */
const database = (aheadMs: () => number) => ({
  query: <Row>() => Promise.resolve([{ now: String((Date.now() + aheadMs()) / 1000) }] as Row[]),
});

describe('the clock of the state database', () => {
  it('counts, and not that of the machine', async () => {
    vi.useFakeTimers({ now: new Date('2026-03-01T10:00:00Z') });
    const clock = await createStateClock(database(() => -3_000));
    expect(clock.now().toISOString()).toBe('2026-03-01T09:59:57.000Z');
    clock.stop();
  });

  it('is read again each minute, and continues from the last value while it is away', async () => {
    vi.useFakeTimers({ now: new Date('2026-03-01T10:00:00Z') });
    let aheadMs = 1_000;
    let isAway = false;
    const { query } = database(() => aheadMs);
    const clock = await createStateClock({
      query: <Row>() => (isAway ? Promise.reject(new Error('away')) : query<Row>()),
    });
    aheadMs = 5_000;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(clock.now().toISOString()).toBe('2026-03-01T10:01:05.000Z');
    isAway = true;
    await vi.advanceTimersByTimeAsync(120_000);
    expect(clock.now().toISOString()).toBe('2026-03-01T10:03:05.000Z');
    clock.stop();
  });

  it('is not taken from an answer that was long on its way', async () => {
    vi.useFakeTimers({ now: new Date('2026-03-01T10:00:00Z') });
    let waitMs = 0;
    const { query } = database(() => 0);
    const clock = await createStateClock({
      query: async <Row>() => {
        const rows = await query<Row>();
        // The process is paused before it reads what has come.
        if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
        return rows;
      },
    });
    waitMs = 40_000;
    await vi.advanceTimersByTimeAsync(60_000 + waitMs);
    expect(clock.now().toISOString()).toBe('2026-03-01T10:01:40.000Z');
    clock.stop();
  });
});
