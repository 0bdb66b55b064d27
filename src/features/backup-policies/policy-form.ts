/**
 * What Create Backup Policy asks for, and nothing else. Events say what the person did; `policy-problems.ts` says what
 * is wrong with it, `policy-from-form.ts` what it becomes on the wire.
 */
import * as z from 'zod/mini';
import { withChecked } from '#ui/wizard/define-wizard.ts';
import { windowsZone } from './zones.ts';

/** In the order in which the rules are tried (docs/reference/arm.md#52-rules). */
const RULE_KINDS = ['Yearly', 'Monthly', 'Weekly', 'Default'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

export const DURATION_UNITS = ['Days', 'Weeks', 'Months', 'Years'] as const;
export type DurationUnit = (typeof DURATION_UNITS)[number];

const ruleSchema = z.object({ kind: z.enum(RULE_KINDS), count: z.int(), unit: z.enum(DURATION_UNITS) });
export type RuleForm = z.infer<typeof ruleSchema>;

export const policyFormSchema = z.object({
  name: z.string(),
  /** Sunday is 0, as in JavaScript's dates. In the order of the week, each once. */
  days: z.array(z.int().check(z.minimum(0), z.maximum(6))),
  /** `HH:mm`, in the chosen zone. */
  time: z.string().check(z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^$/)),
  /** An IANA zone that has a Windows name. */
  zone: z.string().check(z.refine((zone) => windowsZone(zone) !== undefined)),
  /** In the order in which they are tried, one of each kind; `Default` is always the last. */
  rules: z.array(ruleSchema).check(
    z.refine((rules) => new Set(rules.map(({ kind }) => kind)).size === rules.length),
    z.refine((rules) => rules.at(-1)?.kind === 'Default'),
  ),
  /** The steps that were left or submitted once: their problems are shown. */
  checked: z.array(z.string()),
  /** Whether the person chose anything, so that leaving would lose it. */
  touched: z.boolean(),
});

export type PolicyForm = z.infer<typeof policyFormSchema>;

export type PolicyFormEvent =
  | { type: 'named'; name: string }
  | { type: 'daysChosen'; days: readonly number[] }
  | { type: 'timeChosen'; time: string }
  | { type: 'zoneChosen'; zone: string }
  | { type: 'ruleKept'; rule: RuleForm }
  | { type: 'ruleDeleted'; kind: RuleKind }
  | { type: 'stepsChecked'; steps: readonly string[] };

/** A rule as the portal proposes it (docs/reference/screens.md#create-a-policy). */
export const PROPOSED_RULES: Readonly<Record<RuleKind, RuleForm>> = {
  Yearly: { kind: 'Yearly', count: 10, unit: 'Years' },
  Monthly: { kind: 'Monthly', count: 36, unit: 'Months' },
  Weekly: { kind: 'Weekly', count: 10, unit: 'Years' },
  Default: { kind: 'Default', count: 10, unit: 'Years' },
};

export const emptyPolicyForm: PolicyForm = {
  name: '',
  days: [0],
  time: '02:00',
  zone: 'UTC',
  rules: [PROPOSED_RULES.Default],
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
      if (event.kind === 'Default') return form;
      return { ...form, rules: form.rules.filter(({ kind }) => kind !== event.kind), touched: true };
    case 'stepsChecked':
      return withChecked(form, event.steps);
  }
}

const inOrderOfTrial = (one: RuleForm, other: RuleForm): number =>
  RULE_KINDS.indexOf(one.kind) - RULE_KINDS.indexOf(other.kind);

/** The kinds that have no rule yet, the weekly one first: most people want it first. */
export const unusedKinds = (form: PolicyForm): RuleKind[] =>
  RULE_KINDS.filter((kind) => form.rules.every((rule) => rule.kind !== kind)).reverse();
