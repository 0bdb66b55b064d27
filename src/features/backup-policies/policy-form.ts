/**
 * What Create Backup Policy asks for, and nothing else. Events say what the person did; `policy-problems.ts` says what
 * is wrong with it, `policy-from-form.ts` what it becomes on the wire.
 */
import {
  DEFAULT_RULE,
  DURATION_UNITS,
  RULE_KINDS,
  RULE_NAMES,
  type DurationUnit,
  type RuleKind,
} from '#protocol/rule-kinds.ts';
import { isStepSlug, type StepSlug } from './step-slugs.ts';
import { windowsZone } from './zones.ts';

export interface RuleForm {
  kind: RuleKind;
  count: number;
  unit: DurationUnit;
}

export interface PolicyForm {
  name: string;
  /** Sunday is 0, as in JavaScript's dates. In the order of the week, each once. */
  days: readonly number[];
  /** `HH:mm`, in the chosen zone. */
  time: string;
  /** An IANA zone that has a Windows name. */
  zone: string;
  /** In the order in which they are tried; `Default` is always the last. */
  rules: readonly RuleForm[];
  /** The steps that were left or submitted once: their problems are shown. */
  checked: readonly StepSlug[];
  /** Whether the person chose anything, so that leaving would lose it. */
  touched: boolean;
}

export type PolicyFormEvent =
  | { type: 'named'; name: string }
  | { type: 'daysChosen'; days: readonly number[] }
  | { type: 'timeChosen'; time: string }
  | { type: 'zoneChosen'; zone: string }
  | { type: 'ruleKept'; rule: RuleForm }
  | { type: 'ruleDeleted'; kind: RuleKind }
  | { type: 'stepsChecked'; steps: readonly StepSlug[] };

/** A rule as the portal proposes it. */
export const proposedRule = (kind: RuleKind): RuleForm => ({ kind, ...RULE_KINDS[kind].proposed });

export const emptyPolicyForm: PolicyForm = {
  name: '',
  days: [0],
  time: '02:00',
  zone: 'UTC',
  rules: [proposedRule(DEFAULT_RULE)],
  checked: [],
  touched: false,
};

export function reducePolicyForm(form: PolicyForm, event: PolicyFormEvent): PolicyForm {
  switch (event.type) {
    case 'named':
      return { ...form, name: event.name, touched: true };
    case 'daysChosen':
      return { ...form, days: [...new Set(event.days)].sort((one, other) => one - other), touched: true };
    case 'timeChosen':
      return { ...form, time: event.time, touched: true };
    case 'zoneChosen':
      return { ...form, zone: event.zone, touched: true };
    case 'ruleKept': {
      // One rule of each kind: keeping it again changes it.
      const others = form.rules.filter(({ kind }) => kind !== event.rule.kind);
      return { ...form, rules: [...others, event.rule].sort(inOrderOfTrial), touched: true };
    }
    case 'ruleDeleted':
      // A policy without a default rule is none (docs/reference/arm.md#52-rules).
      if (event.kind === DEFAULT_RULE) return form;
      return { ...form, rules: form.rules.filter(({ kind }) => kind !== event.kind), touched: true };
    case 'stepsChecked':
      return event.steps.every((step) => form.checked.includes(step))
        ? form
        : { ...form, checked: [...new Set([...form.checked, ...event.steps])] };
  }
}

const inOrderOfTrial = (one: RuleForm, other: RuleForm): number =>
  RULE_NAMES.indexOf(one.kind) - RULE_NAMES.indexOf(other.kind);

/** The kinds that have no rule yet, the weekly one first: most people want it first. */
export const unusedKinds = (form: PolicyForm): RuleKind[] =>
  RULE_NAMES.filter((kind) => form.rules.every((rule) => rule.kind !== kind)).reverse();

/** Whether a stored value is a form: what an older build of the page stored, or anything else, is none. */
export function isPolicyForm(value: unknown): value is PolicyForm {
  if (typeof value !== 'object' || value === null) return false;
  const { name, days, time, zone, rules, checked, touched } = value as Partial<Record<keyof PolicyForm, unknown>>;
  return (
    typeof name === 'string' &&
    Array.isArray(days) &&
    days.every((day) => Number.isInteger(day) && day >= 0 && day <= 6) &&
    typeof time === 'string' &&
    /^(?:[01]\d|2[0-3]):[0-5]\d$|^$/.test(time) &&
    typeof zone === 'string' &&
    windowsZone(zone) !== undefined &&
    Array.isArray(rules) &&
    rules.every(isRule) &&
    new Set(rules.map(({ kind }) => kind)).size === rules.length &&
    rules.at(-1)?.kind === DEFAULT_RULE &&
    Array.isArray(checked) &&
    checked.every((step) => typeof step === 'string' && isStepSlug(step)) &&
    typeof touched === 'boolean'
  );
}

function isRule(value: unknown): value is RuleForm {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, count, unit } = value as Partial<Record<keyof RuleForm, unknown>>;
  return (
    RULE_NAMES.some((each) => each === kind) && Number.isInteger(count) && DURATION_UNITS.some((each) => each === unit)
  );
}
