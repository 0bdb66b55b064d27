import { describe, expect, it } from 'vitest';
import { createManualClock, settled } from '#provider/memory/clock.ts';
import { createPace, rememberSpeed, speedToBegin } from './pace.ts';

const START = Date.parse('2026-03-01T00:00:00Z');

function open(speed: number) {
  const clock = createManualClock(new Date(START));
  const pace = createPace(clock, speed);
  const sinceStart = () => clock.now().getTime() - START;
  /** Milliseconds after the start at which a wait of that length is over. */
  const waited = async (ms: number, signal?: AbortSignal) => pace.clock.sleep(ms, signal).then(sinceStart);
  return { clock, pace, waited };
}

describe('a pace', () => {
  it('makes waits as much shorter', async () => {
    const { clock, waited } = open(10);
    const wait = waited(60_000);
    await clock.advance(60_000);
    expect(await wait).toBe(6_000);
  });

  it('changes at once, also for what is waited for', async () => {
    const { clock, pace, waited } = open(1);
    const wait = waited(60_000);
    await clock.advance(20_000);
    pace.change(10);
    await settled();
    await clock.advance(60_000);
    expect(await wait).toBe(24_000);
  });

  it('slows down as well, and more than once', async () => {
    const { clock, pace, waited } = open(10);
    const wait = waited(60_000);
    await clock.advance(1_000);
    pace.change(1);
    await settled();
    await clock.advance(10_000);
    pace.change(40);
    await settled();
    await clock.advance(60_000);
    expect(await wait).toBe(12_000);
  });

  it('runs in real time on request, and fast again', async () => {
    const { clock, pace, waited } = open(10);
    pace.takeTime(true);
    const wait = waited(60_000);
    await clock.advance(30_000);
    expect(pace.speed()).toBe(10);
    pace.takeTime(false);
    await settled();
    await clock.advance(60_000);
    expect(await wait).toBe(33_000);
  });

  it('ends the wait of an aborted caller', async () => {
    const { clock, pace, waited } = open(1);
    const stop = new AbortController();
    const wait = waited(60_000, stop.signal);
    pace.change(2);
    await settled();
    stop.abort(new Error('enough'));
    await expect(wait).rejects.toThrow('enough');
    await expect(waited(1, stop.signal)).rejects.toThrow('enough');
    expect(clock.sleepers()).toBe(0);
  });
});

describe('the speed of a tab', () => {
  const storage = () => {
    const kept = new Map<string, string>();
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    } as Storage;
  };

  it.each([
    ['', 1],
    ['?speed=50', 50],
    ['?speed=0.5', 0.5],
    ['?speed=0', 1],
    ['?speed=-3', 1],
    ['?speed=Infinity', 1],
    ['?speed=fast', 1],
  ])('%j begins with %d', (search, speed) => {
    expect(speedToBegin(search, storage())).toBe(speed);
  });

  it('is remembered, whether it came from the address or was chosen', () => {
    const kept = storage();
    speedToBegin('?speed=50', kept);
    expect(speedToBegin('', kept)).toBe(50);
    rememberSpeed(10, kept);
    expect(speedToBegin('', kept)).toBe(10);
    expect(speedToBegin('?speed=500', kept)).toBe(500);
  });
});
