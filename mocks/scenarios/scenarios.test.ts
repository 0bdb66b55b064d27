import { describe, expect, it, onTestFinished } from 'vitest';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { startNodeMocks } from '../node.ts';
import { isScenarioName, scenarios, type ScenarioName } from './scenarios.ts';

const ORIGIN = 'http://bad-days.test';

async function begin(scenario: ScenarioName) {
  const mocks = await startNodeMocks({ origin: ORIGIN, scenario });
  onTestFinished(() => mocks.close());
  const ask = () =>
    fetch(`${ORIGIN}/subscriptions?api-version=${API_VERSIONS.subscriptions}`, {
      headers: { authorization: 'Bearer operator' },
    });
  return { mocks, ask };
}

describe.each(Object.keys(scenarios).filter(isScenarioName))('%s', (name) => {
  it('lets a person who asks twice read what is there', async () => {
    const { ask } = await begin(name);
    const answers = [await ask(), await ask()];
    expect(answers.map(({ status }) => status)).toContain(200);
  });

  it('has a line to be chosen by', () => {
    expect(scenarios[name].title).toMatch(/^[A-Z].{20,}/);
  });
});

it('turns a request away once, with a time to wait, and answers it then', async () => {
  const { ask } = await begin('throttled');
  const [first, second] = [await ask(), await ask()];
  expect([first.status, second.status]).toEqual([429, 200]);
  expect(Number(first.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(first.headers.get('x-ms-request-id')).not.toBeNull();
});

it('ends when another day begins', async () => {
  const { mocks, ask } = await begin('throttled');
  mocks.choose(undefined);
  expect((await ask()).status).toBe(200);
  mocks.choose('throttled');
  expect((await ask()).status).toBe(429);
});

it.each(['', 'none', 'toString', 'Throttled'])('%j is no scenario', (text) => {
  expect(isScenarioName(text)).toBe(false);
});
