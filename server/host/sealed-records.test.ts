/** Sealed texts of the state: bound to their record, brought up to date when keys change, and useless anywhere else. */
import { expect, it } from 'vitest';
import { identityOf, masterKeysOf } from '#adapters/age/master-keys.ts';
import { createRecordSealing } from '#adapters/record-sealing.ts';
import { createSealing } from '#adapters/sealing.ts';
import { idKey } from '#protocol/resource-id.ts';
import { deploymentContents } from '#provider/deployment-records.ts';
import { createMemoryPorts } from '#provider/memory/memory-ports.ts';
import { seed, serverRecord, type SeedServer } from '#provider/seed.ts';
import { servers } from '#provider/records.ts';
import { serverAccess } from '#provider/server-access.ts';
import { resealRecords } from './sealed-records.ts';

const FIRST = identityOf(new Uint8Array(32).fill(1));
const SECOND = identityOf(new Uint8Array(32).fill(2));
const former = createSealing(new Uint8Array(32).fill(3));

const serverNamed = (name: string): SeedServer => ({
  name,
  resourceGroup: 'rg-data',
  location: 'westeurope',
  sealed: `access to ${name}`,
  ...{ version: '16', minorVersion: '4', administratorLogin: 'postgres', storageSizeGB: 32 },
});
const keyOf = (name: string) => idKey(serverRecord(serverNamed(name)).resource.id);

async function world(...identities: [string, ...string[]]) {
  const sealing = createRecordSealing(await masterKeysOf(identities));
  const ports = { ...createMemoryPorts({ people: [] }), sealing };
  await seed(ports, { people: [], servers: ['pg-one', 'pg-two'].map(serverNamed) });
  return ports;
}

type World = Awaited<ReturnType<typeof world>>;

const sealedOf = async ({ store }: World, name: string) =>
  (await store.transact((tx) => tx.get(servers, keyOf(name))))?.value ?? expect.fail('no such server');
const put = ({ store }: World, name: string, sealed: string) =>
  store.transact((tx) => tx.put(servers, keyOf(name), { ...serverRecord(serverNamed(name)), sealed }));
const unopened: string[] = [];
const reseal = ({ store, sealing }: World) =>
  resealRecords({ store, sealing, former, log: (_, details) => void unopened.push(String(details?.of)) });

it('a password that is moved to another server does not open there', async () => {
  const ports = await world(FIRST);
  const { sealed } = await sealedOf(ports, 'pg-one');
  expect(sealed).not.toContain('access');
  expect(serverAccess(ports, await sealedOf(ports, 'pg-one'))).toBe('access to pg-one');
  await put(ports, 'pg-two', sealed);
  const moved = await sealedOf(ports, 'pg-two');
  expect(() => serverAccess(ports, moved)).toThrow('cannot be opened any more');
  // Nor does updating the state bind it to the other server.
  await reseal(ports);
  expect((await sealedOf(ports, 'pg-two')).sealed).toBe(sealed);
  expect(unopened).toEqual([keyOf('pg-two')]);
});

it('a text that was sealed before texts were bound is bound once, and then opens', async () => {
  const ports = await world(FIRST);
  await put(ports, 'pg-one', 'access of before');
  await ports.store.transact((tx) => tx.put(deploymentContents, 'run', { sealed: former.seal('a template') }));
  const before = await sealedOf(ports, 'pg-one');
  expect(() => serverAccess(ports, before)).toThrow('cannot be opened any more');
  await reseal(ports);
  expect(serverAccess(ports, await sealedOf(ports, 'pg-one'))).toBe('access of before');
  const content = await ports.store.transact((tx) => tx.get(deploymentContents, 'run'));
  expect(ports.sealing.open(content?.value.sealed ?? '', 'run')).toBe('a template');
});

it('with another master key, everything is sealed again, and the former key is no longer needed', async () => {
  const before = await world(FIRST);
  const both = { ...before, sealing: createRecordSealing(await masterKeysOf([SECOND, FIRST])) };
  expect(serverAccess(both, await sealedOf(both, 'pg-one'))).toBe('access to pg-one');
  await reseal(both);
  const after = { ...before, sealing: createRecordSealing(await masterKeysOf([SECOND])) };
  expect(serverAccess(after, await sealedOf(after, 'pg-one'))).toBe('access to pg-one');
  const record = await sealedOf(before, 'pg-one');
  expect(() => serverAccess(before, record)).toThrow();
});
