/**
 * What an immutable vault refuses: whatever deletes a recovery point before the end that it was given when it was made,
 * and whatever would give later points an earlier end (docs/reference/arm.md#4-vaults). Every route and every worker
 * that deletes or shortens is checked here. `Unlocked` and `Locked` refuse alike; only `Unlocked` can be turned off.
 */
import type { ProtectionState, Vault, VaultProperties } from '#protocol/data-protection.ts';
import { heldPoints, isImmutable, softDeleteLoss, type Ending } from '#protocol/immutability.ts';
import type { BackupPolicyProperties } from '#protocol/policy.ts';
import { shortened, type Shortened } from '#protocol/retention-comparison.ts';
import type { ProblemInput } from '../fault.ts';

/** Why a backup instance with these points cannot be deleted from the vault; undefined when it can. */
export function deletionRefusal(
  vault: Vault,
  instanceName: string,
  points: readonly Ending[],
  now: Date,
): ProblemInput | undefined {
  const held = isImmutable(vault) ? heldPoints(points, now) : 0;
  if (held === 0) return undefined;
  return refusal(
    vault,
    `The backup instance ${instanceName} cannot be deleted: ${counted(held)} of it must be kept until their time is over.`,
    'Stop backup and retain the data instead. The instance can be deleted when its last recovery point has expired.',
  );
}

const counted = (points: number): string => (points === 1 ? 'one recovery point' : `${String(points)} recovery points`);

/** Why a policy cannot be replaced by another, or an instance moved to it; undefined when nothing is kept shorter. */
export function shorteningRefusal(
  vault: Vault,
  before: BackupPolicyProperties,
  after: BackupPolicyProperties,
): ProblemInput | undefined {
  const what = isImmutable(vault) ? shortened(before, after) : undefined;
  return what === undefined
    ? undefined
    : refusal(
        vault,
        `Changes that reduce the retention of recovery points aren't allowed: ${shortenedText(what)}.`,
        'Keep each retention at least as long as it is now.',
      );
}

const shortenedText = ({ rule, was, now, by }: Shortened): string =>
  by === undefined
    ? `the rule '${rule}' (${was}, now ${now})`
    : `what the rule '${rule}' keeps (${was}, now ${now} by the rule '${by}')`;

/** Why an instance in that state cannot begin to let its points expire; undefined when it can. */
export function suspensionRefusal(vault: Vault, instanceName: string, from: ProtectionState): ProblemInput | undefined {
  if (!isImmutable(vault) || from.toLowerCase() !== 'protectionstopped') return undefined;
  return refusal(
    vault,
    `The recovery points of the backup instance ${instanceName} are retained for ever, and that cannot be taken back.`,
    'Leave the backup instance stopped, or resume its protection.',
  );
}

/** Why the identity of a vault that holds backups cannot be taken away: nothing could be restored without it. */
export const identityRefusal = (vault: Vault): ProblemInput | undefined =>
  isImmutable(vault)
    ? refusal(
        vault,
        'Its managed identity cannot be removed while it holds backups.',
        'Leave the system assigned identity on.',
      )
    : undefined;

type SoftDelete = VaultProperties['securitySettings']['softDeleteSettings'];

/** Why the soft delete of an immutable vault cannot become that; undefined when it protects no less than before. */
export function softDeleteRefusal(before: SoftDelete, next: SoftDelete): ProblemInput | undefined {
  const loss = softDeleteLoss(before, next);
  if (loss === 'state') return vaultRefusal('Soft delete cannot be turned off.', 'Leave soft delete on.');
  if (loss === 'days') {
    const days = String(before.retentionDurationInDays);
    return vaultRefusal(
      `The retention of soft-deleted data cannot be reduced from ${days} days.`,
      `Choose ${days} days or more.`,
    );
  }
  return undefined;
}

/** Azure Backup's code for what an immutable vault denies. */
const CODE = 'UserErrorOperationDeniedOnImmutableItem';

const refusal = ({ name }: Vault, message: string, way: string): ProblemInput => ({
  code: CODE,
  message: `The Backup vault ${name} is immutable. ${message}`,
  recommendedAction: [way],
});

const vaultRefusal = (message: string, way: string): ProblemInput => ({
  code: CODE,
  message: `The Backup vault is immutable. ${message} ${way}`,
  recommendedAction: [way],
});
