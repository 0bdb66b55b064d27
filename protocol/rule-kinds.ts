/**
 * The kinds of retention rule that a policy may have (docs/reference/arm.md#52-rules). A new kind is a row here; the
 * compiler then names the other places to change.
 */

/** What a tag may require of a scheduled backup: that it is the first of its period, or nothing. */
export const CRITERIA = ['AllBackup', 'FirstOfDay', 'FirstOfWeek', 'FirstOfMonth', 'FirstOfYear'] as const;

/** A criterion that names a period. */
export type PeriodCriterion = Exclude<(typeof CRITERIA)[number], 'AllBackup'>;

export const DURATION_UNITS = ['Days', 'Weeks', 'Months', 'Years'] as const;
export type DurationUnit = (typeof DURATION_UNITS)[number];

export interface RuleKindFacts {
  /** The number that all clients of the service write; lower wins. */
  priority: number;
  /** The period whose first successful backup it keeps; absent from the default rule, which keeps all others. */
  first?: { criterion: PeriodCriterion; period: string };
  /** The default duration that the portal proposes (docs/reference/screens.md#create-a-policy). */
  proposed: { count: number; unit: DurationUnit };
}

// By name (the rule and its tag have the same), in the order in which they are tried.
const KINDS = {
  Yearly: { priority: 10, first: { criterion: 'FirstOfYear', period: 'year' }, proposed: { count: 10, unit: 'Years' } },
  Monthly: {
    priority: 15,
    first: { criterion: 'FirstOfMonth', period: 'month' },
    proposed: { count: 36, unit: 'Months' },
  },
  Weekly: { priority: 20, first: { criterion: 'FirstOfWeek', period: 'week' }, proposed: { count: 10, unit: 'Years' } },
  Default: { priority: 99, proposed: { count: 10, unit: 'Years' } },
} as const satisfies Readonly<Record<string, RuleKindFacts>>;

export type RuleKind = keyof typeof KINDS;
export const RULE_KINDS: Readonly<Record<RuleKind, RuleKindFacts>> = KINDS;

/** Their names, in the order in which the rules are tried. */
export const RULE_NAMES = Object.keys(KINDS) as readonly RuleKind[];

/** The kind of a rule of that name, in any case; undefined for an unknown name. */
export const ruleKindNamed = (name: string): RuleKind | undefined =>
  RULE_NAMES.find((kind) => kind.toLowerCase() === name.toLowerCase());

/** The rule that every policy has. It keeps what no other rule does. */
export const DEFAULT_RULE: RuleKind = 'Default';
