import { describe, expect, it } from 'vitest';
import type { Vault } from '#protocol/data-protection.ts';
import { CATALOGUE_FORMAT, type CatalogueDocument, type InstanceDocument } from '../catalogue-documents.ts';
import type { RecoveryPointRecord } from '../records.ts';
import { instanceRecord, POLICY_ID, policyRecord, REGION, VAULT_ID, vaultDocument } from '../seed.ts';
import { newRecoveryPoint } from './recovery-points.ts';
import { rebuiltVault, type FoundPoint, type RebuildOptions } from './rebuilding.ts';

const SERVER = '/subscriptions/s/resourceGroups/g/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-one';
const options: RebuildOptions = {
  ...{ now: new Date('2026-06-01T00:00:00Z'), tenantId: 'tenant', newId: () => 'new', region: REGION },
};
const group = { name: 'bv-contoso-weu', resourceGroup: 'rg-backup', location: 'northeurope' };
const vault = vaultDocument({ ...group, redundancy: 'GeoRedundant' }, 'principal', 'tenant');
const instance = instanceRecord(vault, POLICY_ID, SERVER, 'guid');
const instanceId = instance.resource.id;

const withSecurity = (immutability: string, days = 14): Vault => ({
  ...vault,
  properties: {
    ...vault.properties,
    securitySettings: {
      softDeleteSettings: { state: 'On', retentionDurationInDays: days },
      immutabilitySettings: { state: immutability },
    },
  },
});

const described = { format: CATALOGUE_FORMAT, vaultId: VAULT_ID, keeper: 'one', writtenAt: '2026-01-01' } as const;
const ofVault = (one: Vault, more: Partial<CatalogueDocument> = {}): CatalogueDocument =>
  ({
    ...described,
    ...{ kind: 'vault', vault: one, policies: [policyRecord(VAULT_ID, POLICY_ID)], locks: [], roleAssignments: [] },
    ...more,
  }) as CatalogueDocument;
const ofInstance = (points: RecoveryPointRecord[], more: Partial<InstanceDocument> = {}): CatalogueDocument => ({
  ...described,
  ...{ kind: 'instance', instanceId, instance: { kept: instance }, points },
  ...more,
});

const record = (name: string, manifestSha256?: string): RecoveryPointRecord => ({
  ...{ vaultId: VAULT_ID, instanceId },
  ...(manifestSha256 !== undefined && { manifestSha256 }),
  resource: newRecoveryPoint({
    ...{ recoveryPointId: name, instanceId, retentionTag: 'Weekly', dataStoreId: 'store' },
    policy: { name: 'weekly', version: '1', properties: policyRecord(VAULT_ID, POLICY_ID).resource.properties },
    created: new Date('2026-01-01T00:00:00Z'),
  }),
});
const found = (recoveryPointId: string, manifest: Partial<FoundPoint['manifest']> = {}): FoundPoint => ({
  ...{ vaultId: VAULT_ID, instanceId, recoveryPointId },
  manifest: {
    ...{ serverId: SERVER, retentionTag: 'Weekly', startedAt: '2026-01-01T00:00:00Z', isComplete: true },
    manifestSha256: 'a',
    ...manifest,
  },
});
const rebuilt = (documents: CatalogueDocument[], points: FoundPoint[], more: Partial<RebuildOptions> = {}) =>
  rebuiltVault({ vaultId: VAULT_ID, storage: undefined, documents, points }, { ...options, ...more });

describe('a vault', () => {
  it.each([
    [['Disabled', 'Locked'], 'Locked'],
    [['Locked', 'Disabled'], 'Locked'],
    [['Unlocked', 'Disabled'], 'Unlocked'],
    [['Disabled'], 'Disabled'],
    [['Locked', 'StricterYet'], 'StricterYet'],
  ])('of documents that say %j is %s: an older one may have been put back', (states, expected) => {
    const documents = states.map((state, at) =>
      ofVault(withSecurity(state, 14 + at), { keeper: String(at), writtenAt: `2026-01-0${String(at + 1)}` }),
    );
    const { securitySettings } = rebuilt(documents, []).vault.properties;
    expect(securitySettings.immutabilitySettings.state).toBe(expected);
    expect(securitySettings.softDeleteSettings.retentionDurationInDays).toBe(13 + states.length);
  });

  it('without a document is immutable, where its instances are, and has no policy', () => {
    const { vault: made, isDescribed, policies } = rebuilt([ofInstance([])], []);
    expect([isDescribed, policies, made.location]).toEqual([false, [], 'northeurope']);
    expect(made.properties.securitySettings.immutabilitySettings.state).toBe('Unlocked');
  });

  it('is in the storage in which it was found', () => {
    const storage = { name: 'second', type: 'S3' };
    const { vault: made } = rebuiltVault(
      { vaultId: VAULT_ID, storage, documents: [ofVault(vault)], points: [] },
      options,
    );
    expect(made.properties.vaultStorage).toEqual(storage);
  });

  it('that was found in its second storage alone has no other any more, nor have its points', () => {
    const offsite = { name: 'offsite', type: 'S3' };
    const copied = { ...vault, properties: { ...vault.properties, copyStorage: offsite } };
    const { resource, ...rest } = record('one', 'a');
    const copies = [{ storage: 'local', state: 'Stored', since: '2026-01-01' } as const];
    const point = { ...rest, resource: { ...resource, properties: { ...resource.properties, copies } } };
    const documents = [ofVault(copied), ofInstance([point])];
    const foundIn = (storage: typeof offsite | undefined) => {
      const made = rebuiltVault({ vaultId: VAULT_ID, storage, documents, points: [found('one')] }, options);
      const { vaultStorage, copyStorage } = made.vault.properties;
      return [vaultStorage, copyStorage, made.instances[0]?.points[0]?.resource.properties.copies];
    };
    expect(foundIn(offsite)).toEqual([offsite, undefined, undefined]);
    expect(foundIn(undefined)).toEqual([undefined, offsite, copies]);
  });

  it('that was found in both its storages has what either of them has, and says what is in one alone', () => {
    const copied = { ...vault, properties: { ...vault.properties, copyStorage: { name: 'offsite', type: 'S3' } } };
    const names = ['both', 'first', 'second', 'spoiled', 'neither'];
    const twice = (name: string): RecoveryPointRecord => {
      const { resource, ...rest } = record(name, 'a');
      const copies = ['local', 'offsite'].map((storage) => ({
        storage,
        state: 'Stored' as const,
        since: '2026-01-01',
      }));
      return { ...rest, resource: { ...resource, properties: { ...resource.properties, copies } } };
    };
    const { instances } = rebuiltVault(
      {
        ...{ vaultId: VAULT_ID, storage: undefined },
        documents: [ofVault(copied), ofInstance(names.map(twice))],
        points: [found('both'), found('first'), found('spoiled', { manifestSha256: 'b' })],
        second: [found('both'), found('second'), found('spoiled'), found('new')],
      },
      options,
    );
    const told = instances[0]?.points.map(({ resource: { name, properties } }) => [
      ...[name, properties.proof?.state],
      ...(properties.copies ?? []).map(({ state }) => state),
    ]);
    expect(told).toEqual([
      ['both', undefined, 'Stored', 'Stored'],
      ['first', undefined, 'Stored', 'Damaged'],
      ['spoiled', undefined, 'Damaged', 'Stored'],
      ['second', undefined, 'Damaged', 'Stored'],
      ['new', undefined, 'Damaged', 'Stored'],
    ]);
    expect(instances[0]?.lost).toEqual(['neither']);
  });

  it('has the rights of its newest document alone', () => {
    const right = { name: 'right' };
    const documents = [
      ofVault(vault, { keeper: 'old', roleAssignments: [right as never] }),
      ofVault(vault, { keeper: 'new', writtenAt: '2026-02-01' }),
    ];
    expect(rebuilt(documents, []).roleAssignments).toEqual([]);
  });
});

describe('a recovery point', () => {
  const pointsOf = (documents: CatalogueDocument[], points: FoundPoint[], more: Partial<RebuildOptions> = {}) =>
    rebuilt(documents, points, more).instances.flatMap((one) => one.points);

  it('comes back as it was written down', () => {
    const known = record('p', 'a');
    expect(pointsOf([ofInstance([known])], [found('p')])).toEqual([known]);
  });

  it.each<[string, FoundPoint]>([
    ['has another manifest', found('p', { manifestSha256: 'b' })],
    [
      'has one that is not signed',
      { ...found('p'), manifest: { ...found('p').manifest, manifestSha256: undefined } as never },
    ],
    ['has none that counts', { vaultId: VAULT_ID, instanceId, recoveryPointId: 'p', problem: 'It is noise.' }],
  ])('that %s is damaged', (_, point) => {
    expect(pointsOf([ofInstance([record('p', 'a')])], [point])).toMatchObject([
      { resource: { properties: { proof: { state: 'Damaged' } } }, damageFindings: 1 },
    ]);
  });

  it('that the storage has lost is told, and does not come back', () => {
    expect(rebuilt([ofInstance([record('p', 'a')])], []).instances).toMatchObject([{ points: [], lost: ['p'] }]);
  });

  it.each([
    ['as its manifest says', { expiryTime: '2026-02-01T00:00:00.0000000Z' }, '2026-02-01T00:00:00.0000000Z'],
    ['never, where it does not say', {}, null],
  ])('that no document knows expires %s', (_, manifest, expiryTime) => {
    expect(pointsOf([], [found('p', manifest)])).toMatchObject([
      {
        manifestSha256: 'a',
        resource: { properties: { expiryTime, retentionTagName: 'Weekly', recoveryPointState: 'Completed' } },
      },
    ]);
  });

  it('that is incomplete is so again', () => {
    expect(pointsOf([], [found('p', { isComplete: false })])).toMatchObject([
      { resource: { properties: { recoveryPointState: 'Partial' } } },
    ]);
  });

  it('that was imported is so again, of when its dump was made', () => {
    const imported = {
      ...{ file: 'orders.dump', format: 'custom' as const, database: 'orders', madeAt: '2020-05-01T00:00:00.000Z' },
      ...{ tables: 1, rows: 5, equalTables: 1 },
    };
    expect(pointsOf([], [found('p', { imported })])).toMatchObject([
      {
        resource: {
          properties: {
            ...{ recoveryPointType: 'Imported', recoveryPointState: 'Partial', imported },
            recoveryPointTime: '2020-05-01T00:00:00.0000000Z',
          },
        },
      },
    ]);
  });

  it('from before manifests were signed comes back only when that was asked for, or a document knows it', () => {
    const { manifest, ...address } = found('p');
    const { manifestSha256: _, ...unsigned } = manifest as NonNullable<FoundPoint['manifest']>;
    const old = { ...address, manifest: unsigned };
    expect(rebuilt([], [old])).toMatchObject({ instances: [], unsigned: [old] });
    expect(pointsOf([], [old], { withUnsigned: true })).toHaveLength(1);
    expect(pointsOf([ofInstance([record('p')])], [old])).toEqual([record('p')]);
  });
});

describe('a backup instance', () => {
  it('is stopped, and says what it was and what to do', () => {
    const [one] = rebuilt([ofVault(vault), ofInstance([])], []).instances;
    expect(one).toMatchObject({
      was: 'ProtectionConfigured',
      record: {
        kept: {
          resource: {
            properties: {
              currentProtectionState: 'ProtectionStopped',
              protectionErrorDetails: { code: 'BroughtBackFromStorage' },
              policyInfo: { policyId: POLICY_ID },
            },
          },
        },
      },
    });
  });

  it('that was deleted has its days again', () => {
    const deleted = { ...instance, deletedAt: '2026-01-01', purgeAt: '2026-01-15T00:00:00.000Z', activityId: 'a' };
    const [one] = rebuilt([ofVault(vault), ofInstance([], { instance: { deleted } })], []).instances;
    expect(one?.record).toMatchObject({ deleted: { purgeAt: '2026-06-15T00:00:00.000Z' } });
  });
});
