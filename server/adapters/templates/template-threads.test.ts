/** Templates in threads: the same results, and excess ends the thread and not the process. */
import { afterEach, describe, expect, it } from 'vitest';
import { ArmFault } from '#provider/fault.ts';
import { refusingAsArm } from '#provider/template-refusals.ts';
import { evaluateHere, type PlaceOf, type TemplateSource } from '#templates/evaluation.ts';
import { createTemplateThreads, type TemplateLimits, type TemplateThreads } from './template-threads.ts';

const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';
const placeOf: PlaceOf = ({ resourceGroup }, { name, templateHash }) =>
  Promise.resolve({
    subscriptionId: SUBSCRIPTION,
    resourceGroup,
    subscription: { id: `/subscriptions/${SUBSCRIPTION}` },
    group: { id: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-data`, name: 'rg-data' },
    tenantId: '22222222-2222-4222-8222-222222222222',
    deployment: { name, templateHash },
  });

const template = (parts: Record<string, unknown>): Record<string, unknown> => ({
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
  contentVersion: '1.0.0.0',
  resources: [],
  ...parts,
});

const source = (parts: Record<string, unknown>): TemplateSource => ({
  content: JSON.stringify({ template: template(parts), parameters: {} }),
  target: { subscriptionId: SUBSCRIPTION, resourceGroup: 'rg-data' },
  name: 'test',
  mode: 'Incremental',
});

const vault = (name: string) => ({ type: 'Microsoft.X/vaults', apiVersion: '2025-07-01', name });
const nested = (name: string, inside: unknown) => ({
  type: 'Microsoft.Resources/deployments',
  apiVersion: '2022-09-01',
  name,
  properties: { mode: 'Incremental', template: inside, expressionEvaluationOptions: { scope: 'inner' } },
});

let threads: TemplateThreads | undefined;
const open = (limits?: TemplateLimits): TemplateThreads => (threads = createTemplateThreads(limits));
afterEach(() => threads?.close());

const refusalOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof ArmFault ? [error.status, error.body.code, error.body.message] : error),
  );

describe('templates in threads', { timeout: 30_000 }, () => {
  it('have the same results as anywhere else, with nested templates', async () => {
    const deep = nested(
      'outer',
      template({ resources: [vault('two'), nested('inner', template({ resources: [vault('three')] }))] }),
    );
    const question = source({ resources: [vault("[concat('one-', deployment().name)]"), deep] });
    const here = await evaluateHere.ask('examine', question, placeOf, 'one');
    expect(here.all).toHaveLength(5);
    expect(await open().ask('examine', question, placeOf, 'one')).toEqual(here);
  });

  it('are refused with the same message', async () => {
    const question = source({ resources: [vault('[oops()]')] });
    const refusal = await refusalOf(refusingAsArm(evaluateHere).ask('examine', question, placeOf, 'one'));
    expect(refusal).toEqual([400, 'InvalidTemplate', expect.stringContaining("'oops' is not known")]);
    expect(await refusalOf(open().ask('examine', question, placeOf, 'one'))).toEqual(refusal);
  });

  it('end when they take too long, and the next one works', async () => {
    const { ask } = open({ deadlineMs: 500, memoryMB: 64 });
    const never: PlaceOf = () => new Promise(() => undefined);
    expect(await refusalOf(ask('examine', source({}), never, 'one'))).toEqual([
      400,
      'InvalidTemplate',
      expect.stringContaining('takes too long to evaluate'),
    ]);
    expect(await ask('examine', source({}), placeOf, 'one')).toMatchObject({ resources: [] });
  });

  it('end when they need too much memory, and the next one works', async () => {
    const { ask } = open({ deadlineMs: 20_000, memoryMB: 12 });
    const large = source({ metadata: Array.from({ length: 400_000 }, (_, at) => [at]) });
    expect(await refusalOf(ask('examine', large, placeOf, 'one'))).toEqual([
      400,
      'InvalidTemplate',
      expect.stringContaining('needs too much memory'),
    ]);
    expect(await ask('examine', source({}), placeOf, 'one')).toMatchObject({ resources: [] });
  });

  it('of one person do not hold up those of another', async () => {
    const { ask } = open();
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const slow: PlaceOf = (target, facts) => held.then(() => placeOf(target, facts));
    const many = Array.from({ length: 20 }, () => ask('examine', source({}), slow, 'many'));
    expect(await ask('examine', source({}), placeOf, 'other')).toMatchObject({ resources: [] });
    letGo();
    expect(await Promise.all(many)).toHaveLength(20);
  });

  it('are rejected when the threads are closed', async () => {
    const { ask, close } = open();
    const isThere = Promise.withResolvers<true>();
    const never: PlaceOf = () => (isThere.resolve(true), new Promise(() => undefined));
    const waiting = refusalOf(ask('examine', source({}), never, 'one'));
    await isThere.promise;
    await close();
    expect(String(await waiting)).toContain('was ended');
  });
});
