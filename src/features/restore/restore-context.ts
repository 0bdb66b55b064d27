import type { UseQueryResult } from '@tanstack/react-query';
import { createContext, useContext, type Dispatch } from 'react';
import type { BackupInstance, RecoveryPoint, Vault } from '#protocol/data-protection.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import type { PointContents, RestoreRequest } from '#protocol/restore.ts';
import { fieldIds } from '#ui/form/field-problems.ts';
import type { RestoreForm, RestoreFormEvent } from './restore-form.ts';
import type { RestoreFacts } from './restore-choices.ts';
import type { RestoreField } from './restore-problems.ts';
import type { RestoreVerdict } from './restore-verdict.ts';

/** What every step of the Restore wizard uses. */
export interface RestoreWizard {
  instanceId: ResourceId;
  instance: BackupInstance;
  vault: Vault | undefined;
  form: RestoreForm;
  dispatch: Dispatch<RestoreFormEvent>;
  facts: RestoreFacts;
  points: UseQueryResult<RecoveryPoint[]>;
  choosePoint: (name: string) => void;
  contents: UseQueryResult<PointContents['properties']>;
  /** The subscription of the target. */
  subscriptionId: string;
  /** The message to show at a field; undefined as long as its step was not left or checked. */
  messageAt: (field: RestoreField) => string | undefined;
  /** The request; undefined as long as something is missing. */
  request: RestoreRequest | undefined;
  /** The service's verdict on the request. */
  verdict: Pick<UseQueryResult<RestoreVerdict>, 'data' | 'error' | 'isFetching'>;
  /** Starts the validation, or shows what has to be filled in first. */
  validate: () => void;
  /** Why the restore was not started. */
  failure: Error | null;
}

export const RestoreWizardContext = createContext<RestoreWizard | undefined>(undefined);

export function useRestoreWizard(): RestoreWizard {
  const wizard = useContext(RestoreWizardContext);
  if (!wizard) throw new Error('useRestoreWizard works inside the Restore wizard only.');
  return wizard;
}

export const elementIdOf = fieldIds<RestoreField>('restore');
