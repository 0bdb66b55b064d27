import { createContext, useContext, type Dispatch } from 'react';
import type { PlaceLists } from '#resources/usePlaceLists.ts';
import { fieldIds } from '#ui/form/field-problems.ts';
import type { VaultDraft, VaultDraftEvent } from './vault-draft.ts';
import type { DraftField } from './vault-problems.ts';

/** What every step of Create Backup Vault uses. */
export interface VaultCreation {
  /** With the default subscription when none was chosen. */
  draft: VaultDraft;
  dispatch: Dispatch<VaultDraftEvent>;
  lists: PlaceLists;
  /** The message to show at a field; undefined as long as its step was not left or submitted. */
  messageAt: (field: DraftField) => string | undefined;
  /** The service confirmed that it has no vault of that name. */
  isNameFree: boolean;
  onNameLeft: () => void;
  /** Why it was not created. */
  failure: Error | null;
}

export const VaultCreationContext = createContext<VaultCreation | undefined>(undefined);

export function useVaultCreation(): VaultCreation {
  const creation = useContext(VaultCreationContext);
  if (!creation) throw new Error('useVaultCreation works inside Create Backup Vault only.');
  return creation;
}

export const elementIdOf = fieldIds<DraftField>('new-vault');
