import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_WAIT_MS, MAX_ATTEMPTS, PATIENCE_MS, retryAfterMs, retryDelayMs, type Attempt } from './retry.ts';

const NOW = Date.parse('2026-02-03T09:00:00Z');

const reply = (status: number, headers: Record<string, string> = {}, code?: string) => ({
  status,
  headers: new Headers(headers),
  code,
});

const attempt = (method: string, response: Attempt['reply'], facts: Partial<Attempt> = {}): Attempt => ({
  method,
  isCheck: false,
  number: 1,
  elapsedMs: 0,
  reply: response,
  ...facts,
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
    ['GET', reply(500), true],
    ['PUT', reply(500), false],
    ['GET', reply(501), false],
    ['PUT', reply(502), true],
    ['POST', reply(504), false],
    ['DELETE', reply(408), true],
    ['GET', reply(404), false],
    ['PUT', reply(400, {}, 'PrincipalNotFound'), true],
    ['PUT', reply(400, {}, 'InvalidRequest'), false],
    ['GET', reply(400, {}, 'PrincipalNotFound'), false],
  ])('%s with the response %j is retried: %s', (method, response, isRetried) => {
    expect(retryDelayMs(attempt(method, response), NOW, 0.5) !== undefined).toBe(isRetried);
  });

  it.each([
    ['a POST that changes nothing, when the connection was lost', attempt('POST', undefined, { isCheck: true }), true],
    ['the same, when it met a bug', attempt('POST', reply(500), { isCheck: true }), false],
    ['a lost connection after many attempts', attempt('PUT', undefined, { number: 30 }), true],
    ['a lost connection after two minutes', attempt('GET', undefined, { elapsedMs: PATIENCE_MS }), false],
    ['a bug for the third time', attempt('GET', reply(500), { number: 3 }), false],
  ])('%s', (_, tried, isRetried) => {
    expect(retryDelayMs(tried, NOW, 0.5) !== undefined).toBe(isRetried);
  });

  it('waits as long as the server asks, rather than its own wait', () => {
    expect(retryDelayMs(attempt('GET', reply(429, { 'retry-after': '17' })), NOW, 1)).toBe(17_000);
  });

  it('gives up rather than let a person wait for minutes without a word', () => {
    expect(retryDelayMs(attempt('GET', reply(429, { 'retry-after': '3600' })), NOW, 1)).toBeUndefined();
  });

  it('ends, grows and stays bounded, whatever the dice say', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 20 }), (random, number) => {
        const wait = retryDelayMs(attempt('GET', reply(503), { number }), NOW, random);
        if (number >= MAX_ATTEMPTS) expect(wait).toBeUndefined();
        else {
          expect(wait).toBeGreaterThanOrEqual(250 * 2 ** (number - 1));
          expect(wait).toBeLessThanOrEqual(Math.min(500 * 2 ** (number - 1), LONGEST_WAIT_MS));
        }
        expect(retryDelayMs(attempt('GET', undefined, { number }), NOW, random)).toBeLessThanOrEqual(4_000);
      }),
    );
  });
});
