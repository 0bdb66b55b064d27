/**
 * The draft in this tab's storage. The address holds its ids; this holds the rest (names, what was sent), and wins as
 * long as both have the same choices.
 */
import { tabValue, type TabValue } from '#ui/wizard/tab-form.ts';
import { draftFrom, sameAddress, sameButPolicy, searchOf } from './draft-address.ts';
import type { Draft } from './draft-schema.ts';
import { reduceDraft } from './draft.ts';

export const keptDraft = (storage: Storage): TabValue<Draft> =>
  tabValue(() => storage, 'backup-portal.configure-backup');

/**
 * The draft to start with: the stored one when the address matches it, else a new one made from the address. An address
 * with only another policy of the vault matches too: that is how a person returns from creating one.
 */
export function openDraft(kept: Draft | undefined, search: URLSearchParams, newId: () => string): Draft {
  const fromAddress = draftFrom(search, newId);
  if (kept === undefined) return fromAddress;
  const own = searchOf(kept);
  if (sameAddress(own, search)) return kept;
  if (kept.submitted || fromAddress.policyId === undefined || !sameButPolicy(own, search)) return fromAddress;
  return reduceDraft(kept, { type: 'policyChosen', policyId: fromAddress.policyId });
}
