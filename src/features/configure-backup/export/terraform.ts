/** The configuration as Terraform, with the azurerm provider. Existing resources are imported. */
import {
  backupRule,
  type BackupPolicyProperties,
  type RetentionRule,
  type TaggingCriterion,
} from '#protocol/policy.ts';
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import { count, inComment, type ExportedFile } from './exported-file.ts';
import type { ExportedGrant, ExportPlan } from './export-plan.ts';
import { hclAttributes, HclExpression, hclObject, hclString, type HclObject } from './hcl.ts';

const VAULT = 'data.azurerm_data_protection_backup_vault.vault';
const POLICY = 'azurerm_data_protection_backup_policy_postgresql_flexible_server';
const INSTANCE = 'azurerm_data_protection_backup_instance_postgresql_flexible_server';
const GRANT = 'azurerm_role_assignment';

export const terraformFiles = (plan: ExportPlan): ExportedFile[] => [{ name: 'main.tf', text: mainTf(plan) }];

function mainTf(plan: ExportPlan): string {
  const { vault, policy, instances } = plan;
  const subscriptions = subscriptionsOf(plan);
  return `${[
    comment(
      `Backup of ${count(instances.length, POSTGRES_SERVERS.words.one)} in the Backup vault '${vault.name}' with the policy '${policy.name}'.`,
      'The vault and the servers must exist.',
    ),
    SETTINGS,
    ...subscriptions.map(providerBlock),
    `data "azurerm_data_protection_backup_vault" "vault" {
${hclAttributes({ name: vault.name, resource_group_name: vault.resourceGroup }, '  ')}
}`,
    policyBlock(plan),
    importBlock(
      `${POLICY}.policy`,
      policy.id,
      'The policy is in this vault already. For another vault, remove this block.',
    ),
    `locals {
  # One backup instance for each server.
  instances = ${hclObject(instanceMap(plan), '  ')}
}`,
    ...subscriptions.flatMap((subscription) => grantBlocks(plan, subscription)),
    waitBlock(subscriptions),
    instanceBlock(instances.some(({ existing }) => existing === undefined)),
    ...instances.flatMap(({ friendlyName, existing }) =>
      existing === undefined ? [] : [importBlock(`${INSTANCE}.servers[${hclString(friendlyName)}]`, existing)],
    ),
  ].join('\n\n')}\n`;
}

const SETTINGS = `terraform {
  required_version = ">= 1.5"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
    time = {
      source  = "hashicorp/time"
      version = "~> 0.12"
    }
  }
}`;

interface Subscription {
  id: string;
  /** Undefined for the vault's, which the provider has by default. */
  alias: string | undefined;
  /** The resource with the role assignments of that group. */
  label: string;
  grants: { key: string; grant: ExportedGrant }[];
}

/** The vault's subscription, then those of the servers. */
function subscriptionsOf({ vault, groups }: ExportPlan): Subscription[] {
  const all = Map.groupBy(groups, ({ subscriptionId }) => subscriptionId.toLowerCase());
  const own = vault.subscriptionId.toLowerCase();
  return [own, ...[...all.keys()].filter((key) => key !== own)].map((key, at) => ({
    id: key,
    alias: at === 0 ? undefined : `subscription_${at + 1}`,
    label: at === 0 ? 'vault_roles' : `vault_roles_${at + 1}`,
    grants: (all.get(key) ?? []).flatMap(({ name, reader, servers }) => [
      { key: `Reader on ${name}`, grant: reader },
      ...servers.map(({ server, backup }) => ({ key: `Backup role on ${name}/${server.name}`, grant: backup })),
    ]),
  }));
}

const providerBlock = ({ id, alias }: Subscription): string => `provider "azurerm" {
${hclAttributes({ ...(alias !== undefined && { alias }), subscription_id: id }, '  ')}
  features {}
}`;

function policyBlock({ policy }: ExportPlan): string {
  const { properties } = policy;
  const rule = backupRule(properties);
  const retention = properties.policyRules.filter(
    (each): each is RetentionRule => each.objectType === 'AzureRetentionRule',
  );
  const blocks = [
    ...retention
      .filter(({ isDefault }) => isDefault)
      .map((each) => `  default_retention_rule {\n${lifeCycles(each)}\n  }`),
    // In the policy's order, which an import reads.
    ...retention.filter(({ isDefault }) => !isDefault).map((each) => retentionBlock(each, properties)),
  ];
  return `${policyGaps(properties)
    .map((gap) => `${comment(gap)}\n`)
    .join('')}resource "${POLICY}" "policy" {
${hclAttributes(
  {
    name: policy.name,
    vault_id: new HclExpression(`${VAULT}.id`),
    backup_repeating_time_intervals: rule?.trigger.schedule.repeatingTimeIntervals ?? [],
    ...(rule && { time_zone: rule.trigger.schedule.timeZone }),
  },
  '  ',
)}

${blocks.join('\n\n')}
}`;
}

function retentionBlock(rule: RetentionRule, policy: BackupPolicyProperties): string {
  const tag = tagOf(rule, policy);
  return `  retention_rule {
${hclAttributes({ name: rule.name, priority: tag?.taggingPriority ?? 0 }, '    ')}

${lifeCycles(rule)}

${(tag?.criteria ?? []).slice(0, 1).map(criteriaBlock).join('\n\n')}
  }`;
}

const tagOf = (rule: RetentionRule, policy: BackupPolicyProperties): TaggingCriterion | undefined =>
  backupRule(policy)?.trigger.taggingCriteria.find(
    ({ tagInfo }) => tagInfo.tagName.toLowerCase() === rule.name.toLowerCase(),
  );

const lifeCycles = ({ lifecycles }: RetentionRule): string =>
  lifecycles
    .map(
      ({ sourceDataStore, deleteAfter }) => `    life_cycle {
${hclAttributes({ data_store_type: sourceDataStore.dataStoreType, duration: deleteAfter.duration }, '      ')}
    }`,
    )
    .join('\n');

/** Forms of a criterion in addition to the portal's (docs/reference/arm.md#52-rules). */
interface AnyCriterion {
  absoluteCriteria?: string[];
  daysOfTheWeek?: string[];
  daysOfMonth?: unknown[];
  monthsOfYear?: string[];
  scheduleTimes?: string[];
  weeksOfTheMonth?: string[];
}

function criteriaBlock(criterion: AnyCriterion): string {
  const [absolute] = criterion.absoluteCriteria ?? [];
  const lists = {
    days_of_week: criterion.daysOfTheWeek,
    months_of_year: criterion.monthsOfYear,
    scheduled_backup_times: criterion.scheduleTimes,
    weeks_of_month: criterion.weeksOfTheMonth,
  };
  const attributes: HclObject = absolute === undefined ? {} : { absolute_criteria: absolute };
  for (const [name, list] of Object.entries(lists)) if (list && list.length > 0) attributes[name] = list;
  return `    criteria {
${hclAttributes(attributes, '      ')}
    }`;
}

/** What the provider cannot express. */
function policyGaps(policy: BackupPolicyProperties): string[] {
  const rule = backupRule(policy);
  const criteria = (rule?.trigger.taggingCriteria ?? []).map((tag) => (tag.criteria ?? []) as AnyCriterion[]);
  const gaps = [];
  if (rule && rule.name !== 'BackupIntervals') {
    gaps.push(
      `A policy that azurerm makes names its backup rule 'BackupIntervals'; in the portal's it is '${rule.name}'.`,
    );
  }
  const isBeyond = (all: AnyCriterion[]) =>
    all.length > 1 ||
    all.some((each) => (each.absoluteCriteria?.length ?? 0) > 1 || (each.daysOfMonth?.length ?? 0) > 0);
  if (criteria.some(isBeyond)) {
    gaps.push('azurerm cannot express days of the month, nor several criteria of one rule: compare the rules below.');
  }
  return gaps;
}

const importBlock = (
  to: string,
  id: string,
  reason = '',
): string => `${reason === '' ? '' : `${comment(reason)}\n`}import {
  to = ${to}
  id = ${hclString(id)}
}`;

function grantBlocks({ groups }: ExportPlan, { label, alias, grants }: Subscription): string[] {
  if (groups.length === 0 || grants.length === 0) return [];
  const map = Object.fromEntries(
    grants.map(({ key, grant }): [string, HclObject] => [
      key,
      { name: grant.name, scope: grant.scope, role_definition_id: grant.roleDefinitionId },
    ]),
  );
  return [
    `# What the vault's identity needs to back up the servers.
resource "${GRANT}" "${label}" {
  for_each = ${hclObject(map, '  ')}

${hclAttributes(
  {
    ...(alias !== undefined && { provider: new HclExpression(`azurerm.${alias}`) }),
    name: new HclExpression('each.value.name'),
    scope: new HclExpression('each.value.scope'),
    role_definition_id: new HclExpression('each.value.role_definition_id'),
    principal_id: new HclExpression(`${VAULT}.identity[0].principal_id`),
    principal_type: 'ServicePrincipal',
  },
  '  ',
)}
}`,
    ...grants.flatMap(({ key, grant }) =>
      grant.existing === undefined ? [] : [importBlock(`${GRANT}.${label}[${hclString(key)}]`, grant.existing)],
    ),
  ];
}

function waitBlock(subscriptions: readonly Subscription[]): string {
  const labels = subscriptions.filter(({ grants }) => grants.length > 0).map(({ label }) => `${GRANT}.${label}`);
  return `# New role assignments take effect after some time.
resource "time_sleep" "role_propagation" {
  create_duration = "3m"

  triggers = {
    role_assignments = join(",", [for grant in concat(${labels.map((label) => `values(${label})`).join(', ')}) : grant.id])
  }
}`;
}

const instanceMap = ({ instances }: ExportPlan): HclObject =>
  Object.fromEntries(
    instances.map(({ name, friendlyName, server, existing }): [string, HclObject] => [
      friendlyName,
      {
        name: existing === undefined ? friendlyName : name,
        server_id: server.id,
        location: server.location,
      },
    ]),
  );

const instanceBlock = (makesSome: boolean): string => `${
  makesSome
    ? '# azurerm gives a backup instance one name: the one that the portal shows is also the last part of its id.\n'
    : ''
}resource "${INSTANCE}" "servers" {
  for_each = local.instances

${hclAttributes(
  {
    name: new HclExpression('each.value.name'),
    location: new HclExpression('each.value.location'),
    vault_id: new HclExpression(`${VAULT}.id`),
    server_id: new HclExpression('each.value.server_id'),
    backup_policy_id: new HclExpression(`${POLICY}.policy.id`),
  },
  '  ',
)}

  depends_on = [time_sleep.role_propagation]
}`;

const comment = (...lines: string[]): string => lines.map((line) => `# ${inComment(line)}`).join('\n');
