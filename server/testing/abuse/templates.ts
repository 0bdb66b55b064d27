/** Templates that need more than any machine has, and some that need all that is allowed. */

const SCHEMA = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';
const LONG = 131_072;

interface Parts {
  value?: unknown;
  given?: Record<string, unknown>;
  variables?: Record<string, unknown>;
  resources?: unknown[];
}

function body({ value = 'x', given = {}, variables = {}, resources = [] }: Parts): string {
  const typeOf = (it: unknown) => (Array.isArray(it) ? 'array' : typeof it === 'string' ? 'string' : 'object');
  const parameters = Object.fromEntries(Object.entries(given).map(([name, it]) => [name, { type: typeOf(it) }]));
  const template = {
    ...{ $schema: SCHEMA, contentVersion: '1.0.0.0', parameters, variables, resources },
    outputs: { it: { type: 'string', value } },
  };
  const values = Object.fromEntries(Object.entries(given).map(([name, it]) => [name, { value: it }]));
  return JSON.stringify({ properties: { mode: 'Incremental', template, parameters: values } });
}

const call = (name: string, argument: string, times: number): string =>
  `[${name}(${Array.from({ length: times }, () => argument).join(',')})]`;

const nest = (name: string, times: number): string => `[${`${name}(`.repeat(times)}'x'${')'.repeat(times)}]`;

const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`name${String(at)}`, 0]));

const vault = (more: Record<string, unknown>) => ({
  ...{
    type: 'Microsoft.DataProtection/backupVaults',
    apiVersion: '2025-07-01',
    name: 'bv-shaped',
    location: 'westeurope',
  },
  ...more,
});

const nested = (template: unknown) => ({
  type: 'Microsoft.Resources/deployments',
  apiVersion: '2022-09-01',
  name: "[format('nested-{0}', copyIndex())]",
  copy: { name: 'loop', count: 800 },
  properties: { mode: 'Incremental', expressionEvaluationOptions: { scope: 'inner' }, template },
});

const inside = (more: unknown[]) => ({ $schema: SCHEMA, contentVersion: '1.0.0.0', metadata: more, resources: [] });

/** Two megabytes of what is taken: as many variables as there may be, each of many expressions. */
const EXPRESSION = "[concat(uniqueString('a'), guid('b'), toUpper(replace('some text', 'e', 'x')))]";
const large = Object.fromEntries(
  Array.from({ length: 500 }, (_, at) => [`it${String(at)}`, Array.from({ length: 45 }, () => EXPRESSION)]),
);

/** By what each needs; the text is the body of a validation. */
export const TEMPLATES: Record<string, () => string> = {
  'gigabytes by a long pattern': () =>
    body({
      given: { pattern: '{0}'.repeat(700_000), it: 'x'.repeat(10_000) },
      value: "[format(parameters('pattern'), parameters('it'))]",
    }),
  'a text many times': () =>
    body({
      given: { pattern: '{0}'.repeat(40_000), it: 'x'.repeat(10_000) },
      value: "[format(parameters('pattern'), parameters('it'))]",
    }),
  'an object many times as text': () =>
    body({
      given: { pattern: '{0}'.repeat(40_000), it: { a: 'x'.repeat(50_000) } },
      value: "[format(parameters('pattern'), parameters('it'))]",
    }),
  'a list a thousand times': () =>
    body({ given: { it: Array.from({ length: 100_000 }, () => 0) }, value: call('concat', "parameters('it')", 1_000) }),
  'a union a thousand times': () =>
    body({ given: { it: Array.from({ length: 100_000 }, () => 0) }, value: call('union', "parameters('it')", 1_000) }),
  'the hash of a hundred megabytes': () =>
    body({ given: { it: 'x'.repeat(LONG) }, value: call('guid', "parameters('it')", 1_000) }),
  'every letter with every letter': () =>
    body({
      given: { within: 'a'.repeat(LONG), wanted: `b${'a'.repeat(60_000)}` },
      value: "[contains(parameters('within'), parameters('wanted'))]",
    }),
  'a replacement that grows': () =>
    body({
      given: { it: 'a'.repeat(LONG) },
      value: "[replace(replace(parameters('it'), 'a', parameters('it')), 'a', parameters('it'))]",
    }),
  'a split into letters': () =>
    body({ given: { it: 'a,'.repeat(60_000) }, value: "[string(split(parameters('it'), ','))]" }),
  'a property in another case': () =>
    body({ given: { it: wide }, value: call('createArray', "parameters('it').NAME99999", 100) }),
  'a type of slashes': () => body({ resources: [vault({ type: `Microsoft.X/${'/'.repeat(250_000)}x` })] }),
  'a name of many letters': () => body({ resources: [vault({ name: 'x'.repeat(1_000_000) })] }),
  'an expression of great depth': () => body({ value: nest('toLower', 8_000) }),
  'an expression that never ends': () => body({ value: `[${'('.repeat(100_000)}` }),
  'variables in a circle': () =>
    body({ variables: { a: "[variables('b')]", b: "[variables('a')]" }, value: "[variables('a')]" }),
  'a loop of wide resources': () =>
    body({ resources: [vault({ ...wide, name: '[copyIndex()]', copy: { name: 'loop', count: 800 } })] }),
  'a large template 800 times': () => body({ resources: [nested(inside(Array.from({ length: 100_000 }, () => 0)))] }),
  'a small template 800 times': () => body({ resources: [nested(inside([]))] }),
  'a circle of dependencies': () =>
    body({ resources: [vault({ name: 'bv-a', dependsOn: ['bv-b'] }), vault({ name: 'bv-b', dependsOn: ['bv-a'] })] }),
  'two megabytes of expressions': () => body({ variables: large, value: "[string(variables('it0'))]" }),
};
