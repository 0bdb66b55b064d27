/**
 * Each text is read back by a reader of its language, and must say what the plan says: every server, both roles at the
 * right scopes, every rule of the policy, whatever the names are.
 */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { ROLE_ASSIGNMENT_TYPE, roleGuid } from '#protocol/authorization.ts';
import { INSTANCE_TYPE, POLICY_TYPE } from '#protocol/data-protection.ts';
import type { ArmTemplate, TemplateResource } from '#protocol/deployments.ts';
import { backupRule, type BackupPolicyProperties, type RetentionRule } from '#protocol/policy.ts';
import { resourceGroupScope, resourceId, subscriptionScope } from '#protocol/resource-id.ts';
import { anyPlan } from '#testing/any-export.ts';
import { deployBicep, type MadeResource } from '#testing/bicep-reader.ts';
import { HclReference, readHcl, type HclBlock, type HclRead } from '#testing/hcl-reader.ts';
import { armTemplateFiles } from './arm-template.ts';
import { azureCliFiles } from './azure-cli.ts';
import { bicepFiles } from './bicep.ts';

import { grantsIn, instanceProperties, type ExportPlan } from './export-plan.ts';
import { terraformFiles } from './terraform.ts';

/** What a text makes, in words that all languages share. */
interface Made {
  grants: { name: string; roleId: string; scope: string; principalId: string }[];
  policy: { id: string; properties: unknown };
  instances: { id: string; properties: unknown }[];
}

const whatIsPlanned = (plan: ExportPlan): Made => ({
  grants: grantsIn(plan).map(({ name, roleId, scope }) => ({
    name,
    roleId,
    scope,
    principalId: plan.vault.principalId,
  })),
  policy: { id: plan.policy.id, properties: plan.policy.properties },
  instances: plan.instances.map((instance) => ({
    id: `${plan.vault.id}/backupInstances/${instance.name}`,
    properties: instanceProperties(instance, plan.policy.id),
  })),
});

function whatIsMade(resources: readonly MadeResource[]): Made {
  const ofType = (type: string, apiVersion: string) =>
    resources.filter((resource) => resource.type === type && resource.apiVersion === apiVersion);
  const policies = ofType(POLICY_TYPE, API_VERSIONS.dataProtection);
  const grants = ofType(ROLE_ASSIGNMENT_TYPE, API_VERSIONS.authorization);
  const instances = ofType(INSTANCE_TYPE, API_VERSIONS.dataProtection);
  const [policy] = policies;
  expect(policies).toHaveLength(1);
  expect(policies.length + grants.length + instances.length).toBe(resources.length);
  return {
    grants: grants.map(({ id, properties }) => {
      const { roleDefinitionId, principalId, principalType } = properties as Record<string, string>;
      const [scope = '', name = ''] = id.split(`/providers/${ROLE_ASSIGNMENT_TYPE}/`);
      expect(principalType).toBe('ServicePrincipal');
      expect(roleDefinitionId).toContain(scope.split('/').slice(0, 3).join('/'));
      return { name, roleId: roleGuid(roleDefinitionId ?? ''), scope, principalId: principalId ?? '' };
    }),
    policy: { id: policy?.id ?? '', properties: policy?.properties },
    instances: instances.map(({ id, properties }) => ({ id, properties })),
  };
}

/** The resources of a template with nested deployments, all texts taken literally. */
function readTemplate(text: string): { resources: MadeResource[]; nestedIds: string[] } {
  const outer = literal(JSON.parse(text)) as ArmTemplate;
  const nestedIds: string[] = [];
  const resources = outer.resources.flatMap((deployment) => {
    const group = resourceGroupScope(deployment.subscriptionId ?? '', deployment.resourceGroup ?? '');
    nestedIds.push(resourceId(group, deployment.type, deployment.name));
    const { template } = deployment.properties as { template: ArmTemplate };
    return template.resources.map((resource) => ({
      id: idOf(resource, group),
      type: resource.type,
      apiVersion: resource.apiVersion,
      properties: resource.properties,
      waitsFor: deployment.dependsOn ?? [],
    }));
  });
  return { resources, nestedIds };
}

const idOf = ({ type, name, scope }: TemplateResource, group: string): string =>
  resourceId(scope === undefined ? group : `${group}/providers/${scope}`, type, ...name.split('/'));

/** What ARM makes of a value: text in brackets is an expression, which ours never are, unless the first is doubled. */
function literal(value: unknown): unknown {
  if (typeof value === 'string') {
    if (!value.startsWith('[') || !value.endsWith(']')) return value;
    if (!value.startsWith('[[')) throw new Error(`ARM would evaluate ${value}`);
    return value.slice(1);
  }
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, literal(each)]));
}

const only = ([file, ...more]: { name: string; text: string }[]): string => {
  expect(more).toEqual([]);
  return file?.text ?? '';
};

describe('ARM template', () => {
  it('makes exactly what is planned, instances after the roles', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const { resources, nestedIds } = readTemplate(only(armTemplateFiles(plan)));
        expect(whatIsMade(resources)).toEqual(whatIsPlanned(plan));
        const protection = resources.filter(({ type }) => type !== ROLE_ASSIGNMENT_TYPE);
        for (const { waitsFor } of protection) expect(waitsFor).toEqual(nestedIds.slice(0, -1));
      }),
    );
  });
});

describe('Bicep', () => {
  it('makes exactly what is planned, instances after the roles', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const files = new Map(bicepFiles(plan).map(({ name, text }) => [name, text]));
        const resources = deployBicep(files, 'main.bicep', subscriptionScope(plan.vault.subscriptionId));
        expect(whatIsMade(resources)).toEqual(whatIsPlanned(plan));
        const protection = resources.filter(({ type }) => type !== ROLE_ASSIGNMENT_TYPE);
        const roles = plan.groups.map((_, at) => `${plan.vault.name}-roles-${at + 1}`);
        for (const { waitsFor } of protection) expect(waitsFor).toEqual(roles);
      }),
    );
  });
});

const POLICY_RESOURCE = 'azurerm_data_protection_backup_policy_postgresql_flexible_server';
const INSTANCE_RESOURCE = 'azurerm_data_protection_backup_instance_postgresql_flexible_server';
const VAULT_REFERENCE = 'data.azurerm_data_protection_backup_vault.vault';

/** A reference as it stands; undefined for anything else. */
const textOf = (value: HclRead | undefined): string | undefined =>
  value instanceof HclReference ? value.text : undefined;

describe('Terraform', () => {
  const read = (plan: ExportPlan) => {
    const all = readHcl(only(terraformFiles(plan)));
    const resources = all.filter(({ type }) => type === 'resource');
    const ofType = (type: string) => resources.filter(({ labels }) => labels[0] === type);
    const imports = new Map(
      all.filter(({ type }) => type === 'import').map(({ attributes }) => [textOf(attributes.to), attributes.id]),
    );
    return { all, resources, ofType, imports };
  };
  const entries = (value: HclRead | undefined) => Object.entries(value as Record<string, Record<string, string>>);

  it('gives every role at its scope, in the subscription of the scope', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const { all, ofType, imports } = read(plan);
        const aliases = new Map(
          all
            .filter(({ type }) => type === 'provider')
            .map(({ attributes }) => [attributes.alias, attributes.subscription_id]),
        );
        expect(aliases.get(undefined)).toBe(plan.vault.subscriptionId);
        const made = ofType('azurerm_role_assignment').flatMap(({ labels, attributes }) => {
          const alias = textOf(attributes.provider)?.replace('azurerm.', '');
          expect(textOf(attributes.principal_id)).toBe(`${VAULT_REFERENCE}.identity[0].principal_id`);
          expect(attributes.principal_type).toBe('ServicePrincipal');
          for (const field of ['name', 'scope', 'role_definition_id']) {
            expect(textOf(attributes[field])).toBe(`each.value.${field}`);
          }
          return entries(attributes.for_each).map(([key, { name, scope = '', role_definition_id: role = '' }]) => {
            expect(scope.split('/')[2]).toBe(aliases.get(alias));
            expect(role.split('/')[2]).toBe(aliases.get(alias));
            const existing = imports.get(`azurerm_role_assignment.${labels[1] ?? ''}[${JSON.stringify(key)}]`);
            return { name, roleId: roleGuid(role), scope, existing };
          });
        });
        const planned = grantsIn(plan).map(({ name, roleId, scope, existing }) => ({ name, roleId, scope, existing }));
        expect(new Set(made)).toEqual(new Set(planned));
        expect(made).toHaveLength(planned.length);
      }),
    );
  });

  it('carries every rule, interval and the time zone of the policy', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const { ofType, imports, all } = read(plan);
        const [policy, ...more] = ofType(POLICY_RESOURCE);
        expect(more).toEqual([]);
        const vault = all.find(({ labels }) => labels[0] === 'azurerm_data_protection_backup_vault');
        expect(vault?.attributes).toEqual({ name: plan.vault.name, resource_group_name: plan.vault.resourceGroup });
        const { properties } = plan.policy;
        const schedule = backupRule(properties)?.trigger.schedule;
        expect(policy?.attributes).toEqual({
          name: plan.policy.name,
          vault_id: new HclReference(`${VAULT_REFERENCE}.id`),
          backup_repeating_time_intervals: schedule?.repeatingTimeIntervals,
          time_zone: schedule?.timeZone,
        });
        const retention = properties.policyRules.filter(
          (rule): rule is RetentionRule => rule.objectType === 'AzureRetentionRule',
        );
        const byDefault = retention.find(({ isDefault }) => isDefault);
        expect(policy?.blocks.map(ruleOf)).toEqual([
          { lifeCycles: lifeCyclesOf(byDefault) },
          ...retention
            .filter(({ isDefault }) => !isDefault)
            .map((rule) => ({ name: rule.name, lifeCycles: lifeCyclesOf(rule), ...tagOf(rule, properties) })),
        ]);
        expect(imports.get(`${POLICY_RESOURCE}.policy`)).toBe(plan.policy.id);
      }),
    );
  });

  it('protects every server once, after the roles', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const { ofType, imports, all, resources } = read(plan);
        const [instances, ...more] = ofType(INSTANCE_RESOURCE);
        expect(more).toEqual([]);
        const made = entries(all.find(({ type }) => type === 'locals')?.attributes.instances);
        expect(made).toHaveLength(plan.instances.length);
        // A map has no order.
        expect(Object.fromEntries(made)).toEqual(
          Object.fromEntries(
            plan.instances.map(({ name, friendlyName, server, existing }) => [
              friendlyName,
              {
                // The provider knows one name only; the one that a person chose wins, unless the instance is there.
                name: existing === undefined ? friendlyName : name,
                server_id: server.id,
                location: server.location,
              },
            ]),
          ),
        );
        expect(instances?.attributes).toEqual({
          for_each: new HclReference('local.instances'),
          name: new HclReference('each.value.name'),
          location: new HclReference('each.value.location'),
          vault_id: new HclReference(`${VAULT_REFERENCE}.id`),
          server_id: new HclReference('each.value.server_id'),
          backup_policy_id: new HclReference(`${POLICY_RESOURCE}.policy.id`),
          depends_on: [new HclReference('time_sleep.role_propagation')],
        });
        for (const { friendlyName, existing } of plan.instances) {
          expect(imports.get(`${INSTANCE_RESOURCE}.servers[${JSON.stringify(friendlyName)}]`)).toBe(existing);
        }
        const wait = JSON.stringify(ofType('time_sleep')[0]?.attributes.triggers);
        for (const { labels } of ofType('azurerm_role_assignment'))
          expect(wait).toContain(`values(${labels.join('.')})`);
        expect(new Set(resources.map(({ labels }) => labels.join('.'))).size).toBe(resources.length);
      }),
    );
  });
});

const ruleOf = ({ type, attributes, blocks }: HclBlock) => {
  const lifeCycles = blocks.filter((block) => block.type === 'life_cycle').map((block) => block.attributes);
  if (type === 'default_retention_rule') return { lifeCycles };
  const criteria = blocks.filter((block) => block.type === 'criteria').map((block) => block.attributes);
  return { name: attributes.name, lifeCycles, priority: attributes.priority, criteria };
};

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

describe('Azure CLI', () => {
  it('asks the tool for exactly what is planned, whatever the names are', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, async (plan) => {
        const { calls, code } = await runScript(only(azureCliFiles(plan)), NOTHING_IS_THERE);
        expect(code).toBe(0);
        const vault = [
          ['--subscription', plan.vault.subscriptionId],
          `--resource-group=${plan.vault.resourceGroup}`,
          `--vault-name=${plan.vault.name}`,
        ].flat();
        const policies = callsOf(calls, 'dataprotection backup-policy create');
        expect(policies.map(({ words }) => words)).toEqual([
          [...vault, `--name=${plan.policy.name}`, '--policy', 'FILE', '--output', 'none'],
        ]);
        expect(policies[0]?.file).toEqual(plan.policy.properties);

        expect(callsOf(calls, 'role assignment create').map(({ words }) => words)).toEqual(
          grantsIn(plan).map(({ roleDefinitionId, scope, name }) => [
            ...['--assignee-object-id', plan.vault.principalId, '--assignee-principal-type', 'ServicePrincipal'],
            ...['--role', roleDefinitionId, '--scope', scope, '--name', name, '--output', 'none'],
          ]),
        );

        const created = callsOf(calls, 'dataprotection backup-instance create');
        for (const { words } of created)
          expect(words).toEqual([...vault, '--backup-instance', 'FILE', '--output', 'none']);
        expect(created.map(({ file }) => file)).toEqual(
          plan.instances.map(({ name, friendlyName, server }) => ({
            backup_instance_name: name,
            properties: {
              object_type: 'BackupInstance',
              friendly_name: friendlyName,
              data_source_info: {
                object_type: 'Datasource',
                datasource_type: 'Microsoft.DBforPostgreSQL/flexibleServers',
                resource_type: 'Microsoft.DBforPostgreSQL/flexibleServers',
                resource_id: server.id,
                resource_name: server.name,
                resource_location: server.location,
                resource_uri: server.id,
              },
              policy_info: { policy_id: plan.policy.id },
              data_source_set_info: null,
            },
          })),
        );
        const verbs = calls.map(({ verb }) => verb);
        expect(verbs.lastIndexOf('role assignment create')).toBeLessThan(
          verbs.indexOf('dataprotection backup-instance validate-for-backup'),
        );
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  const [plan] = fc.sample(
    anyPlan.filter(({ instances }) => instances.length > 1),
    { numRuns: 1, seed: 7 },
  );

  it('leaves what is there as it is', async () => {
    const { calls, code, output } = await runScript(only(azureCliFiles(plan as ExportPlan)), 'exit 0');
    expect(code).toBe(0);
    expect(callsOf(calls, 'dataprotection backup-policy create')).toEqual([]);
    expect(callsOf(calls, 'dataprotection backup-instance create')).toEqual([]);
    expect(output).toContain('In the vault already');
  });

  it('tries again while the roles are not in effect', async () => {
    const { calls, code, output } = await runScript(
      only(azureCliFiles(plan as ExportPlan)),
      `${NOTHING_IS_THERE}
if [[ $* == *validate-for-backup* && ! -f $0.asked ]]; then
  touch "$0.asked"
  echo 'ERROR: (UserErrorMissingRequiredPermissions) Appropriate permissions are missing.' >&2
  exit 1
fi`,
    );
    expect(code).toBe(0);
    expect(output).toContain('The role assignments are not in effect yet (try 1 of 60)');
    const asked = callsOf(calls, 'dataprotection backup-instance validate-for-backup');
    expect(asked).toHaveLength((plan as ExportPlan).instances.length + 1);
  });

  it('goes on with the next server when one cannot be configured, says why, and fails in the end', async () => {
    const { calls, code, output } = await runScript(
      only(azureCliFiles(plan as ExportPlan)),
      `${NOTHING_IS_THERE}
if [[ $* == *validate-for-backup* && ! -f $0.asked ]]; then
  touch "$0.asked"
  echo 'ERROR: (UserErrorDppDatasourceAlreadyProtected) It is protected elsewhere.' >&2
  exit 1
fi`,
    );
    expect(code).toBe(1);
    expect(output).toContain('UserErrorDppDatasourceAlreadyProtected');
    expect(callsOf(calls, 'dataprotection backup-instance create')).toHaveLength(
      (plan as ExportPlan).instances.length - 1,
    );
  });
});

const NOTHING_IS_THERE = 'if [[ $* == *" show "* ]]; then exit 3; fi';

interface Call {
  /** Such as `role assignment create`. */
  verb: string;
  /** What follows it; the path of a file reads `FILE`. */
  words: string[];
  /** What was in that file. */
  file: unknown;
}

const callsOf = (calls: readonly Call[], verb: string) => calls.filter((call) => call.verb === verb);

/** Runs a script with an `az` that writes down how it was called, then does what `behaviour` says. */
async function runScript(script: string, behaviour: string) {
  const folder = await mkdtemp(join(tmpdir(), 'export-'));
  try {
    const log = join(folder, 'calls');
    await writeFile(log, '');
    await tool(
      join(folder, 'az'),
      `for word in "$@"; do
  if [[ $word == /*.json && -f $word ]]; then printf 'FILE\\0'; cat "$word"; else printf '%s' "$word"; fi
  printf '\\0'
done >> '${log}'
printf '\\1\\0' >> '${log}'
${behaviour}
exit 0`,
    );
    await tool(join(folder, 'sleep'), 'exit 0');
    const path = join(folder, 'script.sh');
    await writeFile(path, script);
    const run = promisify(execFile)('bash', [path], {
      env: { PATH: `${folder}:${process.env.PATH ?? ''}`, TMPDIR: folder },
      cwd: folder,
    });
    const { stdout, stderr, code } = await run.then(
      (done) => ({ ...done, code: 0 }),
      (error: unknown) => error as { stdout: string; stderr: string; code: number },
    );
    return { code, output: stdout + stderr, calls: readCalls(await readFile(log, 'utf8')) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function tool(path: string, text: string): Promise<void> {
  await writeFile(path, `#!/usr/bin/env bash\n${text}\n`);
  await chmod(path, 0o755);
}

function readCalls(log: string): Call[] {
  return log
    .split('\u0001\0')
    .slice(0, -1)
    .map((line) => {
      const words = line.split('\0').slice(0, -1);
      const at = words.indexOf('FILE');
      const [content] = at < 0 ? [] : words.splice(at + 1, 1);
      const verbs = words.findIndex((word) => word.startsWith('-'));
      return {
        verb: words.slice(0, verbs).join(' '),
        words: words.slice(verbs),
        file: content === undefined ? undefined : (JSON.parse(content) as unknown),
      };
    });
}
