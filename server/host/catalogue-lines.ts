/** What `npm run catalogue` prints. */
import { LOCAL_STORAGE, type RecoveryPointProperties } from '#protocol/data-protection.ts';
import { lastName } from '#protocol/resource-id.ts';
import { storageNamesOf } from '#provider/domain/point-copies.ts';
import { rebuiltVault, type RebuiltInstance } from '#provider/domain/rebuilding.ts';
import { REGION } from '#provider/seed.ts';
import { noVault, type CatalogueOptions, type FoundInStorages, type Rebuilt } from './catalogue-rebuild.ts';

/** What was found, as it would be brought back. */
export function foundLines({ vaults, refused, storages }: FoundInStorages, options: CatalogueOptions): string[] {
  const lines = vaults.length === 0 ? [noVault(storages)] : [];
  for (const vault of vaults) {
    const told = { now: new Date(), tenantId: '', newId: () => '', region: options.region ?? REGION };
    const rebuilt = rebuiltVault(vault, { ...told, withUnsigned: options.withUnsigned });
    const storages = vault.second ? storageNamesOf(rebuilt.vault) : [(vault.storage ?? LOCAL_STORAGE).name];
    const { immutabilitySettings } = rebuilt.vault.properties.securitySettings;
    lines.push(
      `Vault ${rebuilt.vault.id}`,
      `  in ${storages.join(' and ')}, ${rebuilt.vault.location}, immutability ${immutabilitySettings.state}`,
    );
    if (!rebuilt.isDescribed) {
      lines.push('  No document says what it was: region and settings are assumed, its policies are lost.');
    }
    if (rebuilt.policies.length > 0) {
      lines.push(`  policies: ${rebuilt.policies.map(({ resource }) => resource.name).join(', ')}`);
    }
    for (const instance of rebuilt.instances) lines.push(...instanceLines(instance));
    if (rebuilt.unsigned.length > 0) {
      lines.push(
        `  ${count(rebuilt.unsigned.length, 'recovery point')} from before manifests were signed: left out, unless --with-unsigned is given.`,
      );
    }
  }
  for (const { storage, file, problem } of refused) lines.push(`Does not count: ${storage}: ${file}: ${problem}`);
  if (refused.length > 0) {
    lines.push(
      'If they should count: put back the keys of the vault, the recovery key in MASTER_KEY, or the former signing key.',
    );
  }
  return lines;
}

function instanceLines({ record, was, points, lost, isDescribed }: RebuiltInstance): string[] {
  const { resource } = 'kept' in record ? record.kept : record.deleted;
  const states = points.map(({ resource: { properties } }) => properties);
  const damaged = states.filter(({ proof }) => proof?.state === 'Damaged').length;
  const incomplete = states.filter(({ recoveryPointState }) => recoveryPointState === 'Partial').length;
  const proven = states.filter(({ proof }) => proof?.state === 'Proven').length;
  const notes = [
    ...(proven > 0 ? [`${String(proven)} proven`] : []),
    ...(incomplete > 0 ? [`${String(incomplete)} incomplete`] : []),
    ...inOneAlone(states),
    ...(damaged > 0 ? [`${String(damaged)} damaged`] : []),
  ];
  const before = was === undefined ? 'its protection state is not known' : `was ${was}`;
  const state = 'deleted' in record ? `deleted, kept until ${record.deleted.purgeAt}` : before;
  return [
    `  ${resource.name}: ${count(points.length, 'recovery point')}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}; ${state}`,
    `    of ${lastName(resource.properties.dataSourceInfo.resourceID)}${isDescribed ? '' : ', known by its recovery points alone'}`,
    ...(lost.length > 0
      ? [`    NOT in the storage any more: ${count(lost.length, 'recovery point')} (${lost.slice(0, 5).join(', ')})`]
      : []),
  ];
}

/** They are copied from there into the other storage. */
function inOneAlone(points: readonly RecoveryPointProperties[]): string[] {
  const alone = points.flatMap(({ copies = [] }) => {
    const good = copies.filter(({ state }) => state === 'Stored');
    return good.length < copies.length ? good.slice(0, 1) : [];
  });
  return [...Map.groupBy(alone, ({ storage }) => storage)].map(
    ([storage, copies]) => `${String(copies.length)} good in ${storage} alone`,
  );
}

export function broughtBackLines({ vaults }: Rebuilt): string[] {
  return vaults.map(({ rebuilt, brought }) => {
    const { policies, instances, deleted, points } = brought;
    const parts = [
      count(policies, 'policy', 'policies'),
      count(instances, 'backup instance'),
      count(deleted, 'deleted backup instance'),
      count(points, 'recovery point'),
    ];
    return `Brought back into ${rebuilt.vault.name}: ${parts.join(', ')}.`;
  });
}

export const BROUGHT_BACK_NEXT: readonly string[] = [
  'What is left to do:',
  '  1. Start the server: npm start, or systemctl start backup-portal once the data folder belongs to its user again.',
  '  2. Connect each server again: Edit connection, with its password. It is in no storage.',
  '  3. Give people their roles again, and vaults without a document the roles at their servers.',
  '  4. Look through the recovery points, and run a drill of the newest.',
  '  5. Choose Resume backup at each backup instance. Until then no backup is made and nothing expires.',
];

const count = (number: number, one: string, many = `${one}s`): string =>
  `${String(number)} ${number === 1 ? one : many}`;
