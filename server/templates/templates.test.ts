/** The expression language and the rules of templates, as functions: no provider, no store. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Place } from './place.ts';
import { readText } from './expression.ts';
import type { Json } from './json.ts';
import { bodyOf, planOf, type Plan } from './plan.ts';
import { givenParameters, outputsOf } from './preview.ts';
import { readTemplate } from './template.ts';
import { Deferred, TemplateFault } from './template-fault.ts';

const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';
const OTHER = '55555555-5555-4555-8555-555555555555';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-data`;

const place: Place = {
  subscriptionId: SUBSCRIPTION,
  resourceGroup: 'rg-data',
  subscription: { id: `/subscriptions/${SUBSCRIPTION}`, subscriptionId: SUBSCRIPTION, displayName: 'Contoso' },
  group: { id: GROUP, name: 'rg-data', location: 'westeurope' },
  tenantId: '22222222-2222-4222-8222-222222222222',
  deployment: { name: 'test' },
};

const atSubscription: Place = { ...place, resourceGroup: undefined, group: undefined };

const templateOf = (parts: Record<string, unknown>, level = '2019-04-01/deploymentTemplate') => ({
  $schema: `https://schema.management.azure.com/schemas/${level}.json#`,
  contentVersion: '1.0.0.0',
  resources: [],
  ...parts,
});

const plan = (parts: Record<string, unknown>, given: Record<string, Json> = {}, where = place): Plan =>
  planOf(readTemplate(templateOf(parts)), {
    place: where,
    given: givenParameters(Object.fromEntries(Object.entries(given).map(([name, value]) => [name, { value }]))),
  });

/** The result of one expression. */
const valueOf = (expression: string, parts: Record<string, unknown> = {}, where = place): unknown =>
  outputsOf(plan({ ...parts, outputs: { it: { type: 'string', value: expression } } }, {}, where)).it?.value;

const problemOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof TemplateFault) return error.message;
    throw error;
  }
  return '';
};

/** The result of the work, or its refusal in ARM's form. Any other error is a bug. */
function orFault<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateFault && error.status === 400) return undefined;
    throw error;
  }
}

function orDeferred<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Deferred) return undefined;
    throw error;
  }
}

describe('an expression', () => {
  it.each<[string, unknown]>([
    ['plain', 'plain'],
    ['[[escaped]', '[escaped]'],
    ['[not an expression', '[not an expression'],
    ['[]x', '[]x'],
    ["['it''s']", "it's"],
    ["[ concat( 'a' , 'b' ) ]", 'ab'],
    ["[CONCAT('a', 1, true())]", 'a1True'],
    ['[createArray(1, -2)[1]]', -2],
    ["[createObject('a', createObject('b', 3)).a.B]", 3],
    ["[createObject('a-b', 1)['a-b']]", 1],
    ["[concat(createArray(1), createArray('b'))]", [1, 'b']],
    ["[format('{0}-{1}-{{x}}', 'a', 2)]", 'a-2-{x}'],
    ["[toUpper(toLower('aB'))]", 'AB'],
    ["[split('a,b;c', createArray(',', ';'))]", ['a', 'b', 'c']],
    ["[join(createArray('a', 1), '-')]", 'a-1'],
    ["[first('abc')]", 'a'],
    ['[last(createArray(1, 2))]', 2],
    ["[length(createObject('a', 1))]", 1],
    ["[contains(createArray('a', 'b'), 'b')]", true],
    ["[contains('abc', 'bc')]", true],
    ["[contains(createObject('Key', 1), 'key')]", true],
    ["[equals(createObject('a', 1, 'b', 2), createObject('b', 2, 'a', 1))]", true],
    ["[equals('a', 'A')]", false],
    ['[and(true(), or(false(), true()), not(false()))]', true],
    ["[if(equals(1, 1), 'yes', reference('nothing'))]", 'yes'],
    ["[empty('')]", true],
    ["[coalesce(null(), 'a')]", 'a'],
    ["[array('a')]", ['a']],
    ['[union(createArray(1, 2), createArray(2, 3))]', [1, 2, 3]],
    [
      "[union(createObject('a', createObject('b', 1)), createObject('a', createObject('c', 2)))]",
      { a: { b: 1, c: 2 } },
    ],
    ['[range(3, 3)]', [3, 4, 5]],
    [`[json('{"a":[1]}').a[0]]`, 1],
    ["[string(createObject('a', 1))]", '{"a":1}'],
    ["[int('42')]", 42],
    ["[bool('True')]", true],
    ["[substring('abcdef', 2, 3)]", 'cde'],
    ["[replace('a.b.c', '.', '-')]", 'a-b-c'],
    ["[startsWith('Abc', 'ab')]", true],
    ["[endsWith('Abc', 'C')]", true],
    ['[subscription().displayName]', 'Contoso'],
    ['[resourceGroup().location]', 'westeurope'],
    ['[tenant().tenantId]', '22222222-2222-4222-8222-222222222222'],
    ['[deployment().name]', 'test'],
    ["[uniqueString('hello', 'world')]", 'a7wkljktk6wne'],
  ])('%s is %j', (expression, expected) => {
    expect(valueOf(expression)).toEqual(expected);
  });

  it.each<[string, string, Place]>([
    ["[resourceId('Microsoft.X/vaults', 'v')]", `${GROUP}/providers/Microsoft.X/vaults/v`, place],
    [
      "[resourceId('Microsoft.X/vaults/policies', 'v', 'p')]",
      `${GROUP}/providers/Microsoft.X/vaults/v/policies/p`,
      place,
    ],
    [
      "[resourceId('rg-b', 'Microsoft.X/vaults', 'v')]",
      `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-b/providers/Microsoft.X/vaults/v`,
      place,
    ],
    [
      `[resourceId('${OTHER}', 'rg-b', 'Microsoft.X/vaults', 'v')]`,
      `/subscriptions/${OTHER}/resourceGroups/rg-b/providers/Microsoft.X/vaults/v`,
      place,
    ],
    ["[resourceId('Microsoft.X/y', 'v')]", `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.X/y/v`, atSubscription],
    [
      "[resourceId('rg-b', 'Microsoft.X/y', 'v')]",
      `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-b/providers/Microsoft.X/y/v`,
      atSubscription,
    ],
    [
      "[resourceId('Microsoft.Resources/resourceGroups', 'rg-b')]",
      `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-b`,
      atSubscription,
    ],
    [
      "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'x')]",
      `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/x`,
      place,
    ],
    [
      "[extensionResourceId(resourceId('Microsoft.X/y', 'v'), 'Microsoft.Authorization/roleAssignments', 'n')]",
      `${GROUP}/providers/Microsoft.X/y/v/providers/Microsoft.Authorization/roleAssignments/n`,
      place,
    ],
  ])('%s is the id %s', (expression, expected, where) => {
    expect(valueOf(expression, {}, where)).toBe(expected);
  });

  it.each([
    ["['a]", 'no closing quote'],
    ['[concat(]', 'should go on with'],
    ["[concat('a']", "should go on with ')'"],
    ["[concat('a') 'b']", 'should go on with its end'],
    ['[parameters]', "'(' after 'parameters'"],
    ['[1.5]', 'no whole number'],
    ['[99999999999999999999]', 'too large'],
    ["['a' + 'b']", 'cannot be read'],
    ["[nothing('a')]", "The function 'nothing' is not known. The functions are: add, and, array"],
    ["[toLower('a', 'b')]", 'takes 1 argument, and got 2'],
    ['[toLower(createArray())]', 'wants a string as its first argument, and got an array'],
    ["[format('{1}', 'a')]", "no argument for '{1}'"],
    ["[substring('abc', 2, 5)]", 'cannot take 5 characters'],
    ["[json('{')]", 'not JSON'],
    ["[int('x')]", 'whole number'],
    ['[createArray(1)[3]]', 'outside of an array of 1'],
    ["[createObject('a', 1).b]", "no property 'b'. The properties are: a"],
    ["['a'.b]", 'has no properties'],
    ["[parameters('nope')]", "no parameter 'nope'"],
    ["[variables('nope')]", "no variable 'nope'"],
    ['[copyIndex()]', 'outside of a resource loop'],
    ["[resourceId('Microsoft.X/y/z', 'one')]", 'wants 2 names'],
    ["[resourceId('name')]", 'takes at least 2 arguments'],
    ["[reference('nobody')]", "has no resource 'nobody'"],
  ])('%s is refused: %s', (expression, says) => {
    expect(problemOf(() => valueOf(expression))).toContain(says);
    expect(problemOf(() => valueOf(expression))).toContain("'outputs.it.value'");
  });

  it('does not go round in circles', () => {
    const variables = { a: "[variables('b')]", b: "[variables('A')]" };
    expect(problemOf(() => valueOf("[variables('a')]", { variables }))).toContain('depends on itself');
    const parameters = { a: { type: 'string', defaultValue: "[parameters('a')]" } };
    expect(problemOf(() => plan({ parameters }))).toContain('depends on itself');
  });

  it('cannot be made to hold more than anyone has room for', () => {
    const doubled = Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [
        `v${String(at + 1)}`,
        `[createArray(variables('v${String(at)}'), variables('v${String(at)}'))]`,
      ]),
    );
    const variables = { v0: ['x'], ...doubled };
    expect(problemOf(() => valueOf("[length(variables('v60'))]", { variables }))).toContain('takes too long');
    const long = { l0: 'x'.repeat(1_000), l1: "[replace(variables('l0'), 'x', variables('l0'))]" };
    expect(problemOf(() => valueOf("[variables('l1')]", { variables: long }))).toContain('longer than');
    const many = { big: '[range(0, 10000)]' };
    const loops = Array.from({ length: 400 }, () => "[union(variables('big'), variables('big'))]");
    expect(problemOf(() => plan({ variables: many, outputs: { a: { type: 'array', value: loops } } }))).toContain(
      'takes too long',
    );
  });

  it('of any text is a value or an InvalidTemplate', () => {
    const word = fc.constantFrom(
      ...[
        'concat',
        'variables',
        'resourceId',
        'json',
        'if',
        'range',
        'format',
        'reference',
        'union',
        'copyIndex',
        "'a'",
      ],
      ...[
        "'a/b'",
        "''''",
        '(',
        ')',
        ',',
        '.',
        '[',
        ']',
        ' ',
        '1',
        '-3',
        '{0}',
        'x',
        '__proto__',
        'constructor',
        '🐘',
        '\\',
      ],
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(word, { maxLength: 30 }).map((words) => `[${words.join('')}]`),
    );
    fc.assert(
      fc.property(text, (expression) => {
        orFault(() => orDeferred(() => valueOf(expression, { variables: { a: expression } })));
      }),
      { numRuns: 3_000 },
    );
  });

  it('reads back any text that was put between quotes, or escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (text) => {
        expect(valueOf(`['${text.replaceAll("'", "''")}']`)).toBe(text);
        const read = readText(text.startsWith('[') && text.endsWith(']') ? `[${text}` : text, '');
        if (text.length > 1) expect(read).toEqual({ literal: text });
      }),
    );
  });
});

describe('a template', () => {
  const vault = (name: string, more: Record<string, unknown> = {}) => ({
    type: 'Microsoft.DataProtection/backupVaults',
    apiVersion: '2025-07-01',
    name,
    ...more,
  });

  it('runs loops in resources, in values and in variables', () => {
    const made = plan({
      variables: { copy: [{ name: 'squares', count: 3, input: "[mul(copyIndex('squares'), copyIndex('squares'))]" }] },
      resources: [
        vault("[format('bv-{0}', copyIndex(1))]", {
          copy: { name: 'vaults', count: 2 },
          tags: { number: "[string(variables('squares')[copyIndex(1)])]" },
          properties: {
            copy: [{ name: 'parts', count: 2, input: { at: "[concat(copyIndex('parts'), '/', copyIndex())]" } }],
          },
        }),
        vault('last', { dependsOn: ['vaults'] }),
      ],
    });
    const resources = [...made.resources.values()];
    expect(resources.map(({ name }) => name)).toEqual(['bv-1', 'bv-2', 'last']);
    expect(bodyOf(made, resources[1] as never)).toEqual({
      tags: { number: '4' },
      properties: { parts: [{ at: '0/1' }, { at: '1/1' }] },
    });
    expect(resources[2]?.dependsOn).toHaveLength(2);
  });

  it('runs a serial loop batch by batch', () => {
    const made = plan({
      resources: [
        vault('[concat(string(copyIndex()))]', { copy: { name: 'l', count: 5, mode: 'Serial', batchSize: 2 } }),
      ],
    });
    const names = (keys: string[]) => keys.map((key) => key.split('/').at(-1));
    expect([...made.resources.values()].map(({ dependsOn }) => names(dependsOn))).toEqual([
      [],
      [],
      ['0', '1'],
      ['0', '1'],
      ['2', '3'],
    ]);
  });

  it('places children, extensions and nested deployments', () => {
    const made = plan({
      resources: [
        vault('bv', {
          resources: [{ type: 'backupPolicies', apiVersion: '2025-07-01', name: 'daily', dependsOn: ['bv'] }],
        }),
        { type: 'Microsoft.A/r', apiVersion: '1', name: 'n', scope: 'Microsoft.DataProtection/backupVaults/bv' },
        { type: 'Microsoft.B/servers/providers/r', apiVersion: '1', name: 's/Microsoft.A/n' },
        {
          type: 'Microsoft.Resources/deployments',
          apiVersion: '1',
          name: 'd',
          subscriptionId: OTHER,
          resourceGroup: 'rg',
        },
      ].map((each) =>
        each.name === 'd' ? { ...each, properties: { mode: 'Incremental', template: templateOf({}) } } : each,
      ),
    });
    expect([...made.resources.values()].map(({ id }) => id)).toEqual([
      `${GROUP}/providers/Microsoft.DataProtection/backupVaults/bv`,
      `${GROUP}/providers/Microsoft.DataProtection/backupVaults/bv/backupPolicies/daily`,
      `${GROUP}/providers/Microsoft.DataProtection/backupVaults/bv/providers/Microsoft.A/r/n`,
      `${GROUP}/providers/Microsoft.B/servers/s/providers/Microsoft.A/r/n`,
      `/subscriptions/${OTHER}/resourceGroups/rg/providers/Microsoft.Resources/deployments/d`,
    ]);
  });

  it('leaves out what its condition leaves out, and does not wait for it', () => {
    const made = plan({
      resources: [vault('no', { condition: '[equals(1, 2)]' }), vault('yes', { dependsOn: ['no'] })],
    });
    expect([...made.resources.values()].map(({ name, dependsOn }) => [name, dependsOn])).toEqual([['yes', []]]);
  });

  it.each<[string, Record<string, unknown>, Record<string, Json>, string]>([
    ['of another type', { type: 'int' }, { p: 'x' }, 'A value of type int is wanted, and this is a string'],
    ['that is not allowed', { type: 'string', allowedValues: ['a', 'b'] }, { p: 'c' }, 'allowed values: "a", "b"'],
    ['that is too short', { type: 'string', minLength: 3 }, { p: 'ab' }, 'is shorter than minLength, which is 3'],
    ['that is too large', { type: 'int', maxValue: 5 }, { p: 6 }, 'is more than maxValue, which is 5'],
    ['of no known type', { type: 'number' }, { p: 1 }, 'must be one of string'],
    ['that is not declared', { type: 'string' }, { p: 'a', q: 'b' }, 'declares no such parameter'],
  ])('refuses a parameter %s', (_, p, given, says) => {
    expect(problemOf(() => plan({ parameters: { p } }, given))).toContain(says);
  });

  it('never reveals a secret in a fault', () => {
    const p = { type: 'secureString', allowedValues: ['hunter2'] };
    expect(problemOf(() => plan({ parameters: { p } }, { p: 'swordfish' }))).not.toMatch(/hunter2|swordfish/);
  });

  it('refuses a reference in a resource’s name or in dependsOn', () => {
    const asked = "[reference('a').name]";
    for (const each of [
      vault(asked),
      vault('b', { dependsOn: [asked] }),
      vault('b', { copy: { name: 'l', count: asked } }),
    ]) {
      expect(problemOf(() => plan({ resources: [vault('a'), each] }))).toContain("'reference' is not allowed here");
    }
  });

  it('refuses a resource twice, a name that does not fit its type, and more than 800', () => {
    expect(problemOf(() => plan({ resources: [vault('a'), vault('A')] }))).toContain('defined more than once');
    expect(problemOf(() => plan({ resources: [vault('a/b')] }))).toContain('do not fit');
    const half = { copy: { name: 'l', count: 401 } };
    const resources = ['a', 'b'].map((name) => vault(`[concat('${name}', string(copyIndex()))]`, half));
    expect(problemOf(() => plan({ resources }))).toContain('Limit: 800 and actual: 802');
  });

  it('of any shape is a plan or an InvalidTemplate', () => {
    const text = fc.oneof(
      fc.constantFrom(
        '[resourceGroup().id]',
        '[copyIndex()]',
        "[reference('a').b]",
        "[variables('a')]",
        'Microsoft.A/b',
        'a',
        '',
      ),
      fc.string(),
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'medium', maxDepth: 6 },
        text,
        fc.constantFrom(null, true, 0, -1, 1e300, 3),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(
          fc.constantFrom(
            ...['type', 'name', 'apiVersion', 'copy', 'count', 'input', 'dependsOn', 'scope', 'condition', 'resources'],
            ...['properties', 'template', 'parameters', 'value', 'mode', '__proto__', 'a', 'defaultValue', 'batchSize'],
          ),
          tie('value'),
          { maxKeys: 6 },
        ),
      ),
    }));
    const resource = fc
      .tuple(
        fc.constantFrom('Microsoft.A/b', 'Microsoft.Resources/deployments'),
        fc.constantFrom('a', "[concat('a', string(copyIndex()))]"),
        fc.dictionary(
          fc.constantFrom('copy', 'dependsOn', 'scope', 'condition', 'properties', 'tags', 'resources'),
          value,
        ),
      )
      .map(([type, name, rest]) => ({ type, name, apiVersion: '1', ...rest }));
    const section = fc.dictionary(fc.constantFrom('a', 'b', 'copy', '__proto__', 'constructor'), value);
    const parts = fc.record(
      {
        resources: fc.oneof(fc.array(resource, { maxLength: 4 }), value),
        variables: fc.oneof(section, value),
        parameters: fc.oneof(section, value),
        outputs: fc.oneof(section, value),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(parts, (given) => {
        const made = orFault(() => plan(given));
        if (!made) return;
        for (const each of made.resources.values()) orFault(() => orDeferred(() => bodyOf(made, each)));
        orFault(() => orDeferred(() => outputsOf(made)));
      }),
      { numRuns: 800 },
    );
  }, 30_000);
});
