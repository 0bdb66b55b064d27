/**
 * The draft in this tab's storage. The address holds its ids; this holds the rest (names, what was sent), and wins as
 * long as both speak of the same choices.
 */
import { tabValue, type TabValue } from '#ui/wizard/tab-form.ts';
import { draftFrom, sameAddress, sameButPolicy, searchOf } from './draft-address.ts';
import type { Draft } from './draft-schema.ts';
import { reduceDraft } from './draft.ts';

export const keptDraft = (storage: Storage): TabValue<Draft> =>
  tabValue(() => storage, 'backup-portal.configure-backup');

/**
 * The draft to start with: the kept one when the address speaks of it, else a new one made from the address. An address
 * that only names another policy of the vault speaks of it too: that is how one comes back from creating one.
 */
export function openDraft(kept: Draft | undefined, search: URLSearchParams, newId: () => string): Draft {
  const asked = draftFrom(search, newId);
  if (kept === undefined) return asked;
  const own = searchOf(kept);
  if (sameAddress(own, search)) return kept;
  if (kept.submitted || asked.policyId === undefined || !sameButPolicy(own, search)) return asked;
  return reduceDraft(kept, { type: 'policyChosen', policyId: asked.policyId });
}
