/** The settings of a vault: the value of each, its meaning, and whether it can still change. Pure. */
import type { Vault, VaultStorageFacts } from '#protocol/data-protection.ts';
import {
  crossRegionRestoreText,
  crossSubscriptionRestoreText,
  immutabilityText,
  jobFailureAlertsText,
  softDeleteText,
  storageText,
  vaultRedundancyText,
} from '#ui/text/vault-text.ts';
import { isAlways } from '../settings/soft-delete.ts';

/** The panes that change a setting, as the address names them. */
export const SETTING_PANES = [
  'soft-delete',
  'immutability',
  'cross-region-restore',
  'cross-subscription-restore',
  'alerts',
  'proof',
  'second-storage',
] as const;
export type SettingPaneKey = (typeof SETTING_PANES)[number];

export const settingPaneIn = (text: string | null | undefined): SettingPaneKey | undefined =>
  SETTING_PANES.find((key) => key === text);

export interface VaultSetting {
  title: string;
  value: string;
  meaning: string;
  /** Absent for what can never be changed here. */
  change?: { pane: SettingPaneKey; label: string };
  /** Why it cannot change any more. */
  fixedBecause?: string;
}

/** In the portal's order (docs/reference/screens.md#backup-vault). `protectedItems` is undefined while unknown, and
 * `storages` are those that the back end tells of. */
export function vaultSettings(
  vault: Vault,
  protectedItems: number | undefined,
  storages: readonly VaultStorageFacts[] = [],
): VaultSetting[] {
  const { securitySettings } = vault.properties;
  const isGeo = vault.properties.storageSettings[0]?.type.toLowerCase() === 'georedundant';
  const crossesRegions = crossRegionRestoreText(vault) === 'Enabled';
  const isLocked = securitySettings.immutabilitySettings.state.toLowerCase() === 'locked';
  return [
    {
      title: 'Backup storage redundancy',
      value: vaultRedundancyText(vault),
      meaning: redundancyMeaning(vault, storages),
      fixedBecause: redundancyReason(protectedItems),
    },
    ...storageSetting(vault),
    ...copySetting(vault, storages),
    {
      title: 'Soft Delete',
      value: softDeleteText(vault),
      meaning: isAlways(securitySettings.softDeleteSettings.state)
        ? 'Deleted backup data can be undeleted until its retention period ends. Always on: only the days can be changed.'
        : 'Deleted backup data can be undeleted until its retention period ends.',
      change: { pane: 'soft-delete', label: 'Update' },
    },
    {
      title: 'Immutable vault',
      value: immutabilityText(vault),
      meaning: 'No recovery point can be deleted before it expires.',
      ...(isLocked
        ? { fixedBecause: 'Immutability is locked. Nobody can turn it off again.' }
        : { change: { pane: 'immutability', label: 'Settings' } }),
    },
    {
      title: 'Cross Region Restore',
      value: crossRegionRestoreText(vault),
      meaning: 'Recovery points can also be restored in the paired region.',
      ...(crossesRegions
        ? { fixedBecause: 'Cross region restore cannot be turned off again.' }
        : isGeo
          ? { change: { pane: 'cross-region-restore', label: 'Update' } }
          : { fixedBecause: 'Needs geo-redundant storage.' }),
    },
    {
      title: 'Cross Subscription Restore',
      value: crossSubscriptionRestoreText(vault),
      meaning: 'Recovery points can be restored into another subscription.',
      ...(crossSubscriptionRestoreText(vault) === 'Permanently disabled'
        ? { fixedBecause: 'It was disabled permanently, and can never be enabled for this vault again.' }
        : { change: { pane: 'cross-subscription-restore', label: 'Update' } }),
    },
    {
      title: 'Alerts for all job failures',
      value: jobFailureAlertsText(vault),
      meaning: 'Every job that fails raises an alert.',
      change: { pane: 'alerts', label: 'Update' },
    },
    ...proofSetting(vault),
  ];
}

/** Our extension: told of vaults that are stored elsewhere than in the server's own folder. */
function storageSetting({ properties: { vaultStorage } }: Vault): VaultSetting[] {
  if (!vaultStorage) return [];
  return [
    {
      title: 'Storage',
      value: storageText(vaultStorage),
      meaning: 'Where the recovery points of the vault lie, with their keys. The operator of the server set it up.',
      fixedBecause: 'It is chosen when a vault is created.',
    },
  ];
}

function redundancyMeaning(
  { properties: { vaultStorage, copyStorage } }: Vault,
  storages: readonly VaultStorageFacts[],
): string {
  const first = vaultStorage?.name ?? storages[0]?.name;
  if (first === undefined) return 'How many copies of the backup data are kept, and where.';
  return copyStorage
    ? `Every recovery point is kept in '${first}' and copied into '${copyStorage.name}'.`
    : `Recovery points are kept once, in '${first}'. A second storage makes it two copies.`;
}

/** Our extension (decision 44): where there is a second storage, or one that could be. */
function copySetting({ properties: { copyStorage } }: Vault, storages: readonly VaultStorageFacts[]): VaultSetting[] {
  if (copyStorage) {
    return [
      {
        title: 'Second storage',
        value: storageText(copyStorage),
        meaning:
          'Every recovery point is copied here, with the keys of the vault. A restore takes whichever copy is good.',
        fixedBecause: 'A second storage that a vault has stays.',
      },
    ];
  }
  if (storages.length < 2) return [];
  return [
    {
      title: 'Second storage',
      value: 'None',
      meaning:
        'Every recovery point would be copied there, those of before among them. It can be added once, and stays.',
      change: { pane: 'second-storage', label: 'Add' },
    },
  ];
}

/** Our extension: a back end that does not have it shows nothing of it. */
function proofSetting({ properties: { proofSettings } }: Vault): VaultSetting[] {
  if (!proofSettings) return [];
  const { drill, verify } = proofSettings;
  return [
    {
      title: 'Proof of restore points',
      value: `Drill: ${drill} · Verify: ${verify}`,
      meaning:
        'The newest restore point of each instance is restored into a scratch server and compared (drill), or every byte of it read back (verify).',
      change: { pane: 'proof', label: 'Update' },
    },
  ];
}

function redundancyReason(protectedItems: number | undefined): string {
  const rule = 'Storage redundancy cannot be changed after protecting items to the vault';
  if (protectedItems === undefined) return `${rule}.`;
  if (protectedItems > 0) {
    return `${rule}, and it protects ${String(protectedItems)} ${protectedItems === 1 ? 'item' : 'items'}.`;
  }
  return 'It is chosen when a vault is created. Nothing is protected here yet: to choose again, delete this vault and create it again.';
}
