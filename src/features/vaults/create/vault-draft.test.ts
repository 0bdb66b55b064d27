import { describe, expect, it } from 'vitest';
import { softDeleteByDefault } from '../settings/soft-delete.ts';
import { createVaultWizard, keptVaultDraft } from './create-vault-wizard.ts';
import { emptyVaultDraft, reduceVaultDraft, vaultInputFrom, type VaultDraft } from './vault-draft.ts';
import { foreverChoices } from './vault-problems.ts';

const { problems: draftProblems } = createVaultWizard;
const isVaultDraft = (stored: unknown) => keptVaultDraft.safeParse(stored).success;

const full: VaultDraft = {
  ...emptyVaultDraft,
  subscriptionId: '11111111-1111-4111-8111-111111111111',
  group: { isNew: false, name: 'rg-backup' },
  name: 'bv-new',
  region: 'westeurope',
};
const changed = (draft: VaultDraft, part: Partial<VaultDraft>) => reduceVaultDraft(draft, { type: 'changed', part });

describe('a change of the draft', () => {
  it('of the subscription gives up the resource group, which belongs to the other one', () => {
    expect(changed(full, { subscriptionId: 'other' }).group).toEqual({ isNew: false, name: '' });
    expect(changed(full, { subscriptionId: full.subscriptionId }).group).toEqual(full.group);
  });

  it('of the redundancy gives up cross region restore where there is no other region', () => {
    const across = changed(full, { crossRegionRestore: true });
    expect(across.crossRegionRestore).toBe(true);
    expect(changed(across, { redundancy: 'ZoneRedundant' }).crossRegionRestore).toBe(false);
    expect(changed(across, { name: 'other' }).crossRegionRestore).toBe(true);
  });

  it('is something to lose', () => {
    expect(emptyVaultDraft.touched).toBe(false);
    expect(changed(emptyVaultDraft, { name: 'a' }).touched).toBe(true);
  });
});

describe('what a draft sends', () => {
  it('is the default vault when nothing was changed', () => {
    const { tags, properties } = vaultInputFrom(full, []);
    expect(tags).toBeUndefined();
    expect(properties.securitySettings).toEqual({
      softDeleteSettings: { state: 'On', retentionDurationInDays: 14 },
      immutabilitySettings: { state: 'Disabled' },
    });
    expect(properties.featureSettings).toEqual({ crossSubscriptionRestoreSettings: { state: 'Enabled' } });
  });

  it('is everything that was chosen', () => {
    const input = vaultInputFrom(
      {
        ...full,
        crossRegionRestore: true,
        crossSubscriptionRestore: { state: 'PermanentlyDisabled', isConfirmed: true },
        softDelete: { isOn: true, days: '90', isAlwaysOn: true, isConfirmed: true },
        isImmutable: true,
        tags: [{ name: 'env', value: 'prod' }],
      },
      [],
    );
    expect(input).toMatchObject({
      location: 'westeurope',
      tags: { env: 'prod' },
      identity: { type: 'SystemAssigned' },
      properties: {
        storageSettings: [{ datastoreType: 'VaultStore', type: 'GeoRedundant' }],
        securitySettings: {
          softDeleteSettings: { state: 'AlwaysOn', retentionDurationInDays: 90 },
          immutabilitySettings: { state: 'Unlocked' },
        },
        featureSettings: {
          crossSubscriptionRestoreSettings: { state: 'PermanentlyDisabled' },
          crossRegionRestoreSettings: { state: 'Enabled' },
        },
      },
    });
  });
});

describe('what is wrong with a draft', () => {
  const facts = { groupNames: ['rg-backup'], nameTaken: undefined };

  it('is nothing when all of it is filled in', () => {
    expect(draftProblems(full, facts)).toEqual([]);
  });

  it('is reported step by step', () => {
    const wrong: VaultDraft = {
      ...full,
      region: undefined,
      crossSubscriptionRestore: { state: 'PermanentlyDisabled', isConfirmed: false },
      softDelete: { ...softDeleteByDefault, days: '7', isAlwaysOn: true },
      tags: [{ name: '', value: 'x' }],
    };
    expect(draftProblems(wrong, { ...facts, nameTaken: 'Taken.' }).map(({ step, field }) => [step, field])).toEqual([
      ['basics', 'region'],
      ['basics', 'name'],
      ['properties', 'crossSubscription'],
      ['properties', 'days'],
      ['properties', 'alwaysOn'],
      ['tags', 'tags'],
    ]);
  });

  it('does not hide a name that is wrong in itself behind one that is taken', () => {
    const [problem] = draftProblems({ ...full, name: '1' }, { ...facts, nameTaken: 'Taken.' });
    expect(problem?.message).toMatch(/^The name must be 2 - 50/);
  });
});

it('names what cannot be taken back', () => {
  expect(foreverChoices(full)).toEqual([]);
  expect(
    foreverChoices({ ...full, crossRegionRestore: true, softDelete: { ...softDeleteByDefault, isAlwaysOn: true } }),
  ).toEqual(['Cross region restore cannot be turned off again.', 'Always-on soft delete cannot be turned off again.']);
});

describe('what a tab kept', () => {
  it('is a draft when it came from one', () => {
    const draft: VaultDraft = { ...full, tags: [{ name: 'a', value: 'b' }], checked: ['basics'], touched: true };
    expect(isVaultDraft(JSON.parse(JSON.stringify(draft)))).toBe(true);
    expect(isVaultDraft(JSON.parse(JSON.stringify(emptyVaultDraft)))).toBe(true);
  });

  it.each([
    [null],
    ['text'],
    [{}],
    [{ ...full, group: 'rg' }],
    [{ ...full, tags: [null] }],
    [{ ...full, redundancy: 'Triple' }],
    [{ ...full, softDelete: { days: '14' } }],
    [{ ...full, crossSubscriptionRestore: { state: 'Sometimes', isConfirmed: false } }],
    [{ ...full, checked: ['elsewhere'] }],
  ])('%j is none', (stored) => {
    expect(isVaultDraft(stored)).toBe(false);
  });

  it('is copied into another storage when it is geo-redundant and there is one', () => {
    const [local, offsite, archive] = ['local', 'offsite', 'archive'].map((name) => ({ name, type: 'S3' }));
    const all = [local, offsite, archive].filter((each) => each !== undefined);
    const copyIn = (change: Partial<VaultDraft>, storages = all) =>
      vaultInputFrom({ ...full, ...change }, storages).properties.copyStorage?.name;
    expect(copyIn({})).toBe('offsite');
    expect(copyIn({ copyStorage: 'archive' })).toBe('archive');
    expect(copyIn({ storage: 'offsite' })).toBe('local');
    expect(copyIn({ storage: 'offsite', copyStorage: 'offsite' })).toBe('local');
    expect(copyIn({ redundancy: 'LocallyRedundant' })).toBeUndefined();
    expect(copyIn({}, all.slice(0, 1))).toBeUndefined();
    expect(copyIn({}, [])).toBeUndefined();
  });
});
