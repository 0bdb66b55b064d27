import { createContext, useContext, type Dispatch } from 'react';
import type { DatasourceType } from '#protocol/datasource-type.ts';
import type { BackupPolicy, BackupPolicyProperties } from '#protocol/policy.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import type { PolicyForm, PolicyFormEvent } from './policy-form.ts';
import type { PolicyField, PolicyProblem } from './policy-problems.ts';
import type { StepSlug } from './step-slugs.ts';

/** What every tab of Create Backup Policy works with. */
export interface PolicyCreation {
  vaultId: ResourceId;
  /** What the policy is for. */
  kind: DatasourceType;
  form: PolicyForm;
  dispatch: Dispatch<PolicyFormEvent>;
  /** What the form becomes on the wire. */
  policy: BackupPolicyProperties;
  /** Everything that still keeps the policy from being created. */
  problems: readonly PolicyProblem[];
  /** The message to show at a field; undefined as long as its tab was not left or submitted. */
  messageAt: (field: PolicyField) => string | undefined;
  addressOf: (step: StepSlug) => string;
  creation: { error: Error | null; isPending: boolean; data: BackupPolicy | undefined };
}

export const PolicyCreationContext = createContext<PolicyCreation | undefined>(undefined);

export function usePolicyCreation(): PolicyCreation {
  const creation = useContext(PolicyCreationContext);
  if (!creation) throw new Error('usePolicyCreation works inside Create Backup Policy only.');
  return creation;
}

/** The id of the element that takes the focus when a field has a problem. */
export const elementIdOf = (field: PolicyField): string => `create-policy-${field}`;
