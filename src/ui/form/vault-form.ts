/** The form of Create Backup Vault: its fields, what is wrong with them, and what it sends. */
import { VAULT_TYPE, type Redundancy, type VaultInput, type VaultStorageFacts } from '#protocol/data-protection.ts';
import { vaultNameProblem } from '#protocol/names.ts';
import { resourceGroupScope, resourceId, type ResourceId } from '#protocol/resource-id.ts';
import { fieldProblems, type FieldProblem } from './field-problems.ts';
import { groupProblem, NO_GROUP, regionProblem, subscriptionProblem, type PlaceForm } from './place-form.ts';

export interface VaultForm extends PlaceForm {
  name: string;
  redundancy: Redundancy;
}

export type VaultField = 'subscription' | 'group' | 'name' | 'region';

export const emptyVaultForm: VaultForm = {
  group: NO_GROUP,
  name: '',
  redundancy: 'GeoRedundant',
};

/** What the service knows about the choices. */
export interface VaultFacts {
  /** Of the chosen subscription. */
  groupNames: readonly string[];
  /** Why the service does not accept the name; undefined when it does or was not queried. */
  nameTaken: string | undefined;
}

/** In the order of the fields; what only the service knows comes last. */
export function vaultFormProblems(form: VaultForm, { groupNames, nameTaken }: VaultFacts): FieldProblem<VaultField>[] {
  const wrongName = vaultNameProblem(form.name);
  return fieldProblems([
    ['subscription', subscriptionProblem(form.subscriptionId)],
    ['group', groupProblem(form.group, groupNames)],
    ['name', wrongName],
    ['region', regionProblem(form.region)],
    ['name', wrongName === undefined ? nameTaken : undefined],
  ]);
}

export const vaultIdOf = (form: VaultForm): ResourceId =>
  resourceId(resourceGroupScope(form.subscriptionId ?? '', form.group.name), VAULT_TYPE, form.name);

/** A vault as the portal makes it: with an identity of its own, and soft delete on. Its points are copied into `copyStorage`. */
export const vaultInputOf = (form: VaultForm, copyStorage?: VaultStorageFacts): VaultInput => ({
  location: form.region ?? '',
  identity: { type: 'SystemAssigned' },
  properties: {
    storageSettings: [{ datastoreType: 'VaultStore', type: form.redundancy }],
    ...(copyStorage && { copyStorage: { name: copyStorage.name } }),
    securitySettings: {
      softDeleteSettings: { state: 'On', retentionDurationInDays: 14 },
      immutabilitySettings: { state: 'Disabled' },
    },
    featureSettings: { crossSubscriptionRestoreSettings: { state: 'Enabled' } },
    monitoringSettings: { azureMonitorAlertSettings: { alertsForAllJobFailures: 'Enabled' } },
  },
});
