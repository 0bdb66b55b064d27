import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_WAIT_MS, MAX_ATTEMPTS, retryAfterMs, retryDelayMs } from './retry.ts';

const NOW = Date.parse('2026-02-03T09:00:00Z');

const reply = (status: number, headers: Record<string, string> = {}, code?: string) => ({
  status,
  headers: new Headers(headers),
  code,
});

describe('retryAfterMs', () => {
  it.each([
    ['3', 3_000],
    ['0', 0],
    ['Tue, 03 Feb 2026 09:00:07 GMT', 7_000],
    ['Tue, 03 Feb 2026 08:59:00 GMT', 0],
    ['soon', undefined],
  ])('reads %j as %s', (value, wait) => {
    expect(retryAfterMs(new Headers({ 'retry-after': value }), NOW)).toBe(wait);
  });

  it('is undefined when the server does not say', () => {
    expect(retryAfterMs(new Headers(), NOW)).toBeUndefined();
  });
});

describe('retryDelayMs', () => {
  it.each([
    ['GET', reply(429), true],
    ['GET', reply(503), true],
    ['GET', undefined, true],
    ['PUT', reply(429), true],
    ['PUT', reply(503), true],
    ['PUT', undefined, true],
    ['DELETE', undefined, true],
    ['POST', reply(429), true],
    ['POST', reply(503), false],
    ['POST', undefined, false],
    ['GET', reply(500), false],
    ['GET', reply(404), false],
    ['PUT', reply(400, {}, 'PrincipalNotFound'), true],
    ['PUT', reply(400, {}, 'InvalidRequest'), false],
    ['GET', reply(400, {}, 'PrincipalNotFound'), false],
  ])('%s answered with %j is asked again: %s', (method, answer, isAskedAgain) => {
    expect(retryDelayMs({ method, number: 1, reply: answer }, NOW, 0.5) !== undefined).toBe(isAskedAgain);
  });

  it('waits as long as the server asks, before it thinks of a wait of its own', () => {
    expect(retryDelayMs({ method: 'GET', number: 1, reply: reply(429, { 'retry-after': '17' }) }, NOW, 1)).toBe(17_000);
  });

  it('gives up rather than let a person wait for minutes without a word', () => {
    expect(
      retryDelayMs({ method: 'GET', number: 1, reply: reply(429, { 'retry-after': '3600' }) }, NOW, 1),
    ).toBeUndefined();
  });

  it('ends, grows and stays bounded, whatever the dice say', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 20 }), (random, number) => {
        const wait = retryDelayMs({ method: 'GET', number, reply: reply(503) }, NOW, random);
        if (number >= MAX_ATTEMPTS) expect(wait).toBeUndefined();
        else {
          expect(wait).toBeGreaterThanOrEqual(250 * 2 ** (number - 1));
          expect(wait).toBeLessThanOrEqual(Math.min(500 * 2 ** (number - 1), LONGEST_WAIT_MS));
        }
      }),
    );
  });
});
