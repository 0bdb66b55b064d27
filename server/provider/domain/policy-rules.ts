/**
 * What makes a backup policy valid (docs/reference/arm.md#52-rules). The shape has been checked already; these are the
 * rules between parts.
 */
import { DATASOURCE_TYPES } from '#protocol/datasource-types.ts';
import { datasourceTypeNamed } from '#protocol/datasources.ts';
import type { BackupPolicyProperties, BackupRule, RetentionRule } from '#protocol/policy.ts';
import { retentionProblem } from '#protocol/retention.ts';
import { DEFAULT_RULE, RULE_NAMES } from '#protocol/rule-kinds.ts';
import { scheduleIntervals } from '#protocol/schedule.ts';
import { ianaZone } from '#protocol/windows-zones.ts';
import { invalidField } from '../body.ts';

const TAGS: readonly string[] = RULE_NAMES.toReversed();

/** Throws a 400 that names the first part that is wrong, the rule and the way out. */
export function checkPolicy(policy: BackupPolicyProperties): void {
  const [datasourceType = '', ...others] = policy.datasourceTypes;
  if (!datasourceTypeNamed(datasourceType) || others.length > 0) {
    const known = DATASOURCE_TYPES.map(({ type }) => `'${type}'`).join(' or ');
    throw invalidField('properties.datasourceTypes', `It must hold exactly ${known}.`);
  }
  const rules = policy.policyRules.map((rule, at) => ({ rule, path: `properties.policyRules[${String(at)}]` }));
  const backups = rules.filter((entry): entry is Entry<BackupRule> => entry.rule.objectType === 'AzureBackupRule');
  const retentions = rules.filter(
    (entry): entry is Entry<RetentionRule> => entry.rule.objectType === 'AzureRetentionRule',
  );
  const [backup] = backups;
  if (backups.length !== 1 || !backup) {
    throw invalidField(
      'properties.policyRules',
      'A policy needs exactly one AzureBackupRule, which says when backups run.',
    );
  }
  const twice = firstTwice(rules.map(({ rule }) => rule.name));
  if (twice !== undefined)
    throw invalidField(
      'properties.policyRules',
      `The name '${twice}' is used twice. Give each rule a name of its own.`,
    );
  checkSchedule(policy, backup);
  checkTags(backup, retentions);
  retentions.forEach(checkRetention);
}

interface Entry<Rule> {
  rule: Rule;
  path: string;
}

// The extended forms that the service reads; the compact ones are refused.
const INTERVAL =
  /^R\/(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,7})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)\/P1W$/;

function checkSchedule(policy: BackupPolicyProperties, { rule, path }: Entry<BackupRule>): void {
  const { repeatingTimeIntervals, timeZone } = rule.trigger.schedule;
  const schedule = `${path}.trigger.schedule`;
  for (const [at, interval] of repeatingTimeIntervals.entries()) {
    const day = INTERVAL.exec(interval)?.[1];
    if (day === undefined || !isDay(day)) {
      throw invalidField(
        `${schedule}.repeatingTimeIntervals[${String(at)}]`,
        "It must be a weekly interval such as 'R/2026-02-01T22:00:00+00:00/P1W'.",
      );
    }
  }
  if (ianaZone(timeZone) === undefined) {
    throw invalidField(`${schedule}.timeZone`, "It must be UTC or a Windows time zone such as 'India Standard Time'.");
  }
  const weekdays = scheduleIntervals(policy)?.map(({ weekday }) => weekday) ?? [];
  const twice = weekdays.findIndex((weekday, at) => weekdays.indexOf(weekday) !== at);
  if (twice >= 0) {
    throw invalidField(
      `${schedule}.repeatingTimeIntervals[${String(twice)}]`,
      `An interval before it begins on the same weekday in the time zone '${timeZone}'. Give each weekday one interval.`,
    );
  }
}

const isDay = (day: string): boolean => {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
};

function checkTags({ rule, path }: Entry<BackupRule>, retentions: Entry<RetentionRule>[]): void {
  const criteria = rule.trigger.taggingCriteria;
  const where = `${path}.trigger.taggingCriteria`;
  const names = criteria.map(({ tagInfo }) => tagInfo.tagName);
  const unknown = names.find((name) => !TAGS.includes(name));
  if (unknown !== undefined) throw invalidField(where, `The tag '${unknown}' is not one of ${TAGS.join(', ')}.`);
  const twice = firstTwice(names) ?? firstTwice(criteria.map(({ taggingPriority }) => String(taggingPriority)));
  if (twice !== undefined) throw invalidField(where, `Names and priorities must differ; '${twice}' comes twice.`);

  const defaults = criteria.filter(({ isDefault }) => isDefault);
  const [defaultTag] = defaults;
  if (defaults.length !== 1 || defaultTag?.tagInfo.tagName !== DEFAULT_RULE || (defaultTag.criteria?.length ?? 0) > 0) {
    throw invalidField(where, `There must be exactly one default tag, '${DEFAULT_RULE}', without criteria.`);
  }
  const lowest = Math.max(...criteria.map(({ taggingPriority }) => taggingPriority));
  if (defaultTag.taggingPriority !== lowest) {
    throw invalidField(where, `'${DEFAULT_RULE}' must have the highest priority number: it comes last.`);
  }
  const bare = criteria.find((tag) => !tag.isDefault && (tag.criteria?.length ?? 0) === 0);
  if (bare) throw invalidField(where, `The tag '${bare.tagInfo.tagName}' needs criteria, such as 'FirstOfMonth'.`);

  const rules = retentions.map((entry) => entry.rule);
  const defaultRules = rules.filter(({ isDefault }) => isDefault);
  if (defaultRules.length !== 1 || defaultRules[0]?.name !== DEFAULT_RULE) {
    throw invalidField(
      'properties.policyRules',
      `There must be exactly one default retention rule, '${DEFAULT_RULE}'.`,
    );
  }
  const untagged = rules.find(({ name }) => !names.includes(name));
  if (untagged) throw invalidField(where, `The retention rule '${untagged.name}' needs a tag of the same name.`);
  const ruleless = names.find((name) => !rules.some((retention) => retention.name === name));
  if (ruleless !== undefined) {
    throw invalidField('properties.policyRules', `The tag '${ruleless}' needs a retention rule of the same name.`);
  }
}

function checkRetention({ rule, path }: Entry<RetentionRule>): void {
  const [lifecycle, ...others] = rule.lifecycles;
  const problem =
    lifecycle && others.length === 0
      ? retentionProblem(lifecycle.deleteAfter.duration)
      : 'A retention rule needs exactly one lifecycle, in the vault store.';
  if (problem !== undefined) throw invalidField(`${path}.lifecycles`, problem);
}

const firstTwice = (names: string[]): string | undefined => names.find((name, at) => names.indexOf(name) !== at);

/** The policy as it is kept: tags have an id, the default tag has no criteria (docs/reference/arm.md#51-object). */
export const completed = (policy: BackupPolicyProperties): BackupPolicyProperties => ({
  ...policy,
  policyRules: policy.policyRules.map((rule) =>
    rule.objectType === 'AzureBackupRule'
      ? {
          ...rule,
          trigger: {
            ...rule.trigger,
            taggingCriteria: rule.trigger.taggingCriteria.map(({ criteria, ...tag }) => ({
              ...tag,
              tagInfo: { ...tag.tagInfo, id: tag.tagInfo.id ?? `${tag.tagInfo.tagName}_` },
              ...(criteria && !tag.isDefault && { criteria }),
            })),
          },
        }
      : rule,
  ),
});
