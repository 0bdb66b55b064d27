/** Policies in a few words, for tests. */
import type { BackupPolicyProperties } from './policy.ts';
import { SERVER_TYPE } from './postgres.ts';
import type { RuleKind } from './rule-kinds.ts';
import { weeklyPolicy } from './weekly-policy.ts';

/** Durations of the rules; a rule without one is not in the policy. */
export type SampleRules = Partial<Record<RuleKind, string>>;

/** A policy that begins at each of the starts and repeats every week. */
export function samplePolicy(starts: string[], timeZone = 'UTC', rules: SampleRules = {}): BackupPolicyProperties {
  const durations = Object.entries({ Default: 'P10Y', ...rules }) as [RuleKind, string][];
  return weeklyPolicy({
    datasourceType: SERVER_TYPE,
    starts,
    timeZone,
    rules: durations.map(([kind, duration]) => ({ kind, duration })),
  });
}
