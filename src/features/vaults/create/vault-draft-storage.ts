/** The draft in this tab's storage, so that a reload loses nothing. */
import { emptyVaultDraft, isVaultDraft, type VaultDraft } from './vault-draft.ts';

const KEY = 'backup-portal.create-vault';

export function openDraft(storage: Storage): VaultDraft {
  try {
    const stored: unknown = JSON.parse(storage.getItem(KEY) ?? 'null');
    return isVaultDraft(stored) ? stored : emptyVaultDraft;
  } catch {
    return emptyVaultDraft;
  }
}

export function keepDraft(storage: Storage, draft: VaultDraft): void {
  try {
    storage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // A full or forbidden storage costs the draft after a reload, which must not stop the person.
  }
}

export function forgetDraft(storage: Storage): void {
  storage.removeItem(KEY);
}
