import { createContext, useContext, type Dispatch } from 'react';
import type { DatasourceType } from '#protocol/datasource-type.ts';
import type { BackupPolicyProperties } from '#protocol/policy.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { fieldIds } from '#ui/form/field-problems.ts';
import type { PolicyForm, PolicyFormEvent } from './policy-form.ts';
import type { PolicyField } from './policy-problems.ts';

/** What every step of Create Backup Policy uses. */
export interface PolicyCreation {
  vaultId: ResourceId;
  /** The datasource type of the policy. */
  kind: DatasourceType;
  form: PolicyForm;
  dispatch: Dispatch<PolicyFormEvent>;
  /** The policy that the form makes. */
  policy: BackupPolicyProperties;
  /** The message to show at a field; undefined as long as its step was not left or submitted. */
  messageAt: (field: PolicyField) => string | undefined;
  /** What is wrong with the name, whether or not it is shown yet. */
  nameProblem: string | undefined;
  /** Why it was not created. */
  failure: Error | null;
}

export const PolicyCreationContext = createContext<PolicyCreation | undefined>(undefined);

export function usePolicyCreation(): PolicyCreation {
  const creation = useContext(PolicyCreationContext);
  if (!creation) throw new Error('usePolicyCreation works inside Create Backup Policy only.');
  return creation;
}

export const elementIdOf = fieldIds<PolicyField>('create-policy');
