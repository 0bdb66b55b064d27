/** The people and the server of the seeded world, and the storages, for the hosts that keep them in memory. */
import { ROLE_IDS } from '#protocol/authorization.ts';
import type { VaultStorageFacts } from '#protocol/data-protection.ts';
import type { Person } from '#provider/memory/directory.ts';
import { sealSimulated } from '#provider/memory/simulated-engine.ts';
import { DATA_GROUP, REGION, SAMPLE_SERVER, type World } from '#provider/seed.ts';

const person = (name: string, objectId: string): Person => ({
  token: name,
  principal: { objectId, name: `${name}@contoso.example`, displayName: name, type: 'User' },
});

const operator = person('operator', '44444444-4444-4444-8444-444444444440');
const backupAdmin = person('backup-admin', '44444444-4444-4444-8444-444444444441');

/** The token of each is the name. */
export const people: readonly Person[] = [operator, backupAdmin];

/** What every host of the contract has besides its own folder. Nothing is put there. */
export const OFFSITE: VaultStorageFacts = { name: 'offsite', type: 'S3' };

export const world: World = {
  people: [
    { principal: operator.principal, roles: [{ roleId: ROLE_IDS.owner }] },
    { principal: backupAdmin.principal, roles: [{ roleId: ROLE_IDS.contributor }] },
  ],
  servers: [
    {
      name: SAMPLE_SERVER,
      resourceGroup: DATA_GROUP,
      location: REGION,
      sealed: sealSimulated({
        host: 'pg-sample.example',
        version: '16',
        minorVersion: '4',
        databases: [{ name: 'sample', sizeInBytes: 10 * 1024 ** 2 }],
      }),
      version: '16',
      minorVersion: '4',
      administratorLogin: 'sample',
      storageSizeGB: 1,
    },
  ],
};
