import { useEffect, useReducer, useRef, useState, type Dispatch } from 'react';
import { reduceVaultDraft, type VaultDraft, type VaultDraftEvent } from './vault-draft.ts';
import { forgetDraft, keepDraft, openDraft } from './vault-draft-storage.ts';

interface OpenDraft {
  draft: VaultDraft;
  dispatch: Dispatch<VaultDraftEvent>;
  /** Forgets the draft: the vault is created, or the person leaves. */
  discard: () => void;
}

/** The draft of a new vault, mirrored to this tab's storage. */
export function useVaultDraft(): OpenDraft {
  const [opened] = useState(() => openDraft(sessionStorage));
  const [draft, dispatch] = useReducer(reduceVaultDraft, opened);
  const isDiscarded = useRef(false);

  useEffect(() => {
    if (!isDiscarded.current) keepDraft(sessionStorage, draft);
  }, [draft]);

  return {
    draft,
    dispatch,
    discard: () => {
      isDiscarded.current = true;
      forgetDraft(sessionStorage);
    },
  };
}
