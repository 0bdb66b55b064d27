/** What a fresh installation holds, and the check that state and secret belong together. */
import { createHmac } from 'node:crypto';
import type { SampleServer } from '#adapters/sample-engine/sample-server.ts';
import { SAMPLE_SEALED } from '#adapters/engine.ts';
import { SetupError } from '#adapters/setup-error.ts';
import { ROLE_IDS } from '#protocol/authorization.ts';
import type { Kind } from '#provider/ports.ts';
import { DATA_GROUP, REGION, SAMPLE_SERVER, seed, type SeedServer } from '#provider/seed.ts';
import type { RealPorts } from './real-ports.ts';

interface Installation {
  /** Tells whether a secret is the one that this state was made with, and nothing else about it. */
  secretCheck: string;
}

const installations: Kind<Installation> = { name: 'installation' };
const KEY = 'this';

/** Fills an empty state; leaves any other as it is. `firstServer` is only asked for the former. */
export async function prepareInstallation(
  { ports, signIn, secrets }: RealPorts,
  firstServer: () => Promise<SeedServer>,
): Promise<void> {
  const secretCheck = createHmac('sha256', secrets.key('check')).update('backup-portal').digest('hex');
  const found = await ports.store.transact((tx) => tx.get(installations, KEY));
  if (found !== undefined) {
    if (found.value.secretCheck === secretCheck) return;
    throw new SetupError(
      'The state was made with another secret: the passwords in it could not be opened and nobody could sign in. ' +
        'Set SECRET_KEY to the value it had, or put back keys.json of the data folder.',
    );
  }
  const { operator, backupAdmin } = signIn.people;
  await seed(ports, {
    people: [
      { principal: operator, roles: [{ roleId: ROLE_IDS.owner }] },
      { principal: backupAdmin, roles: [{ roleId: ROLE_IDS.contributor }] },
    ],
    servers: [await firstServer()],
  });
  await ports.store.transact((tx) => tx.put(installations, KEY, { secretCheck }));
}

/** The embedded server, as the first start registers it. */
export async function sampleServer(sample: SampleServer): Promise<SeedServer> {
  const facts = await sample.ask('facts');
  return {
    name: SAMPLE_SERVER,
    resourceGroup: DATA_GROUP,
    location: REGION,
    sealed: SAMPLE_SEALED,
    version: facts.version,
    minorVersion: facts.minorVersion,
    administratorLogin: 'postgres',
    storageSizeGB: 32,
    sizeInBytes: facts.sizeInBytes,
  };
}
