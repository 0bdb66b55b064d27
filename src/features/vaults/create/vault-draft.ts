/** The form of Create Backup Vault: the choices, and what a choice resets. */
import * as z from 'zod/mini';
import { REDUNDANCIES, type Redundancy, type VaultInput, type VaultStorageFacts } from '#protocol/data-protection.ts';
import { copyStorageOf } from '#ui/form/copy-storage.ts';
import { withPlace } from '#ui/form/place-form.ts';
import { placeFields } from '#ui/form/place-schema.ts';
import { emptyVaultForm, vaultInputOf } from '#ui/form/vault-form.ts';
import { withChecked } from '#ui/wizard/define-wizard.ts';
import { CROSS_SUBSCRIPTION_STATES } from '../settings/cross-subscription-restore.ts';
import { softDeleteByDefault, softDeleteSettingsOf } from '../settings/soft-delete.ts';
import { tagsOf } from '../settings/tag-rows.ts';

export const vaultDraftSchema = z.object({
  ...placeFields,
  name: z.string(),
  /** The name of one of the back end's storages; its own choice when absent. */
  storage: z.optional(z.string()),
  /** The name of another one, into which recovery points are copied; the first that is left when absent. */
  copyStorage: z.optional(z.string()),
  redundancy: z.custom<Redundancy>((value) => REDUNDANCIES.some((each) => each === value)),
  crossRegionRestore: z.boolean(),
  crossSubscriptionRestore: z.object({ state: z.enum(CROSS_SUBSCRIPTION_STATES), isConfirmed: z.boolean() }),
  softDelete: z.object({ isOn: z.boolean(), days: z.string(), isAlwaysOn: z.boolean(), isConfirmed: z.boolean() }),
  isImmutable: z.boolean(),
  tags: z.array(z.object({ name: z.string(), value: z.string() })),
  /** Steps that were left or submitted: their problems are shown. */
  checked: z.array(z.string()),
  /** Something was chosen, so there is something to lose. */
  touched: z.boolean(),
});

export type VaultDraft = z.infer<typeof vaultDraftSchema>;

export type VaultDraftEvent =
  | { type: 'changed'; part: Partial<Omit<VaultDraft, 'checked' | 'touched'>> }
  | { type: 'stepsChecked'; steps: readonly string[] };

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
  if (event.type === 'stepsChecked') return withChecked(draft, event.steps);
  const next = withPlace<VaultDraft>(draft, { ...event.part, touched: true });
  // Without a second region, cross region restore is impossible (docs/reference/arm.md#4-vaults).
  return { ...next, crossRegionRestore: next.crossRegionRestore && mayRestoreAcrossRegions(next) };
}

/** Only geo-redundant storage has a copy in a second region. */
export const mayRestoreAcrossRegions = ({ redundancy }: Pick<VaultDraft, 'redundancy'>): boolean =>
  redundancy === 'GeoRedundant';

/** The vault that the draft makes, on a back end with these storages. */
export function vaultInputFrom(draft: VaultDraft, storages: readonly VaultStorageFacts[]): VaultInput {
  const input = vaultInputOf(draft, copyStorageOf(draft, storages));
  const tags = tagsOf(draft.tags);
  return {
    ...input,
    ...(Object.keys(tags).length > 0 && { tags }),
    properties: {
      ...input.properties,
      ...(draft.storage !== undefined && { vaultStorage: { name: draft.storage } }),
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
