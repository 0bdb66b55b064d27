/** Each text is read back by HashiCorp's own parser of the language, and must say what the plan says. */
import { parse } from '@cdktf/hcl2json';
import * as fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { roleGuid } from '#protocol/authorization.ts';
import { backupRule, type BackupPolicyProperties, type RetentionRule } from '#protocol/policy.ts';
import { anyPlan } from '#testing/any-export.ts';
import { grantsIn, type ExportPlan } from './export-plan.ts';
import { terraformFiles } from './terraform.ts';

const POLICY_RESOURCE = 'azurerm_data_protection_backup_policy_postgresql_flexible_server';
const INSTANCE_RESOURCE = 'azurerm_data_protection_backup_instance_postgresql_flexible_server';
const VAULT_TYPE = 'azurerm_data_protection_backup_vault';
const VAULT_REFERENCE = `data.${VAULT_TYPE}.vault`;

// A program in WebAssembly, which is compiled at its first use.
beforeAll(() => parse('first.tf', ''), 60_000);
const RUNS = { numRuns: 30 };
const BUSY_MACHINE_MS = 30_000;

type Read = string | number | Reference | Read[] | { [name: string]: Read };
type Block = Record<string, Read>;

/** Expressions that Terraform evaluates: a reference, a call or a `for`, unchanged. */
class Reference {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * The parser leaves expressions in `${}`, and text that only looks like one in `$${}` or `%%{}`, as they were written.
 */
function plain(value: unknown): Read {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') {
    const expression = /^\$\{(.*)\}$/s.exec(value)?.[1];
    if (expression !== undefined) return new Reference(expression);
    if (/(?<!\$)\$\{|(?<!%)%\{/.test(value)) throw new Error(`Terraform would evaluate ${value}`);
    return value.replace(/([$%])\1(?=\{)/g, '$1');
  }
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(
    Object.entries(value as object).map(([name, each]) => [plain(name) as string, plain(each)]),
  );
}

/** The language has two spellings for some keys; a key is compared by its meaning. */
async function placeOf(to: Read | undefined): Promise<string> {
  const [, resource = '', key] = /^([\w.]+)(?:\[(.*)\])?$/s.exec(textOf(to) ?? '') ?? [];
  if (key === undefined) return resource;
  return placeIn(resource, plain((await parse('key.tf', `key = ${key}`)).key) as string);
}

const placeIn = (resource: string, key: string): string => `${resource}[${JSON.stringify(key)}]`;

/** A reference, unchanged; undefined for anything else. */
const textOf = (value: Read | undefined): string | undefined => (value instanceof Reference ? value.text : undefined);

async function read(plan: ExportPlan) {
  const [file, ...more] = terraformFiles(plan);
  expect(more).toEqual([]);
  const parsed = plain(await parse('main.tf', file?.text ?? '')) as unknown as {
    provider: { azurerm: Block[] };
    data: Record<string, Record<string, Block[]>>;
    locals: Block[];
    import: Block[];
    resource: Record<string, Record<string, Block[]>>;
  };
  const imports = new Map(
    await Promise.all(parsed.import.map(async ({ to, id }) => [await placeOf(to), id as string] as const)),
  );
  /** The resources of a type by their labels, which are unique. */
  const ofType = (type: string): [label: string, Block][] =>
    Object.entries(parsed.resource[type] ?? {}).map(([label, [block, ...others]]) => {
      expect(others).toEqual([]);
      return [label, block ?? {}];
    });
  const only = (type: string): Block => {
    const [first, ...others] = ofType(type);
    expect(others).toEqual([]);
    return first?.[1] ?? {};
  };
  return { ...parsed, imports, ofType, only };
}

const entries = (value: Read | undefined) => Object.entries(value as Record<string, Record<string, string>>);

it(
  'gives every role at its scope, in the subscription of the scope',
  () =>
    fc.assert(
      fc.asyncProperty(anyPlan, async (plan) => {
        const { provider, ofType, imports } = await read(plan);
        const aliases = new Map(provider.azurerm.map(({ alias, subscription_id: id }) => [alias, id]));
        expect(aliases.get(undefined)).toBe(plan.vault.subscriptionId);
        const made = ofType('azurerm_role_assignment').flatMap(([label, attributes]) => {
          const alias = textOf(attributes.provider)?.replace('azurerm.', '');
          expect(textOf(attributes.principal_id)).toBe(`${VAULT_REFERENCE}.identity[0].principal_id`);
          expect(attributes.principal_type).toBe('ServicePrincipal');
          for (const field of ['name', 'scope', 'role_definition_id']) {
            expect(textOf(attributes[field])).toBe(`each.value.${field}`);
          }
          return entries(attributes.for_each).map(([key, { name, scope = '', role_definition_id: role = '' }]) => {
            expect(scope.split('/')[2]).toBe(aliases.get(alias));
            expect(role.split('/')[2]).toBe(aliases.get(alias));
            const existing = imports.get(placeIn(`azurerm_role_assignment.${label}`, key));
            return { name, roleId: roleGuid(role), scope, existing };
          });
        });
        const planned = grantsIn(plan).map(({ name, roleId, scope, existing }) => ({ name, roleId, scope, existing }));
        expect(new Set(made)).toEqual(new Set(planned));
        expect(made).toHaveLength(planned.length);
      }),
      RUNS,
    ),
  BUSY_MACHINE_MS,
);

it(
  'carries every rule, interval and the time zone of the policy',
  () =>
    fc.assert(
      fc.asyncProperty(anyPlan, async (plan) => {
        const { only, imports, data } = await read(plan);
        expect(data[VAULT_TYPE]?.vault).toEqual([
          { name: plan.vault.name, resource_group_name: plan.vault.resourceGroup },
        ]);
        const { properties } = plan.policy;
        const schedule = backupRule(properties)?.trigger.schedule;
        const retention = properties.policyRules.filter(
          (rule): rule is RetentionRule => rule.objectType === 'AzureRetentionRule',
        );
        const others = retention.filter(({ isDefault }) => !isDefault);
        expect(only(POLICY_RESOURCE)).toEqual({
          name: plan.policy.name,
          vault_id: new Reference(`${VAULT_REFERENCE}.id`),
          backup_repeating_time_intervals: schedule?.repeatingTimeIntervals,
          time_zone: schedule?.timeZone,
          default_retention_rule: [{ life_cycle: lifeCyclesOf(retention.find(({ isDefault }) => isDefault)) }],
          ...(others.length > 0 && {
            retention_rule: others.map((rule) => ({
              name: rule.name,
              life_cycle: lifeCyclesOf(rule),
              ...tagOf(rule, properties),
            })),
          }),
        });
        expect(imports.get(`${POLICY_RESOURCE}.policy`)).toBe(plan.policy.id);
      }),
      RUNS,
    ),
  BUSY_MACHINE_MS,
);

it(
  'protects every server once, after the roles',
  () =>
    fc.assert(
      fc.asyncProperty(anyPlan, async (plan) => {
        const { only, ofType, imports, locals } = await read(plan);
        const made = entries(locals[0]?.instances);
        expect(made).toHaveLength(plan.instances.length);
        // A map has no order.
        expect(Object.fromEntries(made)).toEqual(
          Object.fromEntries(
            plan.instances.map(({ name, friendlyName, server, existing }) => [
              friendlyName,
              {
                // The provider has one name only; the one that a person chose wins, unless the instance exists.
                name: existing === undefined ? friendlyName : name,
                server_id: server.id,
                location: server.location,
              },
            ]),
          ),
        );
        expect(only(INSTANCE_RESOURCE)).toEqual({
          for_each: new Reference('local.instances'),
          name: new Reference('each.value.name'),
          location: new Reference('each.value.location'),
          vault_id: new Reference(`${VAULT_REFERENCE}.id`),
          server_id: new Reference('each.value.server_id'),
          backup_policy_id: new Reference(`${POLICY_RESOURCE}.policy.id`),
          depends_on: [new Reference('time_sleep.role_propagation')],
        });
        for (const { friendlyName, existing } of plan.instances) {
          expect(imports.get(placeIn(`${INSTANCE_RESOURCE}.servers`, friendlyName))).toBe(existing);
        }
        const wait = JSON.stringify(only('time_sleep').triggers);
        for (const [label] of ofType('azurerm_role_assignment')) {
          expect(wait).toContain(`values(azurerm_role_assignment.${label})`);
        }
      }),
      RUNS,
    ),
  BUSY_MACHINE_MS,
);

const lifeCyclesOf = (rule: RetentionRule | undefined) =>
  rule?.lifecycles.map(({ sourceDataStore, deleteAfter }) => ({
    data_store_type: sourceDataStore.dataStoreType,
    duration: deleteAfter.duration,
  }));

const TERRAFORM_WORDS: Readonly<Record<string, string>> = {
  absoluteCriteria: 'absolute_criteria',
  daysOfTheWeek: 'days_of_week',
  weeksOfTheMonth: 'weeks_of_month',
  monthsOfYear: 'months_of_year',
  scheduleTimes: 'scheduled_backup_times',
};

function tagOf(rule: RetentionRule, policy: BackupPolicyProperties) {
  const tag = backupRule(policy)?.trigger.taggingCriteria.find(({ tagInfo }) => tagInfo.tagName === rule.name);
  const criteria = (tag?.criteria ?? []).map((criterion) =>
    Object.fromEntries(
      Object.entries(criterion as unknown as Record<string, string[]>)
        .filter(([key]) => key !== 'objectType')
        .map(([key, value]) => [TERRAFORM_WORDS[key] ?? key, key === 'absoluteCriteria' ? value[0] : value]),
    ),
  );
  return { priority: tag?.taggingPriority, criteria };
}
