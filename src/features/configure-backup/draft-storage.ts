/**
 * The draft in this tab's storage. The address holds its ids; this holds the rest (names, what was sent), and wins as
 * long as both speak of the same choices.
 */
import { storedValue, type StoredValue } from '#ui/state/stored.ts';
import { draftFrom, sameAddress, sameButPolicy, searchOf } from './draft-address.ts';
import { emptyDraft, reduceDraft, type Draft, type DraftRow } from './draft.ts';
import { isStepSlug } from './step-slugs.ts';

const STORAGE_KEY = 'backup-portal.configure-backup';

export const keptDraft = (storage: Storage): StoredValue<Draft> => storedValue(() => storage, STORAGE_KEY, isDraft);

/**
 * The draft to start with: the stored one when the address speaks of it, else a new one made from the address. An
 * address that only names another policy of the vault speaks of it too: that is how one comes back from creating one.
 */
export function openDraft(storage: Storage, search: URLSearchParams, newId: () => string): Draft {
  const asked = draftFrom(search, newId);
  const kept = keptDraft(storage).read();
  if (kept === undefined) return asked;
  const stored = { ...emptyDraft, ...kept };
  const own = searchOf(stored);
  if (sameAddress(own, search)) return stored;
  if (stored.submitted || asked.policyId === undefined || !sameButPolicy(own, search)) return asked;
  return reduceDraft(stored, { type: 'policyChosen', policyId: asked.policyId });
}

/** What an older build of the page stored, or anything else, is no draft. */
function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false;
  const { rows, checked, submitted, notices } = value as Partial<Record<keyof Draft, unknown>>;
  return (
    typeof submitted === 'boolean' &&
    Array.isArray(notices) &&
    Array.isArray(checked) &&
    checked.every((step) => typeof step === 'string' && isStepSlug(step)) &&
    Array.isArray(rows) &&
    rows.every(isRow)
  );
}

const isRow = (value: unknown): value is DraftRow =>
  typeof value === 'object' &&
  value !== null &&
  (['serverId', 'instanceName', 'resourceName'] as const).every(
    (name) => typeof (value as Partial<DraftRow>)[name] === 'string',
  );
