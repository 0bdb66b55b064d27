/** Templates that need more than any machine has: each is refused before anything is built. */
import { describe, expect, it } from 'vitest';
import { evaluateHere, type PlaceOf } from './evaluation.ts';
import { TemplateFault } from './template-fault.ts';

const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-data`;
const placeOf: PlaceOf = ({ resourceGroup }) =>
  Promise.resolve({
    subscriptionId: SUBSCRIPTION,
    resourceGroup,
    subscription: { id: `/subscriptions/${SUBSCRIPTION}` },
    group: { id: GROUP, name: 'rg-data' },
    tenantId: '22222222-2222-4222-8222-222222222222',
    deployment: { name: 'test' },
  });

interface Parts {
  parameters?: Record<string, { type: string }>;
  variables?: Record<string, unknown>;
  resources?: unknown[];
  given?: Record<string, unknown>;
  value?: unknown;
}

/** What is said of a template with an output of that value. */
async function saidOf({ given = {}, value = 'x', resources = [], ...parts }: Parts): Promise<string> {
  const template = {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    ...parts,
    resources,
    outputs: { it: { type: 'string', value } },
  };
  const parameters = Object.fromEntries(Object.entries(given).map(([name, each]) => [name, { value: each }]));
  const question = {
    content: JSON.stringify({ template, parameters }),
    target: { subscriptionId: SUBSCRIPTION, resourceGroup: 'rg-data' },
    name: 'test',
    mode: 'Incremental',
  };
  try {
    await evaluateHere.ask('examine', question, placeOf, 'somebody');
    return 'nothing';
  } catch (error) {
    if (error instanceof TemplateFault) return error.message;
    throw error;
  }
}

const TOO_LONG = /longer than 131072 characters|at most 131072 characters/;
const TOO_MUCH = /takes too long to evaluate/;
const LONG = 131_072;
const text = { type: 'string' };
const object = { type: 'object' };
const list = { type: 'array' };
const call = (name: string, argument: string, times: number): string =>
  `[${name}(${Array.from({ length: times }, () => argument).join(',')})]`;

// Each of them took the memory of the process, or minutes, before there were bounds; a second is more than any needs, and
// a busy machine gets half a minute.
describe('a template that asks', { timeout: 30_000 }, () => {
  it('for a text of gigabytes by a long pattern is refused', async () => {
    const pattern = '{0}'.repeat(700_000);
    const parameters = { pattern: text, it: text };
    const value = "[format(parameters('pattern'), parameters('it'))]";
    expect(await saidOf({ parameters, given: { pattern, it: 'x'.repeat(10_000) }, value })).toMatch(TOO_LONG);
  });

  it.each([
    ['a text', 'x'.repeat(10_000)],
    ['an object', Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`name${String(at)}`, 'x'.repeat(200)]))],
  ])('for %s many times in a pattern is refused', async (_, it) => {
    const parameters = { pattern: text, it: typeof it === 'string' ? text : object };
    const value = "[format(parameters('pattern'), parameters('it'))]";
    expect(await saidOf({ parameters, given: { pattern: '{0}'.repeat(40_000), it }, value })).toMatch(TOO_LONG);
  });

  it('for the text of what is longer than a text may be is refused', async () => {
    const given = { it: Array.from({ length: 100 }, () => 'x'.repeat(100_000 / 64)) };
    expect(await saidOf({ parameters: { it: list }, given, value: "[string(parameters('it'))]" })).toMatch(TOO_LONG);
  });

  it('for a long list a thousand times is refused', async () => {
    const given = { it: Array.from({ length: 100_000 }, () => 0) };
    const value = call('concat', "parameters('it')", 1_000);
    expect(await saidOf({ parameters: { it: list }, given, value })).toMatch(TOO_MUCH);
    expect(await saidOf({ parameters: { it: list }, given, value: value.replace('concat', 'union') })).toMatch(
      TOO_MUCH,
    );
  });

  it.each([
    ['a long range', 'range(0, 10000)'],
    ['a long list read from its text', "json(parameters('it'))"],
    ['a text split into letters', "split(parameters('it'), ',')"],
  ])('for %s seven hundred times is refused before all of them are there', async (_, made) => {
    const given = { it: `[${'0,'.repeat(60_000)}0]` };
    const before = process.memoryUsage().heapUsed;
    const value = `[length(${call('createArray', made, 700).slice(1, -1)})]`;
    expect(await saidOf({ parameters: { it: text }, given, value })).toMatch(TOO_MUCH);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * 1024 ** 2);
  });

  it('for letters that become three in capitals is refused', async () => {
    const given = { it: 'ΐ'.repeat(LONG) };
    const value = "[string(length(toUpper(parameters('it'))))]";
    expect(await saidOf({ parameters: { it: text }, given, value })).toMatch(TOO_LONG);
  });

  it.each(['guid', 'uniqueString'])('for the hash of a hundred megabytes by %s is refused', async (name) => {
    const given = { it: 'x'.repeat(LONG) };
    expect(await saidOf({ parameters: { it: text }, given, value: call(name, "parameters('it')", 1_000) })).toMatch(
      TOO_LONG,
    );
  });

  it.each([
    ['contains', "[contains(parameters('within'), parameters('wanted'))]"],
    ['split', "[string(split(parameters('within'), parameters('wanted')))]"],
    ['replace', "[replace(parameters('within'), parameters('wanted'), 'x')]"],
  ])('to compare every letter with every letter by %s is refused', async (_, value) => {
    const given = { within: 'a'.repeat(LONG), wanted: `b${'a'.repeat(60_000)}` };
    expect(await saidOf({ parameters: { within: text, wanted: text }, given, value })).toMatch(TOO_MUCH);
  });

  it('for an id of a hundred megabytes is refused', async () => {
    const given = { it: 'x'.repeat(LONG) };
    const names = Array.from({ length: 500 }, () => "parameters('it')").join(',');
    const value = `[resourceId('Microsoft.X/${'a/'.repeat(499)}a', ${names})]`;
    expect(await saidOf({ parameters: { it: text }, given, value })).toContain('longer than 4096 characters');
  });

  it('for a property in another case of a large object, again and again, is refused', async () => {
    const it = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`name${String(at)}`, 0]));
    const value = call('createArray', "parameters('it').NAME99999", 100);
    expect(await saidOf({ parameters: { it: object }, given: { it }, value })).toMatch(TOO_MUCH);
  });

  it.each([
    ['type', `Microsoft.X/${'/'.repeat(250_000)}x`],
    ['name', 'x'.repeat(100_000)],
    ['apiVersion', 'x'.repeat(100_000)],
  ])('for a resource with a %s of many thousand letters is refused', async (field, long) => {
    const resource = { type: 'Microsoft.X/vaults', name: 'one', apiVersion: '2025-07-01', [field]: long };
    expect(await saidOf({ resources: [resource] })).toMatch(/at most (4096|131072) characters|do not fit/);
  });

  it('for the type of an id that is slashes is evaluated at once', async () => {
    const value = `[resourceId('Microsoft.X/vaults${'/'.repeat(4_000)}x', 'one')]`;
    expect(await saidOf({ value })).toMatch(/wants \d+ names after the type/);
  });

  it('for a resource of a hundred thousand fields in a loop is refused', async () => {
    const fields = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`field${String(at)}`, 0]));
    const copy = { name: 'loop', count: 800 };
    const resource = { ...fields, type: 'Microsoft.X/vaults', name: '[copyIndex()]', apiVersion: '2025-07-01', copy };
    expect(await saidOf({ resources: [resource] })).toMatch(/takes too long|string is wanted/);
  });

  it('for a large template inside of itself 800 times is refused', async () => {
    const inside = {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      metadata: Array.from({ length: 100_000 }, () => 0),
      resources: [],
    };
    const nested = {
      type: 'Microsoft.Resources/deployments',
      apiVersion: '2022-09-01',
      name: "[format('nested-{0}', copyIndex())]",
      copy: { name: 'loop', count: 800 },
      properties: { mode: 'Incremental', expressionEvaluationOptions: { scope: 'inner' }, template: inside },
    };
    expect(await saidOf({ resources: [nested] })).toMatch(TOO_MUCH);
  });

  it('to copy a large object for each of a thousand that are empty is evaluated at once', async () => {
    const it = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`name${String(at)}`, 0]));
    const nothing = Array.from({ length: 1_000 }, () => 'createObject()').join(',');
    const value = `[string(length(union(parameters('it'), ${nothing})))]`;
    expect(await saidOf({ parameters: { it: object }, given: { it }, value })).toBe('nothing');
  });

  it('for the union of lists that differ at their ends is refused', async () => {
    const it = Array.from({ length: 800 }, (_, at) => [...Array.from({ length: 700 }, () => 0), at]);
    const value = "[string(length(union(parameters('it'), createArray())))]";
    expect(await saidOf({ parameters: { it: list }, given: { it }, value })).toMatch(TOO_MUCH);
  });

  // What comes of each is short, and is what was paid for before.
  it.each([
    ['startsWith', 'A'.repeat(131_000), "startsWith(parameters('it'), parameters('it'))"],
    ['endsWith', 'A'.repeat(131_000), "endsWith('a', parameters('it'))"],
    ['trim', ' '.repeat(131_000), "trim(parameters('it'))"],
    ['json', `${' '.repeat(131_000)}1`, "json(parameters('it'))"],
    ['bool', `${' '.repeat(131_000)}true`, "bool(parameters('it'))"],
    ['int', `${' '.repeat(131_000)}1`, "int(parameters('it'))"],
    ['join', Array.from({ length: 100_000 }, () => ''), "join(parameters('it'), '')"],
  ])('to go through what is long a hundred thousand times by %s is refused', async (_, it, expression) => {
    const twice = (input: unknown) => ({ copy: [{ name: 'made', count: 320, input }] });
    const parameters = { it: typeof it === 'string' ? text : list };
    const variables = { all: twice(twice(`[${expression}]`)) };
    const value = "[string(length(variables('all').made))]";
    expect(await saidOf({ parameters, given: { it }, variables, value })).toMatch(TOO_MUCH);
  });

  it('gets a short error, however long its names are', async () => {
    const name = 'n'.repeat(2_000_000);
    const variables = { it: { [name]: 0 } };
    for (const parts of [
      { variables, value: "[variables('it').other]" },
      { given: { other: 0 }, parameters: { [name]: text } },
      { variables: { [name]: '[oops()]' }, value: { [name]: '[oops()]' } },
    ]) {
      expect((await saidOf(parts)).length).toBeLessThan(6_000);
    }
  });

  it('for what fits is evaluated', async () => {
    const given = { it: 'x'.repeat(1_000) };
    const value = "[replace(format('{0}-{0}', parameters('it')), 'x', 'yy')]";
    expect(await saidOf({ parameters: { it: text }, given, value })).toBe('nothing');
  });
});
