import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '#protocol/time-units.ts';
import { createServiceTime } from './service-time.ts';

const NOON = Date.parse('2026-02-03T12:00:00Z');

const httpDate = (ms: number) => new Date(ms).toUTCString();

describe('the time of the service', () => {
  it('is this machine’s, until a response says otherwise', () => {
    expect(createServiceTime().at(NOON)).toBe(NOON);
  });

  it.each([
    ['no date', null],
    ['a date that is none', 'yesterday'],
  ])('is not moved by a response with %s', (_, date) => {
    const time = createServiceTime();
    time.heard(date, NOON, NOON);
    expect(time.at(NOON)).toBe(NOON);
  });

  it('is not moved by a response that took a minute', () => {
    const time = createServiceTime();
    time.heard(httpDate(NOON), NOON - 60_000, NOON);
    time.heard(httpDate(NOON), NOON, NOON + 60_000);
    expect(time.at(NOON)).toBe(NOON);
  });

  it('follows a service whose clock was moved ahead, and back', () => {
    const time = createServiceTime();
    time.heard(httpDate(NOON + 365 * 24 * HOUR_MS), NOON, NOON + 20);
    expect(Math.abs(time.at(NOON) - NOON - 365 * 24 * HOUR_MS)).toBeLessThanOrEqual(1_000);
    time.heard(httpDate(NOON), NOON, NOON + 20);
    expect(Math.abs(time.at(NOON) - NOON)).toBeLessThanOrEqual(1_000);
  });

  it('is forgotten with the service', () => {
    const time = createServiceTime();
    time.heard(httpDate(NOON + HOUR_MS), NOON, NOON);
    time.reset();
    expect(time.at(NOON)).toBe(NOON);
  });

  it('is within a second and the delay of the quickest response, for any clocks and delays', () => {
    const response = fc.record({
      afterMs: fc.integer({ min: 0, max: HOUR_MS }),
      thereMs: fc.integer({ min: 0, max: 5_000 }),
      backMs: fc.integer({ min: 0, max: 5_000 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: -HOUR_MS, max: HOUR_MS }),
        fc.array(response, { minLength: 1, maxLength: 20 }),
        (ahead, responses) => {
          const time = createServiceTime();
          for (const { afterMs, thereMs, backMs } of responses) {
            const sentAt = NOON + afterMs;
            const stampedAt = sentAt + thereMs + ahead;
            time.heard(httpDate(stampedAt), sentAt, sentAt + thereMs + backMs);
          }
          const quickest = Math.min(...responses.map(({ thereMs, backMs }) => thereMs + backMs));
          expect(Math.abs(time.at(NOON) - NOON - ahead)).toBeLessThanOrEqual(1_000 + quickest);
        },
      ),
    );
  });
});
