import { describe, expect, it } from 'vitest';
import { GROUP_TEMPLATE_SCHEMA, SUBSCRIPTION_TEMPLATE_SCHEMA } from '#protocol/deployments.ts';
import { deployWizard } from './deploy-wizard.ts';
import { readTemplate, valueOf } from './read-template.ts';
import { deploymentOf, emptyTemplateForm, type TemplateForm } from './template-form.ts';

const formProblems = (filled: TemplateForm) =>
  new Map(deployWizard.problems(filled, undefined).map(({ field, message }) => [field, message]));

const NOW = new Date('2026-02-03T09:05:48.884Z');
const template = (parts: Record<string, unknown> = {}, $schema = GROUP_TEMPLATE_SCHEMA) =>
  JSON.stringify({ $schema, contentVersion: '1.0.0.0', resources: [], ...parts });
const form = (part: Partial<TemplateForm>): TemplateForm => ({ ...emptyTemplateForm(NOW), ...part });
const placed = { subscriptionId: 's', group: 'rg' };

it('names a deployment as the portal does', () => {
  expect(emptyTemplateForm(NOW).name).toBe('Microsoft.Template-20260203090548');
});

it.each([
  ['', /Paste a template/],
  ['{', /not JSON/],
  ['[]', /not an ARM template/],
  ['{"resources":[]}', /\$schema/],
])('says what is wrong with the text %j', (text, says) => {
  expect(readTemplate(text)).toEqual({ problem: expect.stringMatching(says) as string });
});

it('shows defaults, leaves out what the template works out, and offers what is allowed', () => {
  const read = readTemplate(
    template({
      parameters: {
        plain: { type: 'string', defaultValue: '[[x]' },
        made: { type: 'String', defaultValue: '[resourceGroup().location]' },
        list: { type: 'array', defaultValue: [1] },
        one: { type: 'int', allowedValues: [1, 2], metadata: { description: 'How many' } },
        yes: { type: 'bool' },
      },
    }),
  );
  const shown = 'parameters' in read ? read.parameters : [];
  expect(shown.map(({ name, initial, isOptional, options }) => [name, initial, isOptional, options])).toEqual([
    ['plain', '[x]', true, undefined],
    ['made', undefined, true, undefined],
    ['list', '[1]', true, undefined],
    ['one', undefined, false, ['1', '2']],
    ['yes', undefined, false, ['true', 'false']],
  ]);
  expect(shown[3]?.description).toBe('How many');
});

it.each([
  ['string', ' as it is ', { value: ' as it is ' }],
  ['int', '-3', { value: -3 }],
  ['bool', 'True', { value: true }],
  ['array', '["a"]', { value: ['a'] }],
  ['object', '{"a":1}', { value: { a: 1 } }],
  ['secureobject', '{}', { value: {} }],
])('reads a parameter of type %s', (type, text, expected) => {
  expect(valueOf(type, text)).toEqual(expected);
});

it.each([
  ['int', '1.5'],
  ['bool', 'perhaps'],
  ['array', '{}'],
  ['object', '[]'],
  ['object', '{'],
])('refuses for type %s the text %j', (type, text) => {
  expect(valueOf(type, text)).toHaveProperty('problem');
});

describe('the deployment', () => {
  const parameters = {
    needed: { type: 'string' },
    kept: { type: 'string', defaultValue: 'k' },
    count: { type: 'int', defaultValue: 1 },
  };

  it('is not request for before everything is there', () => {
    const empty = form({ text: template({ parameters }) });
    expect([...formProblems(empty).keys()]).toEqual(['subscription', 'group', 'parameter needed']);
    expect(deploymentOf(empty)).toBeUndefined();
    expect([...formProblems(form({ text: template({}, SUBSCRIPTION_TEMPLATE_SCHEMA) })).keys()]).toEqual([
      'subscription',
      'region',
    ]);
  });

  it('sends what was touched, and leaves the rest to the template', () => {
    const request = deploymentOf(
      form({ text: template({ parameters }), ...placed, parameters: { needed: 'n', count: '7', gone: 'x' } }),
    );
    expect(request?.id).toBe(
      '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Resources/deployments/Microsoft.Template-20260203090548',
    );
    expect(request?.input.properties.parameters).toEqual({ needed: { value: 'n' }, count: { value: 7 } });
    expect(request?.input.location).toBeUndefined();
  });

  it('goes to a subscription with a region', () => {
    const request = deploymentOf(
      form({
        text: template({}, SUBSCRIPTION_TEMPLATE_SCHEMA),
        subscriptionId: 's',
        region: 'westeurope',
        group: 'left over',
      }),
    );
    expect(request?.id).toMatch(/^\/subscriptions\/s\/providers\//);
    expect(request?.input.location).toBe('westeurope');
  });
});
