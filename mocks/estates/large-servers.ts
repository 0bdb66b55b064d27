/** The servers of one subscription of the large estate. */
import { sealSimulated } from '#provider/memory/simulated-engine.ts';
import { REGION, type SeedServer } from '#provider/seed.ts';
import { createRandom, type Random } from './random.ts';

const APPS = [
  ...['orders', 'customers', 'inventory', 'billing', 'identity', 'reporting', 'telemetry', 'catalog', 'search'],
  ...['payments', 'shipping', 'returns', 'loyalty', 'pricing', 'contracts', 'documents', 'planning', 'forecast'],
  ...['sessions', 'audit', 'consent', 'mail', 'forms', 'cms', 'media', 'booking', 'claims', 'ledger', 'tax', 'hr'],
  ...['timesheets', 'assets', 'tickets', 'chat', 'devices', 'routing', 'geo', 'weather', 'meters', 'quality'],
];
const APPS_EACH = 8;
const GIGABYTE = 1024 ** 3;

const SKUS = {
  Burstable: { name: 'Standard_B2s', tier: 'Burstable' },
  GeneralPurpose: { name: 'Standard_D4ds_v5', tier: 'GeneralPurpose' },
  MemoryOptimized: { name: 'Standard_E8ds_v5', tier: 'MemoryOptimized' },
};

/** `count` servers of a few applications, each with a resource group; of the kinds that a large estate has. */
export function inventServers(subscriptionId: string, code: string, count: number): SeedServer[] {
  const random = createRandom(`servers of ${subscriptionId}`);
  const apps = [...APPS].sort(() => random.next() - 0.5).slice(0, APPS_EACH);
  return Array.from({ length: count }, (_, at) => {
    const app = apps[at % APPS_EACH] ?? '';
    const number = Math.floor(at / APPS_EACH) + 1;
    return inventServer(random, { subscriptionId, app, code, number });
  });
}

interface Place {
  subscriptionId: string;
  app: string;
  /** Of the subscription; production's end in `p`. */
  code: string;
  number: number;
}

function inventServer(random: Random, { subscriptionId, app, code, number }: Place): SeedServer {
  const isReplica = number > 1 && random.next() < 0.04;
  const of = String(isReplica ? number - 1 : number).padStart(2, '0');
  const name = `pg-${app}-${code}${of}${isReplica ? '-replica' : ''}`;
  const location = random.weighted({ [REGION]: 90, northeurope: 6, swedencentral: 2, germanywestcentral: 2 });
  const version = random.weighted({ '14': 8, '15': 20, '16': 42, '17': 25, '18': 5 });
  const minorVersion = version === '18' ? '1' : String(4 + random.below(7));
  const storageSizeGB = Number(
    random.weighted({ '32': 30, '64': 20, '128': 20, '256': 12, '512': 9, '1024': 5, '2048': 3, '4096': 1 }),
  );
  const state = random.weighted({ Ready: 95, Stopped: 3, Updating: 1, Starting: 1 });
  const sku = SKUS[random.weighted({ Burstable: 35, GeneralPurpose: 50, MemoryOptimized: 15 })];
  const sizes = [app, `${app}_history`, 'reporting', 'staging'].slice(0, 1 + random.below(4)).map((database, at) => ({
    name: database,
    sizeInBytes: Math.round(((storageSizeGB * GIGABYTE) / (3 + at * 4)) * (0.2 + random.next() * 0.8)),
  }));
  return {
    name,
    subscriptionId,
    resourceGroup: `rg-${app}`,
    location,
    sealed: sealSimulated({
      host: `${name}.postgres.database.azure.com`,
      version,
      minorVersion,
      isReplica,
      databases: sizes,
    }),
    version,
    minorVersion,
    administratorLogin: 'pgadmin',
    storageSizeGB,
    sizeInBytes: sizes.reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0),
    state,
    replicationRole: isReplica ? 'AsyncReplica' : 'Primary',
    sku,
    ...(random.next() < 0.3 && {
      highAvailability: { mode: 'ZoneRedundant', state: 'Healthy', standbyAvailabilityZone: '2' },
    }),
    tags: { app, env: code.endsWith('p') ? 'prod' : 'test' },
  };
}
