/**
 * Lengths of time as the wire writes them: ISO 8601 (`P26W`, `PT15M40.886203S`) and, in lists of jobs, .NET time spans
 * (`1.00:03:12.7189058`). See docs/reference/arm.md#52-rules, #11-jobs.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './time-units.ts';

/** A duration in calendar and clock parts. A year or a month has no fixed length, so the parts are kept apart. */
export interface Duration {
  years: number;
  months: number;
  days: number;
  ms: number;
}

// Weeks stand alone; other units come in the order of their size.
const ISO =
  /^P(?:(\d{1,5})W|(?:(\d{1,5})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?)$/i;
const DOT_NET = /^(?:(\d+)\.)?(\d+):(\d+):(\d+(?:\.\d+)?)$/;

/** Reads an ISO 8601 duration; weeks become days. Returns undefined for anything else, and for a bare `P`. */
export function parseDuration(text: string): Duration | undefined {
  const found = ISO.exec(text);
  if (!found || /[PT]$/i.test(text)) return undefined;
  const part = (at: number) => Number(found[at] ?? 0);
  return {
    years: part(2),
    months: part(3),
    days: part(1) * 7 + part(4),
    ms: part(5) * HOUR_MS + part(6) * MINUTE_MS + Math.round(part(7) * SECOND_MS),
  };
}

/**
 * Milliseconds of a job's duration, in either form. Returns undefined for other text and for durations with years or
 * months, whose length depends on when they begin.
 */
export function durationMs(text: string): number | undefined {
  const span = DOT_NET.exec(text);
  if (span) {
    const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = span;
    return (
      Number(days) * DAY_MS +
      Number(hours) * HOUR_MS +
      Number(minutes) * MINUTE_MS +
      Math.round(Number(seconds) * SECOND_MS)
    );
  }
  const duration = parseDuration(text);
  return duration?.years === 0 && duration.months === 0 ? duration.days * DAY_MS + duration.ms : undefined;
}
