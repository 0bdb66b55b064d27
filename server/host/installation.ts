/** What a fresh installation holds, and the check that state, secret and master key belong together. */
import { createHmac } from 'node:crypto';
import type { SampleServer } from '#adapters/sample-engine/sample-server.ts';
import { SAMPLE_SEALED } from '#adapters/engine.ts';
import { SetupError } from '#adapters/setup-error.ts';
import { ROLE_IDS } from '#protocol/authorization.ts';
import type { Kind } from '#provider/ports.ts';
import { DATA_GROUP, REGION, SAMPLE_SERVER, seed, type SeedServer } from '#provider/seed.ts';
import type { RealPorts } from './real-ports.ts';
import { resealRecords } from './sealed-records.ts';

interface Installation {
  /** Shows whether a secret is the one that this state was made with, and reveals nothing else about it. */
  secretCheck: string;
  /** The public half of the master key that vaults and sealed texts were last updated to. */
  masterKey?: string;
}

const installations: Kind<Installation> = { name: 'installation' };
const KEY = 'this';

/** What a line of an exported state says of the installation, when it is the line that does. */
export function installationIn(line: string): Installation | undefined {
  const isIt = line.startsWith(`{"document":{"kind":"${installations.name}","key":"${KEY}",`);
  return isIt ? (JSON.parse(line) as { document: { body: Installation } }).document.body : undefined;
}

export const isSecretOf = (secrets: RealPorts['secrets'], { secretCheck }: Installation): boolean =>
  secretCheck === secretCheckOf(secrets);

const secretCheckOf = (secrets: RealPorts['secrets']): string =>
  createHmac('sha256', secrets.key('check')).update('backup-portal').digest('hex');

/**
 * Fills an empty state, with the server that `firstServer` returns. In any other state it only wraps the keys again
 * when the master key is new. Returns whether the master key differs from that of the last start.
 */
export async function prepareInstallation(
  real: RealPorts,
  firstServer: () => Promise<SeedServer>,
): Promise<{ isMasterKeyNew: boolean }> {
  await prepareState(real, firstServer);
  return { isMasterKeyNew: await takeMasterKey(real) };
}

async function prepareState(
  { ports, signIn, secrets }: RealPorts,
  firstServer: () => Promise<SeedServer>,
): Promise<void> {
  const found = await ports.store.transact((tx) => tx.get(installations, KEY));
  if (found !== undefined) {
    if (isSecretOf(secrets, found.value)) return;
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
  await ports.store.transact((tx) => tx.put(installations, KEY, { secretCheck: secretCheckOf(secrets) }));
}

/**
 * Wraps and seals again what a former master key protects, and records the present one. Returns whether it differs from
 * the recorded one.
 */
async function takeMasterKey({ ports, masters, vaultKeys, areVaultsMissing, sealing }: RealPorts): Promise<boolean> {
  const { store, log } = ports;
  const before = await store.transact((tx) => tx.get(installations, KEY));
  const known = before?.value.masterKey;
  const [{ recipient }] = masters;
  if (known !== undefined && !masters.some((master) => master.recipient === known)) {
    throw new SetupError(
      `The keys of the vaults are wrapped with another master key, ${known}. Set MASTER_KEY to the one it had; to change ` +
        'it, put the new one in front of it, separated by a comma.',
    );
  }
  if (known !== undefined && known !== recipient && areVaultsMissing) {
    throw new SetupError(
      'The folder of the vaults is empty, and the new master key could not wrap the keys in it. Mount its disk, then start again.',
    );
  }
  const count = await vaultKeys.rewrap();
  if (count > 0) log('keys of vaults are wrapped with the current master key', { count });
  if (known === recipient) return false;
  await resealRecords({ store, sealing: sealing.records, former: sealing.engine, log });
  await store.transact(async (tx) => {
    const now = await tx.get(installations, KEY);
    if (now) await tx.put(installations, KEY, { ...now.value, masterKey: recipient });
  });
  return true;
}

/** The embedded server that the first start registers. */
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
