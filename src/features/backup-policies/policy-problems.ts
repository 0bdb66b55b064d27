/** What still prevents creating a policy, step by step. */
import { policyNameProblem } from '#protocol/names.ts';
import { expiryOf } from '#protocol/retention.ts';
import type { DurationUnit } from '#protocol/rule-kinds.ts';
import { fieldProblems } from '#ui/form/field-problems.ts';
import { durationOf } from './policy-from-form.ts';
import type { PolicyForm, RuleForm } from './policy-form.ts';
import { adjectiveOf, inWords } from './rule-words.ts';

export type PolicyField = 'name' | 'days' | 'time' | 'zone';

/** `takenName` is the problem with a name that another policy has. */
export const basicsProblems = ({ name }: PolicyForm, { takenName }: { takenName: string | undefined }) =>
  fieldProblems<PolicyField>([['name', policyNameProblem(name) ?? takenName]]);

export const scheduleProblems = ({ days, time }: PolicyForm) =>
  fieldProblems<PolicyField>([
    ['days', days.length === 0 ? 'Select at least one day.' : undefined],
    ['time', time === '' ? 'Select a time.' : undefined],
  ]);

/** From 7 days to 10 years (docs/reference/screens.md#create-a-policy). */
export const DURATION_BOUNDS: Readonly<Record<DurationUnit, { min: number; max: number }>> = {
  Days: { min: 7, max: 3650 },
  Weeks: { min: 1, max: 521 },
  Months: { min: 1, max: 120 },
  Years: { min: 1, max: 10 },
};

/** What is wrong with a typed number of that unit; undefined when a rule may keep recovery points that long. */
export function durationProblem(typed: string, unit: DurationUnit): string | undefined {
  if (!/^-?\d+$/.test(typed.trim())) return 'Enter a whole number.';
  const { min, max } = DURATION_BOUNDS[unit];
  if (Number(typed) < min) return 'Retention must be at least 7 days.';
  return Number(typed) > max ? 'Retention can be at most 10 years.' : undefined;
}

/**
 * One sentence for each rule that keeps its recovery points for a shorter time than a rule that is tried after it: the
 * service does not compare durations when it picks a rule (docs/reference/arm.md#53-retention).
 */
export function shorterRuleWarnings(rules: readonly RuleForm[]): string[] {
  return rules.flatMap((rule, at) => {
    const longer = rules.slice(at + 1).filter((later) => endOf(later) > endOf(rule));
    if (longer.length === 0) return [];
    const name = adjectiveOf(rule.kind);
    const names = longer.map((later) => adjectiveOf(later.kind));
    return [
      `Recovery points covered by the ${name} rule will be kept for a shorter time than ${inWords(names)} ones, because ${name} has priority.`,
    ];
  });
}

// Any start works to compare two durations.
const REFERENCE = new Date('2001-01-01T00:00:00Z');

const endOf = (rule: RuleForm): number => expiryOf(REFERENCE, durationOf(rule), 'UTC').getTime();
