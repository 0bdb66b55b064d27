/** How often something may go wrong before we stop listening for a while. */
import type { Clock } from '#provider/ports.ts';

export interface AttemptLimit {
  add(): void;
  /** 0 when there is nothing to wait for. */
  secondsToWait(): number;
}

export function createAttemptLimit(perMinute: number, clock: Clock): AttemptLimit {
  let recent: number[] = [];
  const sweep = () => (recent = recent.filter((at) => at > clock.now().getTime() - 60_000));
  return {
    add: () => void sweep().push(clock.now().getTime()),
    secondsToWait() {
      const [oldest] = sweep();
      if (oldest === undefined || recent.length < perMinute) return 0;
      return Math.ceil((oldest + 60_000 - clock.now().getTime()) / 1000);
    },
  };
}
