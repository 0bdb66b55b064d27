/** What Create Backup Vault asks for, what is wrong with it, and what it sends. */
import { VAULT_TYPE, type Redundancy, type VaultInput } from '#protocol/data-protection.ts';
import { resourceGroupNameProblem, vaultNameProblem } from '#protocol/names.ts';
import { resourceGroupScope, resourceId, type ResourceId } from '#protocol/resource-id.ts';

export interface VaultForm {
  subscriptionId: string | undefined;
  /** A group that exists, or the name of one to create. */
  group: { isNew: boolean; name: string };
  name: string;
  region: string | undefined;
  redundancy: Redundancy;
}

export type VaultField = 'subscription' | 'group' | 'name' | 'region';

export const emptyVaultForm: VaultForm = {
  subscriptionId: undefined,
  group: { isNew: false, name: '' },
  name: '',
  region: undefined,
  redundancy: 'GeoRedundant',
};

/** In the order of the fields. The service is asked apart from this whether the name is free. */
export function vaultFormProblems(form: VaultForm, existingGroups: readonly string[]): Map<VaultField, string> {
  const problems: [VaultField, string | undefined][] = [
    ['subscription', form.subscriptionId === undefined ? 'Select a subscription.' : undefined],
    ['group', groupProblem(form.group, existingGroups)],
    ['name', vaultNameProblem(form.name)],
    ['region', form.region === undefined ? 'Select a region.' : undefined],
  ];
  return new Map(problems.filter((problem): problem is [VaultField, string] => problem[1] !== undefined));
}

/** What is wrong with a resource group that is chosen, or to be made beside those that exist. */
export function groupProblem({ isNew, name }: VaultForm['group'], existing: readonly string[]): string | undefined {
  if (!isNew) return name === '' ? 'Select or create a resource group.' : undefined;
  const isTaken = existing.some((each) => each.toLowerCase() === name.toLowerCase());
  return resourceGroupNameProblem(name) ?? (isTaken ? 'A resource group with this name already exists.' : undefined);
}

export const vaultIdOf = (form: VaultForm): ResourceId =>
  resourceId(resourceGroupScope(form.subscriptionId ?? '', form.group.name), VAULT_TYPE, form.name);

/** A vault as the portal makes it: with an identity of its own, and soft delete on. */
export const vaultInputOf = (form: VaultForm): VaultInput => ({
  location: form.region ?? '',
  identity: { type: 'SystemAssigned' },
  properties: {
    storageSettings: [{ datastoreType: 'VaultStore', type: form.redundancy }],
    securitySettings: {
      softDeleteSettings: { state: 'On', retentionDurationInDays: 14 },
      immutabilitySettings: { state: 'Disabled' },
    },
    featureSettings: { crossSubscriptionRestoreSettings: { state: 'Enabled' } },
    monitoringSettings: { azureMonitorAlertSettings: { alertsForAllJobFailures: 'Enabled' } },
  },
});
