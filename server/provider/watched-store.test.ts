/** What a store tells of that happens in it. */
import { describe, expect, it } from 'vitest';
import { ended, INSTANCE, open, pointsOf, protect, startBackup, type Laboratory } from '../testing/laboratory.ts';
import { createManualClock } from './memory/clock.ts';
import { createMemoryPorts } from './memory/memory-ports.ts';
import { createSimulatedEngine } from './memory/simulated-engine.ts';
import { EngineFault, type Engine } from './ports.ts';
import { jobs, instances, type JobRecord } from './records.ts';
import { noteDamage } from './point-records.ts';
import type { Occurrence } from './domain/occurrences.ts';
import { VAULT_ID } from './seed.ts';
import { idKey } from '#protocol/resource-id.ts';
import { watchedStore } from './watched-store.ts';

const watching = () => {
  const seen: Occurrence[] = [];
  return {
    seen,
    watch: { after: (occurrence: Occurrence) => void seen.push(occurrence) },
    kinds: () => seen.map(({ kind }) => kind),
  };
};
const backUp = async (laboratory: Laboratory) => ended(laboratory, await startBackup(laboratory));
const clock = () => createManualClock('2026-01-31T10:00:00Z');

describe('a store tells', () => {
  it('of each job that ends, once, with what became of it', async () => {
    const { seen, watch } = watching();
    const laboratory = await open({}, {}, clock(), watch);
    await protect(laboratory);
    await backUp(laboratory);
    expect(seen).toMatchObject([{ kind: 'jobEnded', vaultId: VAULT_ID, job: { properties: { status: 'Completed' } } }]);
    await laboratory.stop();
  });

  it('of a failed backup, and of damage, once for each finding', async () => {
    const { seen, watch, kinds } = watching();
    const time = clock();
    const engine: Engine = {
      ...createSimulatedEngine({ clock: time, speed: () => 1 }),
      backUp: () => Promise.reject(new EngineFault('UserErrorServerUnreachable', 'Gone.', [])),
    };
    const failing = await open({ engine }, {}, time, watch);
    await protect(failing);
    await backUp(failing);
    expect(seen).toMatchObject([{ kind: 'jobEnded', job: { properties: { status: 'Failed' } } }]);
    await failing.stop();

    seen.length = 0;
    const laboratory = await open({}, {}, clock());
    await protect(laboratory);
    await backUp(laboratory);
    const [point] = await pointsOf(laboratory);
    const ports = { ...laboratory.ports, store: watchedStore(laboratory.ports.store, watch) };
    const address = { vaultId: VAULT_ID, instanceName: 'pg-orders-1', recoveryPointId: point?.name ?? '' };
    await noteDamage(ports, address, 'A part is missing.');
    await noteDamage(ports, address, 'A part is missing.');
    expect(kinds()).toEqual(['pointDamaged']);
    await laboratory.stop();
  });

  it('of data that was deleted, and of protection that failed', async () => {
    const { kinds, watch, seen } = watching();
    const laboratory = await open({}, {}, clock(), watch);
    await protect(laboratory);
    await backUp(laboratory);
    expect((await laboratory.send('DELETE', INSTANCE)).status).toBeLessThan(300);
    await laboratory.clock.advance(10_000);
    expect(kinds()).toEqual(['jobEnded', 'dataDeleted']);
    expect(seen[1]).toMatchObject({ purgeAt: expect.stringMatching(/^2026-02-/) as string });
    await laboratory.stop();

    const other = watching();
    const again = await open({}, {}, clock());
    await protect(again);
    const store = watchedStore(again.ports.store, other.watch);
    const fail = () =>
      store.transact(async (tx) => {
        const record = (await tx.get(instances, idKey(INSTANCE)))?.value;
        if (!record) throw new Error('There is no instance.');
        const properties = { ...record.resource.properties, currentProtectionState: 'ProtectionError' };
        await tx.put(instances, idKey(INSTANCE), { ...record, resource: { ...record.resource, properties } });
      });
    await fail();
    await fail();
    expect(other.kinds()).toEqual(['protectionFailed']);
    await again.stop();
  });
});

describe('what a transaction did', () => {
  const endedJob = (id: string) =>
    ({
      vaultId: VAULT_ID,
      resource: { id, properties: { status: 'Failed', backupInstanceId: INSTANCE, startTime: '' } },
    }) as unknown as JobRecord;

  it('is told when it is committed, and not when it is not', async () => {
    const { seen, watch } = watching();
    const store = watchedStore(createMemoryPorts({ people: [] }).store, watch);
    const failing = store.transact(async (tx) => {
      await tx.put(jobs, 'a', endedJob('a'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(seen).toEqual([]);
    await store.transact((tx) => tx.put(jobs, 'a', endedJob('a')));
    expect(seen).toHaveLength(1);
  });

  it('is told within it, so that what is written of it is there with it or not at all', async () => {
    const plain = createMemoryPorts({ people: [] }).store;
    const told = { name: 'told' };
    const store = watchedStore(plain, { within: async (tx, { kind }) => void (await tx.put(told, kind, 1)) });
    await store.transact((tx) => tx.put(jobs, 'a', endedJob('a')));
    expect(await plain.transact((tx) => tx.count(told))).toBe(1);
    const refusing = watchedStore(plain, { within: () => Promise.reject(new Error('full')) });
    await expect(refusing.transact((tx) => tx.put(jobs, 'b', endedJob('b')))).rejects.toThrow('full');
    expect(await plain.transact((tx) => tx.get(jobs, 'b'))).toBeUndefined();
  });
});
