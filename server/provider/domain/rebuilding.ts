/**
 * What a state has to hold that is made again from what a storage says by itself (decision 45). Where the storage says two things,
 * or nothing, what is kept longer wins: no point goes earlier than it would have, and none before a person has looked.
 */
import type { ManagementLock, RoleAssignment } from '#protocol/authorization.ts';
import type { PointOrigin, Vault, VaultProperties, VaultStorageFacts } from '#protocol/data-protection.ts';
import { LOCAL_STORAGE, POLICY_TYPE, VAULT_TYPE } from '#protocol/data-protection.ts';
import type { PostgresServer } from '#protocol/postgres.ts';
import { groupScopeOf, idKey, lastName, resourceId, type ResourceId } from '#protocol/resource-id.ts';
import type { ResourceGroup, Subscription } from '#protocol/resources.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import type { CatalogueDocument, InstanceDocument, VaultDocument } from '../catalogue-documents.ts';
import { userFacingError } from '../fault.ts';
import type { DeletedInstanceRecord, InstanceRecord, PolicyRecord, RecoveryPointRecord } from '../records.ts';
import { inState, newInstance } from './instance-rules.ts';
import { copied, copyDamaged, copyIn, inOneStorage, otherCopy, toBeCopied, type CopyName } from './point-copies.ts';
import { damagedPoint } from './proofs.ts';
import { importedPoint, newRecoveryPoint, withExpiry } from './recovery-points.ts';
import { ticks } from './time.ts';
import { vaultProperties } from './vault-rules.ts';

/** A recovery point as its storage has it. */
export interface FoundPoint {
  vaultId: ResourceId;
  instanceId: ResourceId;
  recoveryPointId: string;
  /** Of its manifest; absent when there is none that counts. */
  manifest?: {
    serverId: ResourceId;
    retentionTag: string;
    startedAt: string;
    isComplete: boolean;
    /** Null when nothing ends it; absent in points of before it was written there. */
    expiryTime?: string | null;
    imported?: PointOrigin;
    /** Absent for points from before manifests were signed. */
    manifestSha256?: string;
  };
  /** Why its manifest does not count. */
  problem?: string;
}

export interface FoundVault {
  vaultId: ResourceId;
  /** Where it was found; undefined is the server's own folder. */
  storage: VaultStorageFacts | undefined;
  documents: CatalogueDocument[];
  points: FoundPoint[];
  /** What is in its second storage; absent where there is none, or where that one was not read, or alone. */
  second?: FoundPoint[];
}

interface PlacedPoint extends FoundPoint {
  /** The copy that is not good, where the other one is. */
  without?: { copy: CopyName; problem: string };
}

export interface RebuiltVault {
  vault: Vault;
  /** Whether its settings are known; what keeps more is assumed otherwise. */
  isDescribed: boolean;
  policies: PolicyRecord[];
  locks: ManagementLock[];
  roleAssignments: RoleAssignment[];
  subscriptions: Subscription[];
  groups: ResourceGroup[];
  instances: RebuiltInstance[];
  /** Points from before manifests were signed, which no document knows: left where they are. */
  unsigned: FoundPoint[];
  /** The states whose documents are all in here. */
  keepers: string[];
}

export interface RebuiltInstance {
  record: { kept: InstanceRecord } | { deleted: DeletedInstanceRecord };
  isDescribed: boolean;
  /** The state of its protection when it was written down; undefined when it was not. */
  was: string | undefined;
  server: PostgresServer | undefined;
  points: RecoveryPointRecord[];
  /** Names of points that its document has and the storage has not. */
  lost: string[];
}

export interface RebuildOptions {
  now: Date;
  tenantId: string;
  newId: () => string;
  /** Of vaults whose own is not known. */
  region: string;
  /** Points from before manifests were signed count, too: nothing proves that they are what was written. */
  withUnsigned?: boolean;
}

/** A policy that no document has, by its name: points say which rule keeps them, and not how long. */
const LOST_POLICY = 'lost-with-the-state';

const BROUGHT_BACK = 'BroughtBackFromStorage';

export function rebuiltVault(found: FoundVault, options: RebuildOptions): RebuiltVault {
  const own = newestFirst(found.documents.filter((one) => one.kind === 'vault'));
  const described = newestFirst(found.documents.filter((one) => one.kind === 'instance'));
  const vault = vaultOf(found, own, described, options);
  const placed = placedPoints(found, described);
  const unsigned = options.withUnsigned === true ? [] : placed.filter((point) => isUnknown(point, described));
  const points = placed.filter((point) => !unsigned.includes(point));
  const ids = new Map(
    [...described, ...points].map(({ instanceId }): [string, ResourceId] => [idKey(instanceId), instanceId]),
  );
  const instances = [...ids.values()].map((instanceId) => {
    const isIts = (one: { instanceId: ResourceId }): boolean => idKey(one.instanceId) === idKey(instanceId);
    return rebuiltInstance(vault, instanceId, described.find(isIts), points.filter(isIts), options);
  });
  return {
    vault,
    isDescribed: own.length > 0,
    policies: unionOf(
      own,
      ({ policies }) => policies,
      ({ resource }) => idKey(resource.id),
    ),
    locks: unionOf(
      own,
      ({ locks }) => locks,
      ({ id }) => idKey(id),
    ),
    // Rights are those of the newest document alone: what was taken back does not come back.
    roleAssignments: own[0]?.roleAssignments ?? [],
    subscriptions: placesOf(
      found.documents,
      ({ subscription }) => subscription,
      ({ subscriptionId }) => subscriptionId,
    ),
    groups: placesOf(
      found.documents,
      ({ group }) => group,
      ({ id }) => idKey(id),
    ),
    instances,
    unsigned,
    keepers: [...new Set(found.documents.map(({ keeper }) => keeper))],
  };
}

const pointKey = (instanceId: ResourceId, name: string): string => `${idKey(instanceId)}/${name}`;

/** Each point once, as the storage has it in which it is good. */
function placedPoints({ points, second }: FoundVault, described: readonly InstanceDocument[]): PlacedPoint[] {
  if (!second) return points;
  const keyed = (found: readonly FoundPoint[]) =>
    new Map(found.map((point) => [pointKey(point.instanceId, point.recoveryPointId), point]));
  const [inFirst, inSecond] = [keyed(points), keyed(second)];
  const digests = new Map(
    described
      .toReversed()
      .flatMap(({ instanceId, points: known }) =>
        known.map(({ resource, manifestSha256 }) => [pointKey(instanceId, resource.name), manifestSha256] as const),
      ),
  );
  return [...new Set([...inFirst.keys(), ...inSecond.keys()])].flatMap((key): PlacedPoint[] => {
    const [one, other] = [inFirst.get(key), inSecond.get(key)];
    const isGood = ({ manifest }: FoundPoint): boolean =>
      manifest !== undefined && [undefined, manifest.manifestSha256].includes(digests.get(key));
    if (one && isGood(one)) {
      return [other && isGood(other) ? one : { ...one, without: { copy: 'second', problem: whyNot(other) } }];
    }
    if (other && isGood(other)) return [{ ...other, without: { copy: 'first', problem: whyNot(one) } }];
    return one ? [one] : other ? [other] : [];
  });
}

const whyNot = (point: FoundPoint | undefined): string =>
  point ? (point.problem ?? OTHER_MANIFEST) : 'It was not there when the state was brought back.';

/** With the copy that is not good as one that is to be made anew. */
function withCopiesAsFound(
  vault: Vault,
  point: RecoveryPointRecord,
  { without }: PlacedPoint,
  now: Date,
): RecoveryPointRecord {
  if (!without) return point;
  const good = otherCopy(without.copy);
  const before = toBeCopied(point.resource, vault, now);
  const resource = copyIn(before, good)?.state === 'Stored' ? before : copied(before, good, now);
  if (copyIn(resource, without.copy)?.state !== 'Stored') return { ...point, resource };
  const problem = { code: 'RecoveryPointDamaged', message: without.problem, recommendedAction: [] };
  return { ...point, resource: copyDamaged(resource, without.copy, problem, now) };
}

const newestFirst = <Document extends CatalogueDocument>(documents: readonly Document[]): Document[] =>
  [...documents].sort((one, other) => other.writtenAt.localeCompare(one.writtenAt));

const isUnknown = (
  { manifest, instanceId, recoveryPointId }: FoundPoint,
  described: readonly InstanceDocument[],
): boolean =>
  manifest !== undefined &&
  manifest.manifestSha256 === undefined &&
  !described.some(
    (one) =>
      idKey(one.instanceId) === idKey(instanceId) &&
      one.points.some(({ resource }) => resource.name === recoveryPointId),
  );

function unionOf<One>(
  documents: readonly VaultDocument[],
  partOf: (document: VaultDocument) => One[],
  keyOf: (one: One) => string,
): One[] {
  const all = new Map<string, One>();
  for (const one of documents.flatMap(partOf)) if (!all.has(keyOf(one))) all.set(keyOf(one), one);
  return [...all.values()];
}

function placesOf<Place>(
  documents: readonly CatalogueDocument[],
  placeOf: (document: CatalogueDocument) => Place | undefined,
  keyOf: (place: Place) => string,
): Place[] {
  const all = new Map(documents.flatMap((one) => placeOf(one) ?? []).map((place) => [keyOf(place), place]));
  return [...all.values()];
}

function vaultOf(
  { vaultId, storage }: FoundVault,
  own: readonly VaultDocument[],
  described: readonly InstanceDocument[],
  { region, tenantId, newId }: RebuildOptions,
): Vault {
  const [newest] = own;
  const { vaultStorage: _, copyStorage, ...before } = newest?.vault.properties ?? {};
  // What was found in the second storage alone is in no other from now on.
  const keepsCopies = copyStorage !== undefined && copyStorage.name !== (storage ?? LOCAL_STORAGE).name;
  const location = newest?.vault.location ?? regionIn(described) ?? region;
  const settings = newest ? strictest(own.map(({ vault }) => vault)) : UNKNOWN;
  return {
    ...{ location, tags: newest?.vault.tags ?? {} },
    identity: newest
      ? {
          ...newest.vault.identity,
          type: newest.vault.identity?.type ?? 'None',
          ...(newest.vault.identity && { tenantId }),
        }
      : { type: 'SystemAssigned', principalId: newId(), tenantId },
    properties: {
      ...before,
      ...vaultProperties({ ...before, ...settings }, location, undefined, false),
      provisioningState: 'Succeeded',
      ...(storage && { vaultStorage: storage }),
      ...(keepsCopies && { copyStorage }),
    },
    id: newest?.vault.id ?? vaultId,
    name: newest?.vault.name ?? lastName(vaultId),
    type: VAULT_TYPE,
  };
}

const regionIn = (described: readonly InstanceDocument[]): string | undefined =>
  described
    .map(({ instance }) => ('kept' in instance ? instance.kept : instance.deleted))
    .map(({ resource }) => resource.properties.dataSourceInfo.resourceLocation)
    .find((location) => location !== undefined);

type Settings = Pick<VaultProperties, 'storageSettings' | 'securitySettings' | 'featureSettings'>;

/** What keeps more: a person can turn it off again. */
const UNKNOWN: Settings = {
  storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }],
  securitySettings: {
    softDeleteSettings: { state: 'On', retentionDurationInDays: 14 },
    immutabilitySettings: { state: 'Unlocked' },
  },
  featureSettings: { crossSubscriptionRestoreSettings: { state: 'Enabled' } },
};

const IMMUTABILITY = ['disabled', 'unlocked', 'locked'];
const SOFT_DELETE = ['off', 'on', 'alwayson'];
const CROSS_SUBSCRIPTION = ['enabled', 'disabled', 'permanentlydisabled'];

/**
 * The settings of the first, made as strict as any of them is: whoever can write into the storage may have put an older document
 * back, from before the vault was locked.
 */
export function strictest(vaults: readonly Vault[]): Settings {
  const all = vaults.map(({ properties }) => properties);
  const strict = <State extends string>(order: readonly string[], states: (State | undefined)[]): State | undefined =>
    states
      .filter((state) => state !== undefined)
      // A state that is not known here counts as the strictest.
      .sort((one, other) => rank(order, other) - rank(order, one))[0];
  const [newest] = all;
  const softDelete = all.map(({ securitySettings }) => securitySettings.softDeleteSettings);
  const crossSubscription = strict(
    CROSS_SUBSCRIPTION,
    all.map(({ featureSettings }) => featureSettings.crossSubscriptionRestoreSettings?.state),
  );
  return {
    storageSettings: newest?.storageSettings ?? UNKNOWN.storageSettings,
    securitySettings: {
      softDeleteSettings: {
        state:
          strict(
            SOFT_DELETE,
            softDelete.map(({ state }) => state),
          ) ?? 'On',
        retentionDurationInDays: Math.max(...softDelete.map(({ retentionDurationInDays: days }) => days)),
      },
      immutabilitySettings: {
        state:
          strict(
            IMMUTABILITY,
            all.map(({ securitySettings }) => securitySettings.immutabilitySettings.state),
          ) ?? 'Unlocked',
      },
    },
    featureSettings: {
      ...newest?.featureSettings,
      ...(crossSubscription && { crossSubscriptionRestoreSettings: { state: crossSubscription } }),
    },
  };
}

function rank(order: readonly string[], state: string): number {
  const at = order.indexOf(state.toLowerCase());
  return at < 0 ? order.length : at;
}

function rebuiltInstance(
  vault: Vault,
  instanceId: ResourceId,
  document: InstanceDocument | undefined,
  found: readonly PlacedPoint[],
  options: RebuildOptions,
): RebuiltInstance {
  const known = document?.points ?? [];
  const points = found.flatMap((point) => {
    const record = known.find(({ resource }) => resource.name === point.recoveryPointId);
    const records = record
      ? [knownPoint(vault, record, point, options.now)]
      : unknownPoint(vault, instanceId, document, point, options);
    return records.map((one) => withCopiesAsFound(vault, one, point, options.now));
  });
  const lost = known
    .map(({ resource }) => resource.name)
    .filter((name) => !found.some((point) => point.recoveryPointId === name));
  const common = { isDescribed: document !== undefined, server: document?.server, points, lost };
  if (!document) {
    const serverId = found.flatMap(({ manifest }) => manifest?.serverId ?? [])[0] ?? '';
    return { ...common, was: undefined, record: { kept: lostInstance(vault, instanceId, serverId, options) } };
  }
  if ('deleted' in document.instance) {
    const { deleted } = document.instance;
    return { ...common, was: 'SoftDeleted', record: { deleted: withWholePeriod(vault, deleted, options.now) } };
  }
  const { kept } = document.instance;
  const was = kept.resource.properties.currentProtectionState;
  return { ...common, was, record: { kept: atRest(kept, was, options) } };
}

/** As it was written down, unless its manifest says something else: then it is shown as damaged, as it would have been. */
function knownPoint(
  { properties }: Vault,
  known: RecoveryPointRecord,
  { manifest, problem }: FoundPoint,
  now: Date,
): RecoveryPointRecord {
  const record = properties.copyStorage ? known : { ...known, resource: inOneStorage(known.resource) };
  const isOther = record.manifestSha256 !== undefined && manifest?.manifestSha256 !== record.manifestSha256;
  const why = manifest === undefined ? problem : isOther ? OTHER_MANIFEST : undefined;
  if (why === undefined) return record;
  return {
    ...record,
    damageFindings: (record.damageFindings ?? 0) + 1,
    resource: damagedPoint(record.resource, ticks(now), why),
  };
}

const OTHER_MANIFEST = 'The manifest is not the one that was written when the recovery point was made.';

/** One that was made after the document was written, or by a release that wrote none: its manifest says what it is. */
function unknownPoint(
  vault: Vault,
  instanceId: ResourceId,
  document: InstanceDocument | undefined,
  { recoveryPointId, manifest }: FoundPoint,
  { newId }: RebuildOptions,
): RecoveryPointRecord[] {
  if (!manifest) return [];
  const { retentionTag, startedAt, isComplete, expiryTime = null, imported, manifestSha256 } = manifest;
  const created = new Date(imported?.madeAt ?? startedAt);
  const policyId = document && policyIdOf(document);
  const made = newRecoveryPoint({
    ...{ recoveryPointId, instanceId, retentionTag, isComplete, dataStoreId: newId(), created },
    // No rule sets an end here: the one that did may have been another than the policy has now.
    policy: {
      name: policyId === undefined ? LOST_POLICY : lastName(policyId),
      version: '',
      properties: { objectType: 'BackupPolicy', datasourceTypes: [], policyRules: [] },
    },
  });
  const resource = imported
    ? importedPoint(made, imported, expiryTime)
    : { ...made, properties: withExpiry(made.properties, expiryTime) };
  return [
    {
      ...{ vaultId: vault.id, instanceId, resource },
      ...(manifestSha256 !== undefined && { manifestSha256 }),
    },
  ];
}

const policyIdOf = ({ instance }: InstanceDocument): ResourceId =>
  ('kept' in instance ? instance.kept : instance.deleted).resource.properties.policyInfo.policyId;

/** Stopped: nothing of it expires, and no backup begins, until a person resumes it. */
function atRest(
  { scheduledSince: _, ...record }: InstanceRecord,
  was: string | undefined,
  { newId }: RebuildOptions,
): InstanceRecord {
  const { resource } = record;
  const resting = inState(resource, 'ProtectionStopped');
  const server = lastName(resource.properties.dataSourceInfo.resourceID);
  const told = userFacingError(
    {
      code: BROUGHT_BACK,
      message:
        `The backup instance was brought back from the storage of its vault${was === undefined ? '' : `; it was in the state ${was}`}. ` +
        'No backup is made and no recovery point expires until its protection is resumed.',
      recommendedAction: [
        `Connect the server ${server} again: its password is in no storage.`,
        'Look through the recovery points, and then resume protection: from then on they expire as their rules say.',
      ],
    },
    newId(),
  );
  return {
    ...record,
    resource: { ...resting, properties: { ...resting.properties, protectionErrorDetails: told } },
  };
}

function lostInstance(
  vault: Vault,
  instanceId: ResourceId,
  serverId: ResourceId,
  options: RebuildOptions,
): InstanceRecord {
  const resource = newInstance(vault.id, lastName(instanceId), {
    objectType: 'BackupInstance',
    friendlyName: lastName(serverId),
    dataSourceInfo: { resourceID: serverId, resourceLocation: vault.location },
    policyInfo: { policyId: resourceId(groupScopeOf(vault.id), POLICY_TYPE, vault.name, LOST_POLICY) },
  });
  return atRest({ vaultId: vault.id, resource }, undefined, options);
}

/** The days in which a deleted instance can be brought back begin again: nobody could do so meanwhile. */
function withWholePeriod(vault: Vault, deleted: DeletedInstanceRecord, now: Date): DeletedInstanceRecord {
  const { retentionDurationInDays: days } = vault.properties.securitySettings.softDeleteSettings;
  const whole = new Date(now.getTime() + days * DAY_MS).toISOString();
  return { ...deleted, purgeAt: deleted.purgeAt > whole ? deleted.purgeAt : whole };
}
