import { useEffect, useReducer, useRef, useState, type Dispatch } from 'react';
import type { ResourceId } from '#protocol/resource-id.ts';
import { reducePolicyForm, type PolicyForm, type PolicyFormEvent } from './policy-form.ts';
import { forgetForm, keepForm, openForm } from './policy-form-storage.ts';

interface OpenForm {
  form: PolicyForm;
  dispatch: Dispatch<PolicyFormEvent>;
  /** Forgets the form: the policy is created, or the person leaves. */
  discard: () => void;
}

/** The form of a vault's new policy, mirrored to this tab's storage. */
export function usePolicyForm(vaultId: ResourceId): OpenForm {
  const [opened] = useState(() => openForm(sessionStorage, vaultId));
  const [form, dispatch] = useReducer(reducePolicyForm, opened);
  const isDiscarded = useRef(false);

  useEffect(() => {
    if (!isDiscarded.current) keepForm(sessionStorage, vaultId, form);
  }, [vaultId, form]);

  return {
    form,
    dispatch,
    discard: () => {
      isDiscarded.current = true;
      forgetForm(sessionStorage, vaultId);
    },
  };
}
