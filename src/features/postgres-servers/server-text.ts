/** A server in words. */
import type { PostgresServer } from '#protocol/postgres.ts';

/** Such as `16.10`; only the major version when the service does not report the other. */
export const versionOf = ({ properties }: PostgresServer): string =>
  properties.minorVersion === undefined ? properties.version : `${properties.version}.${properties.minorVersion}`;

/** Such as `General purpose, Standard_D4ds_v5`. */
export function computeText({ sku }: PostgresServer): string | undefined {
  if (!sku) return undefined;
  const tier = TIERS[sku.tier.toLowerCase()] ?? sku.tier;
  return `${tier}, ${sku.name}`;
}

const TIERS: Readonly<Record<string, string>> = {
  burstable: 'Burstable',
  generalpurpose: 'General purpose',
  memoryoptimized: 'Memory optimized',
};

/** Such as `Zone redundant`; `Not enabled` when there is no standby. */
export function availabilityText({ properties }: PostgresServer): string {
  const mode = properties.highAvailability?.mode ?? 'Disabled';
  return (
    { zoneredundant: 'Zone redundant', samezone: 'Same zone', disabled: 'Not enabled' }[mode.toLowerCase()] ?? mode
  );
}

/** Such as `Primary` or `Read replica`. */
export function roleText({ properties }: PostgresServer): string {
  const role = properties.replicationRole;
  return (
    { none: 'Primary', primary: 'Primary', asyncreplica: 'Read replica', geoasyncreplica: 'Read replica' }[
      role.toLowerCase()
    ] ?? role
  );
}
