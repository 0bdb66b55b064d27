/** The mocks' world: two subscriptions, a laboratory of servers of every kind, and the personas. */
import { ROLE_IDS } from '#protocol/authorization.ts';
import type { Persona } from '#protocol/laboratory.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId, subscriptionScope } from '#protocol/resource-id.ts';
import type { Person } from '#provider/memory/directory.ts';
import { sealSimulated } from '#provider/memory/simulated-engine.ts';
import { DATA_GROUP, REGION, SAMPLE_SERVER, SUBSCRIPTION_ID, type SeedServer, type World } from '#provider/seed.ts';

const FABRIKAM = '55555555-5555-4555-8555-555555555555';
const GIGABYTE = 1024 ** 3;

export const personas: readonly Persona[] = [
  {
    id: 'operator',
    name: 'Olivia Operator',
    line: 'operator@contoso.example',
    description: 'Backup admin who may assign roles',
  },
  {
    id: 'backup-admin',
    name: 'Bela Backup',
    line: 'backup-admin@contoso.example',
    description: 'Backup admin who may not assign roles',
  },
  {
    id: 'database-owner',
    name: 'Dana Database',
    line: 'database-owner@contoso.example',
    description: 'Owns the servers, grants roles on them',
  },
  { id: 'reader', name: 'Rowan Reader', line: 'reader@contoso.example', description: 'Auditor who may only read' },
];

// The object ids end in the persona's place in the list, and are otherwise made up.
const objectIdOf = (at: number): string => `44444444-4444-4444-8444-44444444444${String(at)}`;

export const people: readonly Person[] = personas.map(({ id, name, line }, at) => ({
  token: id,
  principal: { objectId: objectIdOf(at), name: line, displayName: name, type: 'User' },
}));

const bothSubscriptions = [subscriptionScope(SUBSCRIPTION_ID), subscriptionScope(FABRIKAM)];
const dataGroups = [
  resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP),
  resourceGroupScope(SUBSCRIPTION_ID, 'rg-shop'),
  resourceGroupScope(FABRIKAM, 'rg-erp'),
];
const everywhere = (roleId: string, scopes: string[]) => scopes.map((scope) => ({ roleId, scope }));

const rolesOf: Record<string, { roleId: string; scope: string }[]> = {
  operator: everywhere(ROLE_IDS.owner, bothSubscriptions),
  'backup-admin': everywhere(ROLE_IDS.contributor, bothSubscriptions),
  'database-owner': [...everywhere(ROLE_IDS.reader, bothSubscriptions), ...everywhere(ROLE_IDS.owner, dataGroups)],
  reader: everywhere(ROLE_IDS.reader, bothSubscriptions),
};

interface Sketch {
  name: string;
  group: string;
  /** Gigabytes of each database, by name. */
  databases: Record<string, number>;
  storageSizeGB?: number;
  version?: string;
  location?: string;
  subscriptionId?: string;
  state?: SeedServer['state'];
  replicationRole?: SeedServer['replicationRole'];
  sku?: SeedServer['sku'];
  zoneRedundant?: boolean;
  tags?: Record<string, string>;
}

const burstable = { name: 'Standard_B2s', tier: 'Burstable' };
const large = { name: 'Standard_E8ds_v5', tier: 'MemoryOptimized' };

const SHOP = 'rg-shop';
const ERP = 'rg-erp';
const TEST = 'rg-test';

const sketches: Sketch[] = [
  { name: SAMPLE_SERVER, group: DATA_GROUP, databases: { sample: 0.01 }, sku: burstable },
  {
    name: 'pg-orders',
    group: DATA_GROUP,
    databases: { orders: 38, orders_archive: 61, reporting: 4 },
    storageSizeGB: 512,
    zoneRedundant: true,
    tags: { app: 'orders', env: 'prod' },
  },
  {
    name: 'pg-customers',
    group: DATA_GROUP,
    databases: { customers: 12, consent: 0.4 },
    storageSizeGB: 128,
    tags: { app: 'crm', env: 'prod' },
  },
  { name: 'pg-inventory', group: DATA_GROUP, databases: { inventory: 7, suppliers: 1.1 }, storageSizeGB: 128 },
  { name: 'pg-identity', group: DATA_GROUP, databases: { keycloak: 0.9 }, storageSizeGB: 32, sku: burstable },
  {
    name: 'pg-billing',
    group: DATA_GROUP,
    databases: { billing: 22, invoices: 48, 'Ledger 2026': 3 },
    storageSizeGB: 256,
    version: '17',
    zoneRedundant: true,
  },
  { name: 'pg-telemetry', group: DATA_GROUP, databases: { telemetry: 1400 }, storageSizeGB: 2048, sku: large },
  {
    name: 'pg-orders-replica',
    group: DATA_GROUP,
    databases: { orders: 38, orders_archive: 61, reporting: 4 },
    storageSizeGB: 512,
    replicationRole: 'AsyncReplica',
  },
  { name: 'pg-shop-web', group: SHOP, databases: { shop: 16, sessions: 2 }, storageSizeGB: 128, tags: { app: 'shop' } },
  { name: 'pg-shop-search', group: SHOP, databases: { search: 9 }, storageSizeGB: 64, version: '15' },
  {
    name: 'pg-shop-payments',
    group: SHOP,
    databases: { payments: 5, audit: 11 },
    storageSizeGB: 64,
    zoneRedundant: true,
  },
  { name: 'pg-shop-mail', group: SHOP, databases: { mail: 0.8 }, storageSizeGB: 32, sku: burstable },
  { name: 'pg-shop-north', group: SHOP, databases: { shop: 14 }, storageSizeGB: 128, location: 'northeurope' },
  { name: 'pg-shop-north-search', group: SHOP, databases: { search: 8 }, storageSizeGB: 64, location: 'northeurope' },
  { name: 'pg-reports', group: TEST, databases: { reports: 3 }, storageSizeGB: 64, state: 'Stopped' },
  {
    name: 'pg-dev',
    group: TEST,
    databases: { dev: 0.3, 'x --file=y': 0.01, 'a"b\'c;d\\e': 0.01 },
    storageSizeGB: 32,
    sku: burstable,
  },
  { name: 'pg-staging', group: TEST, databases: { staging: 2 }, storageSizeGB: 32, sku: burstable },
  { name: 'pg-loadtest', group: TEST, databases: { load: 90 }, storageSizeGB: 256, version: '18' },
  {
    name: 'pg-erp-core',
    group: ERP,
    databases: { erp: 120, erp_history: 210 },
    storageSizeGB: 512,
    sku: large,
    zoneRedundant: true,
    subscriptionId: FABRIKAM,
  },
  { name: 'pg-erp-hr', group: ERP, databases: { hr: 6, payroll: 2 }, storageSizeGB: 64, subscriptionId: FABRIKAM },
  {
    name: 'pg-erp-planning',
    group: ERP,
    databases: { planning: 18 },
    storageSizeGB: 128,
    version: '15',
    subscriptionId: FABRIKAM,
  },
  { name: 'pg-erp-warehouse', group: ERP, databases: { warehouse: 75 }, storageSizeGB: 256, subscriptionId: FABRIKAM },
  {
    name: 'pg-erp-docs',
    group: ERP,
    databases: { documents: 33 },
    storageSizeGB: 128,
    location: 'northeurope',
    subscriptionId: FABRIKAM,
  },
  {
    name: 'pg-web',
    group: 'rg-web',
    databases: { cms: 1.4, forms: 0.1 },
    storageSizeGB: 32,
    sku: burstable,
    subscriptionId: FABRIKAM,
  },
  { name: 'pg-web-stats', group: 'rg-web', databases: { stats: 27 }, storageSizeGB: 128, subscriptionId: FABRIKAM },
];

function serverOf(sketch: Sketch): SeedServer {
  const { name, group, version = '16', replicationRole = 'Primary', zoneRedundant = false, databases } = sketch;
  const minorVersion = version === '18' ? '1' : '10';
  const sizes = Object.entries(databases).map(([database, gigabytes]) => ({
    name: database,
    sizeInBytes: Math.round(gigabytes * GIGABYTE),
  }));
  return {
    name,
    resourceGroup: group,
    ...(sketch.subscriptionId !== undefined && { subscriptionId: sketch.subscriptionId }),
    location: sketch.location ?? REGION,
    sealed: sealSimulated({
      host: `${name}.postgres.database.azure.com`,
      version,
      minorVersion,
      isReplica: replicationRole.endsWith('Replica'),
      databases: sizes,
    }),
    version,
    minorVersion,
    administratorLogin: 'pgadmin',
    storageSizeGB: sketch.storageSizeGB ?? 32,
    sizeInBytes: sizes.reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0),
    ...(sketch.state !== undefined && { state: sketch.state }),
    replicationRole,
    ...(sketch.sku && { sku: sketch.sku }),
    ...(zoneRedundant && {
      highAvailability: { mode: 'ZoneRedundant', state: 'Healthy', standbyAvailabilityZone: '2' },
    }),
    tags: sketch.tags ?? {},
  };
}

export const world: World = {
  people: people.map(({ token, principal }) => ({ principal, roles: rolesOf[token] ?? [] })),
  subscriptions: [{ subscriptionId: FABRIKAM, displayName: 'Fabrikam' }],
  groups: [
    { name: SHOP, location: REGION },
    { name: TEST, location: REGION },
    { name: ERP, location: REGION, subscriptionId: FABRIKAM },
    { name: 'rg-web', location: REGION, subscriptionId: FABRIKAM },
  ],
  servers: sketches.map(serverOf),
  vaults: [
    {
      name: 'bv-fabrikam-weu',
      resourceGroup: ERP,
      subscriptionId: FABRIKAM,
      location: REGION,
      redundancy: 'ZoneRedundant',
      protects: [resourceId(resourceGroupScope(FABRIKAM, ERP), SERVER_TYPE, 'pg-erp-hr')],
    },
    { name: 'bv-contoso-neu', resourceGroup: 'rg-backup', location: 'northeurope', redundancy: 'LocallyRedundant' },
  ],
};
