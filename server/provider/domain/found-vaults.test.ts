import { describe, expect, it } from 'vitest';
import { CATALOGUE_FORMAT, type CatalogueDocument } from '../catalogue-documents.ts';
import { REGION, VAULT_ID, vaultDocument } from '../seed.ts';
import { eachOnce } from './found-vaults.ts';
import type { FoundVault } from './rebuilding.ts';

const offsite = { name: 'offsite', type: 'S3' };
const other = { name: 'other', type: 'S3' };
const vault = vaultDocument(
  { name: 'bv', resourceGroup: 'rg', location: REGION, redundancy: 'GeoRedundant' },
  'principal',
  'tenant',
);
const says = (writtenAt: string, storages: object, keeper = 'one'): CatalogueDocument => ({
  ...{ format: CATALOGUE_FORMAT, vaultId: VAULT_ID, keeper, writtenAt, kind: 'vault' },
  vault: { ...vault, properties: { ...vault.properties, ...storages } },
  ...{ policies: [], locks: [], roleAssignments: [] },
});
const inStorage = (storage: FoundVault['storage'], ...documents: CatalogueDocument[]): FoundVault => ({
  ...{ vaultId: VAULT_ID, storage, documents },
  points: [
    { vaultId: VAULT_ID, instanceId: `${VAULT_ID}/backupInstances/i`, recoveryPointId: storage?.name ?? 'local' },
  ],
});

describe('a vault that was found in several storages', () => {
  it('has the points of both that it names, and the newest of each document', () => {
    const [older, newer] = ['2026-01-01', '2026-01-02'].map((at) => says(at, { copyStorage: offsite }));
    const former = says('2025-01-01', {}, 'before');
    if (!older || !newer) throw new Error('There are two.');
    const [local, copy] = [inStorage(undefined, older, former), inStorage(offsite, newer)];
    for (const found of [
      [local, copy],
      [copy, local, inStorage(other)],
    ]) {
      expect(eachOnce(found)).toEqual([{ ...local, documents: [newer, former], second: copy.points }]);
    }
  });

  it('is in the second one alone where the first has nothing of it', () => {
    const copy = inStorage(offsite, says('2026-01-01', { copyStorage: offsite }));
    expect(eachOnce([inStorage(other), copy])).toEqual([copy]);
  });

  it('is that of the storage that its newest document names, or else the first', () => {
    const there = inStorage(other, says('2026-01-02', { vaultStorage: other }));
    const here = inStorage(undefined, says('2026-01-01', {}));
    expect(eachOnce([here, there])).toEqual([there]);
    expect(eachOnce([inStorage(offsite), inStorage(other)])).toEqual([inStorage(offsite)]);
  });
});
