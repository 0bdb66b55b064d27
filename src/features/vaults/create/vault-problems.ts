/** What still keeps a vault from being created, in the order in which one comes past it. Pure. */
import { vaultFormProblems, type VaultField } from '#ui/form/vault-form.ts';
import { crossSubscriptionProblem } from '../settings/cross-subscription-restore.ts';
import { softDeleteProblems, type SoftDeleteField } from '../settings/soft-delete.ts';
import { tagProblems } from '../settings/tag-rows.ts';
import type { StepSlug } from './step-slugs.ts';
import type { VaultDraft } from './vault-draft.ts';

export type DraftField = VaultField | 'crossSubscription' | SoftDeleteField | 'tags';

export interface DraftProblem {
  step: StepSlug;
  field: DraftField;
  message: string;
}

/** What the service knows about the choices. */
export interface DraftFacts {
  /** Of the chosen subscription. */
  groupNames: readonly string[];
  /** Why the service does not take the name; undefined when it does or was not asked. */
  nameTaken: string | undefined;
}

export function draftProblems(draft: VaultDraft, { groupNames, nameTaken }: DraftFacts): DraftProblem[] {
  const basics = vaultFormProblems(draft, groupNames);
  if (nameTaken !== undefined && !basics.has('name')) basics.set('name', nameTaken);
  const { days, alwaysOn } = softDeleteProblems(draft.softDelete);
  const properties: [DraftField, string | undefined][] = [
    ['crossSubscription', crossSubscriptionProblem(draft.crossSubscriptionRestore)],
    ['days', days],
    ['alwaysOn', alwaysOn],
  ];
  const tags: [DraftField, string | undefined][] = [
    ['tags', tagProblems(draft.tags).find((problem) => problem !== undefined)],
  ];
  return [...problemsOf('basics', [...basics]), ...problemsOf('properties', properties), ...problemsOf('tags', tags)];
}

const problemsOf = (step: StepSlug, found: readonly [DraftField, string | undefined][]): DraftProblem[] =>
  found.flatMap(([field, message]) => (message === undefined ? [] : [{ step, field, message }]));

/** What cannot be taken back once the vault is there, one sentence each. */
export const foreverChoices = (draft: VaultDraft): string[] =>
  [
    draft.crossRegionRestore && 'Cross region restore cannot be turned off again.',
    draft.crossSubscriptionRestore.state === 'PermanentlyDisabled' &&
      'Cross subscription restore can never be enabled for this vault again.',
    draft.softDelete.isAlwaysOn && 'Always-on soft delete cannot be turned off again.',
  ].filter((sentence) => sentence !== false);
