/** What still prevents creating a vault, step by step. */
import { fieldProblems } from '#ui/form/field-problems.ts';
import type { VaultField } from '#ui/form/vault-form.ts';
import { crossSubscriptionProblem } from '../settings/cross-subscription-restore.ts';
import { softDeleteProblems, type SoftDeleteField } from '../settings/soft-delete.ts';
import { tagProblems } from '../settings/tag-rows.ts';
import type { VaultDraft } from './vault-draft.ts';

export type DraftField = VaultField | 'crossSubscription' | SoftDeleteField | 'tags';

export function propertiesProblems({ softDelete, crossSubscriptionRestore }: VaultDraft) {
  const { days, alwaysOn } = softDeleteProblems(softDelete);
  return fieldProblems<DraftField>([
    ['crossSubscription', crossSubscriptionProblem(crossSubscriptionRestore)],
    ['days', days],
    ['alwaysOn', alwaysOn],
  ]);
}

export const tagsProblems = ({ tags }: VaultDraft) =>
  fieldProblems<DraftField>([['tags', tagProblems(tags).find((problem) => problem !== undefined)]]);

/** The irreversible settings of the new vault, one sentence each. */
export const foreverChoices = (draft: VaultDraft): string[] =>
  [
    draft.crossRegionRestore && 'Cross region restore cannot be turned off again.',
    draft.crossSubscriptionRestore.state === 'PermanentlyDisabled' &&
      'Cross subscription restore can never be enabled for this vault again.',
    draft.softDelete.isAlwaysOn && 'Always-on soft delete cannot be turned off again.',
  ].filter((sentence) => sentence !== false);
