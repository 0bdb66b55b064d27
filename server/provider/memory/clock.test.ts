import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '#protocol/time-units.ts';
import { createLaboratoryClock, createManualClock, type MovableClock } from './clock.ts';

const START = '2026-03-01T00:00:00Z';

/** Writes down when it was woken, each hour, `times` times. */
async function hourly(clock: MovableClock, times: number, seen: string[]): Promise<void> {
  for (let turn = 0; turn < times; turn += 1) {
    await clock.sleep(HOUR_MS);
    seen.push(clock.now().toISOString().slice(11, 16));
  }
}

describe('a clock that is moved by hand', () => {
  it('wakes everyone in order, also those who go to sleep again on the way', async () => {
    const clock = createManualClock(START);
    const seen: string[] = [];
    void hourly(clock, 3, seen);
    void clock.sleep(1.5 * HOUR_MS).then(() => seen.push('half past'));
    await clock.advance(4 * HOUR_MS);
    expect(seen).toEqual(['01:00', 'half past', '02:00', '03:00']);
    expect(clock.now().toISOString()).toBe('2026-03-01T04:00:00.000Z');
    expect(clock.sleepers()).toBe(0);
  });

  it('lets woken code finish or wait before it continues', async () => {
    const clock = createManualClock(START);
    let busy = 0;
    clock.settleBy(async () => {
      while (busy > 0) await new Promise((resolve) => setTimeout(resolve));
    });
    const seen: string[] = [];
    void clock.sleep(HOUR_MS).then(async () => {
      busy += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
      seen.push(clock.now().toISOString().slice(11, 16));
      busy -= 1;
    });
    await clock.advance(5 * HOUR_MS);
    expect(seen).toEqual(['01:00']);
  });

  it('does not wake a wait that was aborted', async () => {
    const clock = createManualClock(START);
    const stop = new AbortController();
    const sleep = clock.sleep(HOUR_MS, stop.signal);
    stop.abort(new Error('enough'));
    await expect(sleep).rejects.toThrow('enough');
    expect(clock.sleepers()).toBe(0);
    await expect(clock.sleep(HOUR_MS, stop.signal)).rejects.toThrow('enough');
  });
});

describe('the laboratory’s clock', () => {
  it('goes on by itself, and can be moved ahead', async () => {
    const clock = createLaboratoryClock(24 * HOUR_MS);
    expect(clock.now().getTime() - Date.now()).toBeGreaterThan(23 * HOUR_MS);
    const seen: string[] = [];
    await clock.sleep(5);
    void clock.sleep(HOUR_MS).then(() => seen.push('woken'));
    const before = clock.now().getTime();
    await clock.advance(2 * HOUR_MS);
    expect(seen).toEqual(['woken']);
    expect(clock.now().getTime() - before).toBeGreaterThanOrEqual(2 * HOUR_MS);
  });
});
