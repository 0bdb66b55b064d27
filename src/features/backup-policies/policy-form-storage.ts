/** The form in this tab's storage, one for each vault, so that a reload loses nothing. */
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { emptyPolicyForm, isPolicyForm, type PolicyForm } from './policy-form.ts';

const keyOf = (vaultId: ResourceId): string => `backup-portal.create-policy ${idKey(vaultId)}`;

export function openForm(storage: Storage, vaultId: ResourceId): PolicyForm {
  try {
    const stored: unknown = JSON.parse(storage.getItem(keyOf(vaultId)) ?? 'null');
    return isPolicyForm(stored) ? stored : emptyPolicyForm;
  } catch {
    return emptyPolicyForm;
  }
}

export function keepForm(storage: Storage, vaultId: ResourceId, form: PolicyForm): void {
  try {
    storage.setItem(keyOf(vaultId), JSON.stringify(form));
  } catch {
    // A full or forbidden storage costs the form after a reload, which must not stop the person.
  }
}

export function forgetForm(storage: Storage, vaultId: ResourceId): void {
  storage.removeItem(keyOf(vaultId));
}
