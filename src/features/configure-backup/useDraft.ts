import { useEffect, useReducer, useState, type Dispatch } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { newGuid } from '#resources/new-guid.ts';
import { useTabValue } from '#ui/wizard/tab-form.ts';
import { addressOf, draftFrom, sameAddress, searchOf } from './draft-address.ts';
import { keptDraft, openDraft } from './draft-storage.ts';
import type { Draft } from './draft-schema.ts';
import { reduceDraft, type DraftEvent } from './draft.ts';

export interface OpenDraft {
  draft: Draft;
  dispatch: Dispatch<DraftEvent>;
  /** Removes the draft: the person leaves. */
  discard: () => void;
}

/**
 * The draft, starting with the one found in this tab, copied to the address and to this tab's storage, so that a reload
 * loses nothing.
 */
export function useDraft(step: string, found: Draft | undefined): OpenDraft {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const [kept] = useState(() => keptDraft(sessionStorage));
  const [opened] = useState(() => openDraft(found, search, newGuid));
  const [draft, dispatch] = useReducer(reduceDraft, opened);
  const discard = useTabValue(kept, draft);

  useEffect(() => {
    if (sameAddress(searchOf(draft), search)) return;
    // Sent rows stay as they are; another address then means another draft.
    if (draft.submitted) dispatch({ type: 'startedOver', draft: draftFrom(search, newGuid) });
    else void navigate(addressOf(step, draft), { replace: true, preventScrollReset: true });
  }, [draft, search, step, navigate]);

  return { draft, dispatch, discard };
}
