import { describe, expect, it } from 'vitest';
import type { Vault, VaultProperties } from '#protocol/data-protection.ts';
import { settingPaneIn, vaultSettings } from './vault-setting-list.ts';

const properties: VaultProperties = {
  provisioningState: 'Succeeded',
  storageSettings: [{ datastoreType: 'VaultStore', type: 'GeoRedundant' }],
  isVaultProtectedByResourceGuard: false,
  monitoringSettings: { azureMonitorAlertSettings: { alertsForAllJobFailures: 'Enabled' } },
  securitySettings: {
    softDeleteSettings: { state: 'On', retentionDurationInDays: 14 },
    immutabilitySettings: { state: 'Disabled' },
  },
  featureSettings: {},
  secureScore: 'Minimum',
  bcdrSecurityLevel: 'Fair',
  replicatedRegions: [],
};
const vault = (part: Partial<VaultProperties> = {}): Vault => ({
  id: '/v',
  name: 'v',
  type: 't',
  location: 'westeurope',
  properties: { ...properties, ...part },
});
const setting = (title: string, of: Vault, protectedItems?: number) =>
  vaultSettings(of, protectedItems).find((each) => each.title === title);

describe('a setting that can change', () => {
  it.each(['Soft Delete', 'Immutable vault', 'Cross Region Restore', 'Cross Subscription Restore'])('%s', (title) => {
    const { change, fixedBecause } = setting(title, vault()) ?? {};
    expect(settingPaneIn(change?.pane ?? null)).toBe(change?.pane);
    expect(change).toBeDefined();
    expect(fixedBecause).toBeUndefined();
  });

  it('is soft delete also when it is always on, for its days', () => {
    const always = vault({
      securitySettings: {
        softDeleteSettings: { state: 'alwayson', retentionDurationInDays: 30 },
        immutabilitySettings: { state: 'Disabled' },
      },
    });
    expect(setting('Soft Delete', always)).toMatchObject({
      value: 'Always on, 30 days',
      meaning: expect.stringContaining('only the days can be changed') as string,
      change: { pane: 'soft-delete' },
    });
  });
});

describe('a setting that cannot change says why', () => {
  it.each<[string, Partial<VaultProperties>, string]>([
    [
      'Immutable vault',
      {
        securitySettings: {
          softDeleteSettings: { state: 'On', retentionDurationInDays: 14 },
          immutabilitySettings: { state: 'LOCKED' },
        },
      },
      'Immutability is locked. Nobody can turn it off again.',
    ],
    [
      'Cross Region Restore',
      { featureSettings: { crossRegionRestoreSettings: { state: 'Enabled' } } },
      'Cross region restore cannot be turned off again.',
    ],
    [
      'Cross Region Restore',
      { storageSettings: [{ datastoreType: 'VaultStore', type: 'zoneRedundant' }] },
      'Needs geo-redundant storage.',
    ],
    [
      'Cross Subscription Restore',
      { featureSettings: { crossSubscriptionRestoreSettings: { state: 'permanentlydisabled' } } },
      'It was disabled permanently, and can never be enabled for this vault again.',
    ],
  ])('%s', (title, part, reason) => {
    const found = setting(title, vault(part));
    expect(found?.fixedBecause).toBe(reason);
    expect(found?.change).toBeUndefined();
  });

  it.each([
    [undefined, 'Storage redundancy cannot be changed after protecting items to the vault.'],
    [1, 'Storage redundancy cannot be changed after protecting items to the vault, and it protects 1 item.'],
    [7, 'Storage redundancy cannot be changed after protecting items to the vault, and it protects 7 items.'],
  ])('the redundancy of %s protected items', (items, reason) => {
    expect(setting('Backup storage redundancy', vault(), items)?.fixedBecause).toBe(reason);
  });
});
