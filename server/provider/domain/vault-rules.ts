/** What a Backup vault may be, and what may not be taken back (docs/reference/arm.md#4-vaults). */
import {
  LOCAL_STORAGE,
  type ManagedIdentity,
  type ProofSettings,
  type Vault,
  type VaultProperties,
  type VaultStorageFacts,
} from '#protocol/data-protection.ts';
import { isImmutable } from '#protocol/immutability.ts';
import { DEFAULT_PROOF_SETTINGS } from '#protocol/proof.ts';
import { sameRegion } from '#protocol/resource-id.ts';
import { ArmFault } from '../fault.ts';
import { invalidField } from '../body.ts';
import { softDeleteRefusal } from './immutability.ts';
import { pairOf } from './locations.ts';

type SecuritySettings = VaultProperties['securitySettings'];

/** The part of a vault that a caller chooses, as sent; what is absent stays or becomes the default. */
export interface VaultSettings {
  storageSettings?: VaultProperties['storageSettings'];
  securitySettings?: {
    softDeleteSettings?: Partial<SecuritySettings['softDeleteSettings']>;
    immutabilitySettings?: SecuritySettings['immutabilitySettings'];
  };
  featureSettings?: VaultProperties['featureSettings'];
  monitoringSettings?: VaultProperties['monitoringSettings'];
  proofSettings?: ProofSettings;
  vaultStorage?: { name: string };
  copyStorage?: { name: string };
}

const DEFAULTS = {
  securitySettings: {
    softDeleteSettings: { state: 'On', retentionDurationInDays: 14 },
    immutabilitySettings: { state: 'Disabled' },
  },
  featureSettings: { crossSubscriptionRestoreSettings: { state: 'Enabled' } },
  monitoringSettings: { azureMonitorAlertSettings: { alertsForAllJobFailures: 'Enabled' } },
} satisfies Partial<VaultProperties>;

const is = (state: string | undefined, wanted: string): boolean => state?.toLowerCase() === wanted.toLowerCase();

/**
 * The properties of a vault after a PUT or PATCH. Throws a 400 that names the setting for a combination that the
 * service refuses, and for a step that cannot be undone.
 */
export function vaultProperties(
  settings: VaultSettings,
  location: string,
  before: VaultProperties | undefined,
  holdsBackups: boolean,
): VaultProperties {
  const storageSettings = settings.storageSettings ?? before?.storageSettings ?? [];
  const securitySettings = securityAfter(
    settings.securitySettings,
    before?.securitySettings ?? DEFAULTS.securitySettings,
  );
  const featureSettings = { ...DEFAULTS.featureSettings, ...before?.featureSettings, ...settings.featureSettings };
  const redundancy = storageSettings[0]?.type;

  if (storageSettings.length !== 1) throw invalidField('properties.storageSettings', 'It must hold exactly one entry.');
  if (is(featureSettings.crossRegionRestoreSettings?.state, 'Enabled') && !is(redundancy, 'GeoRedundant')) {
    throw invalidField(
      'properties.featureSettings.crossRegionRestoreSettings',
      'Cross region restore needs GeoRedundant storage. Choose GeoRedundant, or leave cross region restore disabled.',
    );
  }
  if (before) checkSteps(before, { storageSettings, securitySettings, featureSettings }, holdsBackups);

  return {
    provisioningState: before ? 'Updating' : 'Provisioning',
    storageSettings,
    isVaultProtectedByResourceGuard: false,
    monitoringSettings: settings.monitoringSettings ?? before?.monitoringSettings ?? DEFAULTS.monitoringSettings,
    securitySettings,
    featureSettings,
    proofSettings: settings.proofSettings ?? before?.proofSettings ?? DEFAULT_PROOF_SETTINGS,
    ...score(securitySettings),
    replicatedRegions: is(redundancy, 'GeoRedundant') ? [pairOf(location)].filter((pair) => pair !== undefined) : [],
  };
}

/**
 * Where the recovery points of a vault lie, as its properties say it: chosen among `storages` when the vault is created, and
 * never changed. Throws a 400 for one that there is not, and for another one than before.
 */
export function storageAfter(
  name: string | undefined,
  before: Pick<Vault, 'properties'> | undefined,
  storages: readonly VaultStorageFacts[],
): Pick<VaultProperties, 'vaultStorage'> {
  const was = before?.properties.vaultStorage;
  if (before !== undefined) {
    if (name !== undefined && !is(name, (was ?? LOCAL_STORAGE).name)) {
      throw new ArmFault(
        400,
        'UserErrorVaultStorageChangeNotAllowed',
        `The recovery points of the vault are stored in '${(was ?? LOCAL_STORAGE).name}', which is chosen when a vault is created. Create another vault.`,
      );
    }
    return was ? { vaultStorage: was } : {};
  }
  if (name === undefined) return {};
  const found = storageNamed(name, storages, 'properties.vaultStorage.name');
  return found.name === LOCAL_STORAGE.name ? {} : { vaultStorage: { ...found } };
}

function storageNamed(name: string, storages: readonly VaultStorageFacts[], field: string): VaultStorageFacts {
  const found = storages.find((each) => is(each.name, name));
  if (found) return found;
  throw invalidField(
    field,
    `There is no storage '${name}'. It must be one of ${storages.map((each) => `'${each.name}'`).join(', ')}.`,
  );
}

/**
 * The second storage of a vault that is stored in `first`, as its properties say it (decision 44). It may be added at any time, and is
 * neither changed nor taken away: what is in it would be nobody's. Throws a 400 for one that there is not, for the first one, and
 * for another one than before.
 */
export function copyStorageAfter(
  sent: { name: string } | undefined,
  before: Pick<Vault, 'properties'> | undefined,
  { vaultStorage: first = LOCAL_STORAGE }: Pick<VaultProperties, 'vaultStorage'>,
  storages: readonly VaultStorageFacts[],
): Pick<VaultProperties, 'copyStorage'> {
  const was = before?.properties.copyStorage;
  if (was) {
    if (sent === undefined || is(sent.name, was.name)) return { copyStorage: was };
    throw new ArmFault(
      400,
      'UserErrorVaultCopyStorageChangeNotAllowed',
      `The recovery points of the vault are also copied into '${was.name}'. A second storage that a vault has stays. To have a vault without it, create another one.`,
      { target: 'properties.copyStorage.name' },
    );
  }
  if (sent === undefined) return {};
  const found = storageNamed(sent.name, storages, 'properties.copyStorage.name');
  if (is(found.name, first.name)) {
    throw invalidField(
      'properties.copyStorage.name',
      `The vault is stored in '${first.name}' already. The second storage must be another one.`,
    );
  }
  return { copyStorage: { ...found } };
}

const GEO_REDUNDANT: VaultProperties['storageSettings'] = [{ datastoreType: 'VaultStore', type: 'GeoRedundant' }];

/**
 * What a caller asks for, and what there was, as they are with a second storage: it is what makes a vault `GeoRedundant` here, also one that gets
 * it later. Throws a 400 when another redundancy is asked for beside it.
 */
export function withCopyStorage(
  settings: VaultSettings,
  before: VaultProperties | undefined,
  { copyStorage }: Pick<VaultProperties, 'copyStorage'>,
): { settings: VaultSettings; before: VaultProperties | undefined } {
  if (!copyStorage) return { settings, before };
  const asked = settings.storageSettings?.[0]?.type;
  if (asked !== undefined && !is(asked, 'GeoRedundant')) {
    throw invalidField(
      'properties.storageSettings',
      `A vault whose recovery points are copied into a second storage is GeoRedundant. Choose GeoRedundant, or leave copyStorage out.`,
    );
  }
  return {
    settings: { ...settings, storageSettings: settings.storageSettings ?? GEO_REDUNDANT },
    before: before && { ...before, storageSettings: GEO_REDUNDANT },
  };
}

const securityAfter = (sent: VaultSettings['securitySettings'], before: SecuritySettings): SecuritySettings => ({
  // A state sent without days keeps the days that were chosen before.
  softDeleteSettings: { ...before.softDeleteSettings, ...sent?.softDeleteSettings },
  immutabilitySettings: sent?.immutabilitySettings ?? before.immutabilitySettings,
});

function checkSteps(
  before: VaultProperties,
  next: Pick<VaultProperties, 'storageSettings' | 'securitySettings' | 'featureSettings'>,
  holdsBackups: boolean,
): void {
  const { softDeleteSettings, immutabilitySettings } = before.securitySettings;
  const refuse = (code: string, message: string): ArmFault => new ArmFault(400, code, message);

  if (is(softDeleteSettings.state, 'AlwaysOn') && !is(next.securitySettings.softDeleteSettings.state, 'AlwaysOn')) {
    throw refuse('UserErrorDisableSoftDeleteNotAllowed', 'Cannot disable soft delete once set to AlwaysOn');
  }
  if (is(immutabilitySettings.state, 'Locked') && !is(next.securitySettings.immutabilitySettings.state, 'Locked')) {
    throw refuse(
      'UserErrorUnsupportedVaultImmutabilityStateChange',
      'The immutable vault property for this vault is locked, hence, this setting cannot be disabled.',
    );
  }
  // What protects now decides: immutability is turned off by a step of its own.
  const weakened = isImmutable({ properties: before })
    ? softDeleteRefusal(softDeleteSettings, next.securitySettings.softDeleteSettings)
    : undefined;
  if (weakened) throw refuse(weakened.code, weakened.message);
  if (
    is(before.featureSettings.crossRegionRestoreSettings?.state, 'Enabled') &&
    !is(next.featureSettings.crossRegionRestoreSettings?.state, 'Enabled')
  ) {
    throw refuse(
      'UserErrorCrossRegionRestoreStateChangeNotAllowed',
      'CrossRegionRestore state cannot be changed from Enabled to Disabled.',
    );
  }
  if (
    is(before.featureSettings.crossSubscriptionRestoreSettings?.state, 'PermanentlyDisabled') &&
    !is(next.featureSettings.crossSubscriptionRestoreSettings?.state, 'PermanentlyDisabled')
  ) {
    throw refuse(
      'UserErrorCrossSubscriptionRestoreStateChangeNotAllowed',
      'CrossSubscriptionRestore state cannot be changed once it is PermanentlyDisabled.',
    );
  }
  if (holdsBackups && !is(before.storageSettings[0]?.type, next.storageSettings[0]?.type ?? '')) {
    throw refuse(
      'UserErrorStorageTypeChangeNotAllowed',
      'The backup storage redundancy cannot be changed once something is protected in the vault. Create another vault.',
    );
  }
}

// The four cases that were seen in real responses; immutability otherwise does not count.
function score({ softDeleteSettings, immutabilitySettings }: SecuritySettings): {
  secureScore: string;
  bcdrSecurityLevel: string;
} {
  if (is(softDeleteSettings.state, 'Off')) return { secureScore: 'None', bcdrSecurityLevel: 'Poor' };
  if (is(softDeleteSettings.state, 'AlwaysOn') || is(immutabilitySettings.state, 'Locked')) {
    return { secureScore: 'Adequate', bcdrSecurityLevel: 'Good' };
  }
  return { secureScore: 'Minimum', bcdrSecurityLevel: 'Fair' };
}

/** A vault as it is shown: one from before recovery points were proven has the default. */
export const shownVault = (vault: Vault): Vault => ({
  ...vault,
  properties: { ...vault.properties, proofSettings: vault.properties.proofSettings ?? DEFAULT_PROOF_SETTINGS },
});

/** What a vault shows while the clock has jumped. */
export const clockNotice = ({ from, to }: { from: Date; to: Date }): NonNullable<VaultProperties['clockNotice']> => ({
  since: from.toISOString(),
  message:
    `The clock of the server went from ${from.toISOString()} to ${to.toISOString()} at once. No recovery point expires and ` +
    'no deleted data is purged until the clock is right again. If the server was off or asleep and its clock is right, ' +
    'run npm run confirm-clock on its machine.',
});

/** Throws ARM's 409 when a vault of that name exists in another region. */
export function checkVaultLocation(before: Vault | undefined, location: string, group: string): void {
  if (!before || sameRegion(before.location, location)) return;
  throw new ArmFault(
    409,
    'InvalidResourceLocation',
    `The resource '${before.name}' already exists in location '${before.location}' in resource group '${group}'. A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`,
    { target: 'location' },
  );
}

/** Whether the vault has an identity of its own. */
export const hasSystemIdentity = (identity: ManagedIdentity | undefined): boolean =>
  identity?.type.toLowerCase() === 'systemassigned';

/** Whether deleted backup data is kept for a while. */
export const keepsDeletedData = ({ properties }: Vault): boolean =>
  !is(properties.securitySettings.softDeleteSettings.state, 'Off');

/** The words are the service's, the code is not known (docs/reference/arm.md#32-service-codes). */
export const vaultNotEmpty = (): ArmFault =>
  new ArmFault(
    400,
    'UserErrorVaultNotEmpty',
    'Cannot delete the Backup vault as there are existing backup instances or backup policies in the vault. Delete all backup instances and backup policies that are present in the vault and then try deleting the vault.',
  );

/** Nothing that a person could delete is left: the bytes of what has expired are on their way out. */
export const vaultStillRemoving = (name: string, points: number): ArmFault =>
  new ArmFault(
    409,
    'UserErrorVaultStillRemoving',
    `The Backup vault '${name}' holds no backup instances and no backup policies any more, but the files of ${
      points === 1 ? 'one recovery point' : `${String(points)} recovery points`
    } that expired are still to be removed from its storage. Wait until that is done, and then delete the vault. If it does not end, the storage cannot be written to: the operator of Backup Portal finds the reason in its log.`,
  );
