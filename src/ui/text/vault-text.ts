/** A vault's settings in words. A value that the service added since is shown as it came. */
import type { Redundancy, Vault, VaultStorageFacts } from '#protocol/data-protection.ts';

const REDUNDANCY_TEXTS: Readonly<Record<string, string>> = {
  georedundant: 'Geo-redundant',
  zoneredundant: 'Zone-redundant',
  locallyredundant: 'Locally-redundant',
};

/** How many copies the vault keeps and where, in the portal's words. */
export const redundancyText = (redundancy: Redundancy): string =>
  REDUNDANCY_TEXTS[redundancy.toLowerCase()] ?? redundancy;

/** The redundancy of a vault's backup storage, in words. */
export const vaultRedundancyText = (vault: Vault): string =>
  redundancyText(vault.properties.storageSettings[0]?.type ?? 'Unknown');

const STORAGE_TYPES: Readonly<Record<string, string>> = {
  localfolder: 'a folder of the server',
  s3: 'S3-compatible',
  azureblob: 'Azure Blob Storage',
};

/** Where recovery points lie, such as `offsite (Azure Blob Storage)`. */
export const storageText = ({ name, type }: VaultStorageFacts): string =>
  `${name} (${STORAGE_TYPES[type.toLowerCase()] ?? type})`;

/**
 * Such as `On, 14 days`. The service keeps the case in which the state was once sent (docs/reference/arm.md#quirk-11).
 */
export function softDeleteText(vault: Vault): string {
  const { state, retentionDurationInDays: days } = vault.properties.securitySettings.softDeleteSettings;
  const key = state.toLowerCase();
  if (key === 'off') return 'Off';
  return `${key === 'alwayson' ? 'Always on' : key === 'on' ? 'On' : state}, ${Math.round(days)} days`;
}

/** `Disabled`, `Enabled` or `Enabled and locked`. */
export function immutabilityText(vault: Vault): string {
  const { state } = vault.properties.securitySettings.immutabilitySettings;
  const texts: Readonly<Record<string, string>> = {
    disabled: 'Disabled',
    unlocked: 'Enabled',
    locked: 'Enabled and locked',
  };
  return texts[state.toLowerCase()] ?? state;
}

const SETTING_TEXTS: Readonly<Record<string, string>> = {
  enabled: 'Enabled',
  disabled: 'Disabled',
  permanentlydisabled: 'Permanently disabled',
};

/** The state of a setting that is enabled or disabled, in words. */
export const settingText = (state: string): string => SETTING_TEXTS[state.toLowerCase()] ?? state;

/** `Enabled`, `Disabled`; a vault that does not say has it disabled. */
export function crossRegionRestoreText({ properties }: Vault): string {
  const { state } = properties.featureSettings.crossRegionRestoreSettings ?? { state: 'Disabled' };
  return settingText(state);
}

/** `Enabled`, `Disabled` or `Permanently disabled`; a vault that does not say has it enabled, as new ones have. */
export function crossSubscriptionRestoreText({ properties }: Vault): string {
  const { state } = properties.featureSettings.crossSubscriptionRestoreSettings ?? { state: 'Enabled' };
  return settingText(state);
}

/** Whether every failed job raises an alert: `Enabled` or `Disabled`. */
export function jobFailureAlertsText({ properties }: Vault): string {
  const { alertsForAllJobFailures: state } = properties.monitoringSettings.azureMonitorAlertSettings;
  return settingText(state);
}
