/** The vault as it is being put together in Create Backup Vault: what was chosen, and what a choice undoes. */
import { REDUNDANCIES, type VaultInput } from '#protocol/data-protection.ts';
import { emptyVaultForm, vaultInputOf, type VaultForm } from '#ui/form/vault-form.ts';
import { CROSS_SUBSCRIPTION_STATES, type CrossSubscriptionChoice } from '../settings/cross-subscription-restore.ts';
import { softDeleteByDefault, softDeleteSettingsOf, type SoftDeleteChoice } from '../settings/soft-delete.ts';
import { tagsOf, type TagRow } from '../settings/tag-rows.ts';
import { isStepSlug, type StepSlug } from './step-slugs.ts';

export interface VaultDraft extends VaultForm {
  crossRegionRestore: boolean;
  crossSubscriptionRestore: CrossSubscriptionChoice;
  softDelete: SoftDeleteChoice;
  isImmutable: boolean;
  tags: TagRow[];
  /** Tabs that were left or submitted: their problems are shown. */
  checked: StepSlug[];
  /** Something was chosen, so there is something to lose. */
  touched: boolean;
}

export type VaultDraftEvent =
  | { type: 'changed'; part: Partial<Omit<VaultDraft, 'checked' | 'touched'>> }
  | { type: 'stepsChecked'; steps: readonly StepSlug[] };

export const emptyVaultDraft: VaultDraft = {
  ...emptyVaultForm,
  crossRegionRestore: false,
  crossSubscriptionRestore: { state: 'Enabled', isConfirmed: false },
  softDelete: softDeleteByDefault,
  isImmutable: false,
  tags: [],
  checked: [],
  touched: false,
};

export function reduceVaultDraft(draft: VaultDraft, event: VaultDraftEvent): VaultDraft {
  switch (event.type) {
    case 'changed': {
      const next = { ...draft, ...event.part, touched: true };
      const isElsewhere = next.subscriptionId !== draft.subscriptionId && event.part.group === undefined;
      return {
        ...next,
        // A resource group belongs to one subscription.
        ...(isElsewhere && { group: { isNew: false, name: '' } }),
        // Without a second region there is nothing to restore in (docs/reference/arm.md#4-vaults).
        crossRegionRestore: next.crossRegionRestore && mayRestoreAcrossRegions(next),
      };
    }
    case 'stepsChecked':
      return event.steps.every((step) => draft.checked.includes(step))
        ? draft
        : { ...draft, checked: [...new Set([...draft.checked, ...event.steps])] };
  }
}

/** Only geo-redundant storage has a copy in a second region. */
export const mayRestoreAcrossRegions = ({ redundancy }: Pick<VaultDraft, 'redundancy'>): boolean =>
  redundancy === 'GeoRedundant';

/** What the draft becomes on the wire. */
export function vaultInputFrom(draft: VaultDraft): VaultInput {
  const input = vaultInputOf(draft);
  const tags = tagsOf(draft.tags);
  return {
    ...input,
    ...(Object.keys(tags).length > 0 && { tags }),
    properties: {
      ...input.properties,
      securitySettings: {
        softDeleteSettings: softDeleteSettingsOf(draft.softDelete),
        immutabilitySettings: { state: draft.isImmutable ? 'Unlocked' : 'Disabled' },
      },
      featureSettings: {
        crossSubscriptionRestoreSettings: { state: draft.crossSubscriptionRestore.state },
        ...(draft.crossRegionRestore && { crossRegionRestoreSettings: { state: 'Enabled' } }),
      },
    },
  };
}

/** Whether a stored value is a draft: what an older build of the page stored, or anything else, is none. */
export function isVaultDraft(value: unknown): value is VaultDraft {
  if (!isObject(value)) return false;
  const { group, crossSubscriptionRestore: across, softDelete, tags, checked } = value;
  return (
    isTextOrNothing(value.subscriptionId) &&
    isTextOrNothing(value.region) &&
    typeof value.name === 'string' &&
    REDUNDANCIES.some((each) => each === value.redundancy) &&
    isObject(group) &&
    typeof group.isNew === 'boolean' &&
    typeof group.name === 'string' &&
    typeof value.crossRegionRestore === 'boolean' &&
    isObject(across) &&
    CROSS_SUBSCRIPTION_STATES.some((each) => each === across.state) &&
    typeof across.isConfirmed === 'boolean' &&
    isObject(softDelete) &&
    typeof softDelete.days === 'string' &&
    [softDelete.isOn, softDelete.isAlwaysOn, softDelete.isConfirmed].every((flag) => typeof flag === 'boolean') &&
    typeof value.isImmutable === 'boolean' &&
    Array.isArray(tags) &&
    tags.every((tag) => isObject(tag) && typeof tag.name === 'string' && typeof tag.value === 'string') &&
    Array.isArray(checked) &&
    checked.every((step) => typeof step === 'string' && isStepSlug(step)) &&
    typeof value.touched === 'boolean'
  );
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isTextOrNothing = (value: unknown): boolean => value === undefined || typeof value === 'string';
