import { useEffect, useReducer, useRef, useState, type Dispatch } from 'react';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import {
  emptyRestoreForm,
  isRestoreForm,
  reduceRestoreForm,
  type RestoreForm,
  type RestoreFormEvent,
} from './restore-form.ts';

const keyOf = (instanceId: ResourceId): string => `backup-portal.restore ${idKey(instanceId)}`;

interface OpenForm {
  form: RestoreForm;
  dispatch: Dispatch<RestoreFormEvent>;
  /** Forgets the form: the restore has begun, or the person leaves. */
  discard: () => void;
}

/** The choices for one backup instance, mirrored to this tab's storage so that a reload loses nothing. */
export function useRestoreForm(instanceId: ResourceId): OpenForm {
  const [opened] = useState(() => openForm(instanceId));
  const [form, dispatch] = useReducer(reduceRestoreForm, opened);
  const isDiscarded = useRef(false);

  useEffect(() => {
    if (isDiscarded.current) return;
    try {
      sessionStorage.setItem(keyOf(instanceId), JSON.stringify(form));
    } catch {
      // A full or forbidden storage costs the form after a reload, which must not stop the person.
    }
  }, [instanceId, form]);

  return {
    form,
    dispatch,
    discard: () => {
      isDiscarded.current = true;
      sessionStorage.removeItem(keyOf(instanceId));
    },
  };
}

function openForm(instanceId: ResourceId): RestoreForm {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(keyOf(instanceId)) ?? 'null');
    return isRestoreForm(stored) ? stored : emptyRestoreForm;
  } catch {
    return emptyRestoreForm;
  }
}
