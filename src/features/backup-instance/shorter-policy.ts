import type { Vault } from '#protocol/data-protection.ts';
import { isImmutable } from '#protocol/immutability.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import { shortened } from '#protocol/retention-comparison.ts';
import { durationText } from '#ui/text/policy-text.ts';

/**
 * Why an immutable vault would not let an instance change from one policy to the other, and the way out; undefined when
 * it would, or when the vault is not loaded.
 */
export function shorterPolicyText(
  vault: Vault | undefined,
  current: BackupPolicy | undefined,
  next: BackupPolicy | undefined,
): string | undefined {
  if (!vault || !current || !next || !isImmutable(vault)) return undefined;
  const found = shortened(current.properties, next.properties);
  if (!found) return undefined;
  const { rule, was, now, by } = found;
  const less = by === undefined ? durationText(now) : `${durationText(now)}, by its rule '${by}'`;
  return `The Backup vault '${vault.name}' is immutable, and this policy keeps for a shorter time what the rule '${rule}' keeps now: ${less} instead of ${durationText(was)}. Select a policy that keeps everything at least as long.`;
}
