import { createContext, useContext, type Dispatch } from 'react';
import type { Vault } from '#protocol/data-protection.ts';
import type { Location, ResourceGroup, Subscription } from '#protocol/resources.ts';
import type { StepSlug } from './step-slugs.ts';
import type { VaultDraft, VaultDraftEvent } from './vault-draft.ts';
import type { DraftField, DraftProblem } from './vault-problems.ts';

/** A list that fills a field. */
interface FieldList<T> {
  data: T[] | undefined;
  error: Error | null;
  refetch: () => unknown;
}

/** What every tab of Create Backup Vault works with. */
export interface VaultCreation {
  /** With the subscription that is taken when none was chosen. */
  draft: VaultDraft;
  dispatch: Dispatch<VaultDraftEvent>;
  lists: { subscriptions: FieldList<Subscription>; groups: FieldList<ResourceGroup>; locations: FieldList<Location> };
  /** Everything that still keeps the vault from being created. */
  problems: readonly DraftProblem[];
  /** The message to show at a field; undefined as long as its tab was not left or submitted. */
  messageAt: (field: DraftField) => string | undefined;
  /** The service was asked and has no vault of that name. */
  isNameFree: boolean;
  onNameLeft: () => void;
  addressOf: (step: StepSlug) => string;
  creation: { error: Error | null; isPending: boolean; data: Vault | undefined };
}

export const VaultCreationContext = createContext<VaultCreation | undefined>(undefined);

export function useVaultCreation(): VaultCreation {
  const creation = useContext(VaultCreationContext);
  if (!creation) throw new Error('useVaultCreation works inside Create Backup Vault only.');
  return creation;
}

/** The id of the element that takes the focus when a field has a problem. */
export const elementIdOf = (field: DraftField): string => `new-vault-${field}`;
