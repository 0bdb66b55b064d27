/** Times and durations as the service writes them. */
import { DAY_MS } from '#protocol/time-units.ts';

/** Seven digits of a second, as .NET writes them. */
export const ticks = (moment: Date): string => moment.toISOString().replace(/\.(\d{3})Z$/, '.$10000Z');

/** Whole seconds: how the service writes the end of an operation (docs/reference/arm.md#22-polling). */
export const wholeSeconds = (moment: Date): string => moment.toISOString().replace(/\.\d{3}Z$/, 'Z');

/** ISO 8601, as GET of a job writes it: `PT15M40.886S`. */
export function isoDuration(ms: number): string {
  const seconds = (ms % 60_000) / 1000;
  const minutes = Math.floor(ms / 60_000) % 60;
  const hours = Math.floor(ms / 3_600_000);
  const text = `${hours ? `${String(hours)}H` : ''}${minutes ? `${String(minutes)}M` : ''}${seconds ? `${String(seconds)}S` : ''}`;
  return `PT${text === '' ? '0S' : text}`;
}

/** A .NET time span, as a list of jobs writes it: `00:15:40.8860000` (docs/reference/arm.md#quirk-7). */
export function timeSpan(ms: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const days = Math.floor(ms / DAY_MS);
  const fraction = ms % 1000;
  return (
    (days ? `${String(days)}.` : '') +
    `${two((ms / 3_600_000) % 24)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}` +
    (fraction ? `.${String(fraction).padStart(3, '0')}0000` : '')
  );
}
