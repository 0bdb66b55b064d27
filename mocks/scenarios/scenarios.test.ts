import { describe, expect, it, onTestFinished } from 'vitest';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { startNodeMocks } from '../node.ts';
import { isScenarioName, scenarios, type ScenarioName } from './scenarios.ts';

const ORIGIN = 'http://bad-days.test';

async function begin(scenario: ScenarioName) {
  const mocks = await startNodeMocks({ origin: ORIGIN, scenario });
  onTestFinished(() => mocks.close());
  const request = () =>
    fetch(`${ORIGIN}/subscriptions?api-version=${API_VERSIONS.subscriptions}`, {
      headers: { authorization: 'Bearer operator' },
    });
  return { mocks, request };
}

describe.each(Object.keys(scenarios).filter(isScenarioName))('%s', (name) => {
  it('succeeds when a request is repeated', async () => {
    const { request } = await begin(name);
    const responses = [await request(), await request()];
    expect(responses.map(({ status }) => status)).toContain(200);
  });

  it('has a line to be chosen by', () => {
    expect(scenarios[name].title).toMatch(/^[A-Z].{20,}/);
  });
});

it('refuses a request once, with a time to wait, and then succeeds', async () => {
  const { request } = await begin('throttled');
  const [first, second] = [await request(), await request()];
  expect([first.status, second.status]).toEqual([429, 200]);
  expect(Number(first.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(first.headers.get('x-ms-request-id')).not.toBeNull();
});

it('ends when another day begins', async () => {
  const { mocks, request } = await begin('throttled');
  mocks.choose(undefined);
  expect((await request()).status).toBe(200);
  mocks.choose('throttled');
  expect((await request()).status).toBe(429);
});

it.each(['', 'none', 'toString', 'Throttled'])('%j is no scenario', (text) => {
  expect(isScenarioName(text)).toBe(false);
});
