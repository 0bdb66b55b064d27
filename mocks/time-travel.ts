/**
 * Moving the laboratory's time ahead. Everything that is due on the way happens in order and at its time: the clock
 * stops at the queue's next alarm and at the end of each wait, and continues when the woken code waits again.
 */
import { DAY_MS } from '#protocol/time-units.ts';
import { settled, type MovableClock } from '#provider/memory/clock.ts';
import type { MemoryWork } from '#provider/memory/work.ts';

/** After so long without a pause the browser gets one, to draw and to handle a click. */
const BREATHE_AFTER_MS = 100;

/** Lets `advance` wait at each step until all work waits for its time, or has ended. */
export function letWorkSettle(clock: MovableClock, work: MemoryWork): void {
  clock.settleBy(async () => {
    const isWaiting = () => clock.sleepers() - work.activity().alarms >= work.activity().running;
    while (!isWaiting()) await settled();
  });
}

export interface TravelOptions {
  days: number;
  /** Called before the first day and after each. */
  onDay: (done: number) => void;
  /** Called after each day; true stops there. */
  isEnough: () => boolean;
}

/** Moves on by so many days, one by one. */
export async function travel(clock: MovableClock, { days, onDay, isEnough }: TravelOptions): Promise<void> {
  let pausedAt = performance.now();
  onDay(0);
  for (let done = 1; done <= days; done += 1) {
    await clock.advance(DAY_MS);
    if (performance.now() - pausedAt > BREATHE_AFTER_MS || done === days) {
      onDay(done);
      await pause();
      pausedAt = performance.now();
    }
    if (isEnough()) return;
  }
}

// A timer's turn: between message events alone a browser may postpone drawing and clicks.
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
