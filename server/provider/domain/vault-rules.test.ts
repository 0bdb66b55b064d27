import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VaultProperties } from '#protocol/data-protection.ts';
import { ArmFault } from '../fault.ts';
import { vaultProperties, type VaultSettings } from './vault-rules.ts';

const REGION = 'westeurope';
const geo: VaultSettings = { storageSettings: [{ datastoreType: 'VaultStore', type: 'GeoRedundant' }] };
const made = (settings: VaultSettings = {}) => vaultProperties({ ...geo, ...settings }, REGION, undefined, false);
const changed = (before: VaultProperties, settings: VaultSettings, holdsBackups = false) =>
  vaultProperties(settings, REGION, before, holdsBackups);

const softDelete = (state: string, retentionDurationInDays?: number): VaultSettings => ({
  securitySettings: {
    softDeleteSettings: { state, ...(retentionDurationInDays !== undefined && { retentionDurationInDays }) },
  },
});
const immutability = (state: string): VaultSettings => ({ securitySettings: { immutabilitySettings: { state } } });
const crossRegion = (state: string): VaultSettings => ({
  featureSettings: { crossRegionRestoreSettings: { state } },
});
const crossSubscription = (state: string): VaultSettings => ({
  featureSettings: { crossSubscriptionRestoreSettings: { state } },
});
const redundancy = (type: string): VaultSettings => ({ storageSettings: [{ datastoreType: 'VaultStore', type }] });

describe('a vault that was just made', () => {
  it('has soft delete on for 14 days, no immutability, and restores into other subscriptions', () => {
    expect(made()).toMatchObject({
      securitySettings: {
        softDeleteSettings: { state: 'On', retentionDurationInDays: 14 },
        immutabilitySettings: { state: 'Disabled' },
      },
      featureSettings: { crossSubscriptionRestoreSettings: { state: 'Enabled' } },
    });
  });

  it('gets the default days with a state that was sent without any', () => {
    expect(made(softDelete('AlwaysOn')).securitySettings.softDeleteSettings.retentionDurationInDays).toBe(14);
  });
});

describe('a change', () => {
  it('leaves alone what it does not name', () => {
    const before = made({ ...softDelete('On', 90), ...crossSubscription('Disabled') });
    const after = changed(before, immutability('Unlocked'));
    expect(after.securitySettings.softDeleteSettings).toEqual({ state: 'On', retentionDurationInDays: 90 });
    expect(after.featureSettings).toEqual(before.featureSettings);
    expect(after.storageSettings).toEqual(before.storageSettings);
  });

  it('of the state of soft delete keeps the days', () => {
    const after = changed(made(softDelete('On', 90)), softDelete('AlwaysOn'));
    expect(after.securitySettings.softDeleteSettings).toEqual({ state: 'AlwaysOn', retentionDurationInDays: 90 });
  });

  it.each([
    ['soft delete that is always on', softDelete('AlwaysOn'), softDelete('On'), 'UserErrorDisableSoftDeleteNotAllowed'],
    [
      'soft delete that is always on',
      softDelete('alwayson'),
      softDelete('Off'),
      'UserErrorDisableSoftDeleteNotAllowed',
    ],
    [
      'locked immutability',
      immutability('Locked'),
      immutability('Unlocked'),
      'UserErrorUnsupportedVaultImmutabilityStateChange',
    ],
    [
      'locked immutability',
      immutability('LOCKED'),
      immutability('Disabled'),
      'UserErrorUnsupportedVaultImmutabilityStateChange',
    ],
    [
      'cross region restore',
      crossRegion('Enabled'),
      crossRegion('Disabled'),
      'UserErrorCrossRegionRestoreStateChangeNotAllowed',
    ],
    [
      'cross subscription restore that is disabled for ever',
      crossSubscription('PermanentlyDisabled'),
      crossSubscription('Enabled'),
      'UserErrorCrossSubscriptionRestoreStateChangeNotAllowed',
    ],
  ])('does not take back %s', (_, from, to, code) => {
    expect(() => changed(made(from), to)).toThrow(
      expect.objectContaining({ body: expect.objectContaining({ code }) as object }),
    );
  });

  it.each([
    [softDelete('Off')],
    [softDelete('AlwaysOn')],
    [immutability('Unlocked')],
    [immutability('Locked')],
    [crossRegion('Enabled')],
    [crossSubscription('Disabled')],
    [crossSubscription('PermanentlyDisabled')],
    [redundancy('LocallyRedundant')],
  ])('%j is taken by a vault that was just made', (to) => {
    expect(changed(made(), to)).toMatchObject(to);
  });

  it('of the redundancy is refused once something is protected, and one to the same is none', () => {
    expect(() => changed(made(), redundancy('LocallyRedundant'), true)).toThrow(/redundancy cannot be changed/);
    expect(changed(made(), redundancy('georedundant'), true).storageSettings[0]?.type).toBe('georedundant');
  });

  it('of the redundancy is refused while cross region restore needs it', () => {
    expect(() => changed(made(crossRegion('Enabled')), redundancy('ZoneRedundant'))).toThrow(/needs GeoRedundant/);
  });
});

it('whatever is tried, what is for ever stays', () => {
  const attempt = fc.oneof(
    fc.record({ state: fc.constantFrom('Off', 'On', 'AlwaysOn') }).map(({ state }) => softDelete(state)),
    fc.constantFrom('Disabled', 'Unlocked', 'Locked').map(immutability),
    fc.constantFrom('Enabled', 'Disabled').map(crossRegion),
    fc.constantFrom('Enabled', 'Disabled', 'PermanentlyDisabled').map(crossSubscription),
  );
  const forEver = ({ securitySettings, featureSettings }: VaultProperties) => [
    securitySettings.softDeleteSettings.state === 'AlwaysOn',
    securitySettings.immutabilitySettings.state === 'Locked',
    featureSettings.crossRegionRestoreSettings?.state === 'Enabled',
    featureSettings.crossSubscriptionRestoreSettings?.state === 'PermanentlyDisabled',
  ];
  fc.assert(
    fc.property(fc.array(attempt, { maxLength: 12 }), (attempts) => {
      let vault = made();
      for (const settings of attempts) {
        const before = forEver(vault);
        try {
          vault = changed(vault, settings);
        } catch (error) {
          if (!(error instanceof ArmFault)) throw error;
        }
        forEver(vault).forEach((is, at) => expect(is || before[at] === false).toBe(true));
      }
    }),
  );
});
