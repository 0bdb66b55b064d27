/**
 * The form of Create Backup Policy, and nothing else. Events are the person's inputs; `policy-problems.ts` says what is
 * wrong with it, `policy-from-form.ts` makes the policy.
 */
import * as z from 'zod/mini';
import { DEFAULT_RULE, DURATION_UNITS, RULE_KINDS, RULE_NAMES, type RuleKind } from '#protocol/rule-kinds.ts';
import { withChecked } from '#ui/wizard/define-wizard.ts';
import { windowsZone } from './zones.ts';

const ruleSchema = z.object({ kind: z.enum(RULE_NAMES), count: z.int(), unit: z.enum(DURATION_UNITS) });
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
    z.refine((rules) => rules.at(-1)?.kind === DEFAULT_RULE),
  ),
  /** The steps that were left or submitted once: their problems are shown. */
  checked: z.array(z.string()),
  /** Whether the person changed anything that would be lost. */
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

/** A rule with the portal's default duration. */
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
      // One rule of each kind: saving a kind again changes its rule.
      const others = form.rules.filter(({ kind }) => kind !== event.rule.kind);
      return { ...form, rules: [...others, event.rule].sort(inOrderOfTrial), touched: true };
    }
    case 'ruleDeleted':
      // Every policy needs a default rule (docs/reference/arm.md#52-rules).
      if (event.kind === DEFAULT_RULE) return form;
      return { ...form, rules: form.rules.filter(({ kind }) => kind !== event.kind), touched: true };
    case 'stepsChecked':
      return withChecked(form, event.steps);
  }
}

const inOrderOfTrial = (one: RuleForm, other: RuleForm): number =>
  RULE_NAMES.indexOf(one.kind) - RULE_NAMES.indexOf(other.kind);

/** The kinds without a rule so far, the weekly one first: most people want it first. */
export const unusedKinds = (form: PolicyForm): RuleKind[] =>
  RULE_NAMES.filter((kind) => form.rules.every((rule) => rule.kind !== kind)).reverse();
