/** Records the time while the server runs, and logs when the clock has jumped (decision 19). */
import type { Ports } from '#provider/ports.ts';
import { noteTime } from '#provider/trusted-time.ts';

const EVERY_MS = 10 * 60_000;

/** Records the time at once, and every ten minutes from then on. */
export async function watchClock(ports: Ports): Promise<{ stop: () => void }> {
  let hasLogged = false;
  const note = async (): Promise<void> => {
    const jump = await noteTime(ports);
    if (jump && !hasLogged) {
      ports.log(
        'the clock has jumped, and nothing is deleted by it',
        {
          from: jump.from.toISOString(),
          to: jump.to.toISOString(),
          ifTheClockIsRight: 'npm run confirm-clock',
        },
        'warning',
      );
    }
    hasLogged = jump !== undefined;
  };
  await note();
  const timer = setInterval(() => {
    note().catch((error: unknown) => ports.log('the time could not be recorded', { error: String(error) }));
  }, EVERY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
