import { describe, expect, it } from 'vitest';
import { accessOf } from '#provider/domain/access.ts';
import type { Backdrop } from '#provider/memory/backdrop.ts';
import { createMemoryPorts, DEFAULT_TENANT } from '#provider/memory/memory-ports.ts';
import type { Kind } from '#provider/ports.ts';
import {
  instances,
  jobs,
  recoveryPoints,
  resourceGroups,
  roleAssignments,
  servers,
  subscriptions,
  vaults,
  word,
} from '#provider/records.ts';
import { SUBSCRIPTION_ID, VAULT_ID } from '#provider/seed.ts';
import { idKey } from '#protocol/resource-id.ts';
import { backdropOf, estateToBegin } from './estates.ts';
import { people } from '../world.ts';

const NOW = new Date('2026-05-13T10:00:00Z');
const estate = (name: 'large' | 'empty'): Backdrop =>
  backdropOf(name, { tenantId: DEFAULT_TENANT, now: NOW }) as Backdrop;
const all = <T>(backdrop: Backdrop, kind: Kind<T>): [string, T][] => [...backdrop.reveal(kind, { words: [] })];
const shareOf = <T>(of: readonly T[], has: (one: T) => boolean): number => of.filter(has).length / of.length;

describe('the large estate', () => {
  const large = estate('large');
  const found = {
    servers: all(large, servers),
    instances: all(large, instances),
    jobs: all(large, jobs),
    points: all(large, recoveryPoints),
  };

  it('is as large as it says, and no two documents have one key', () => {
    expect(all(large, subscriptions)).toHaveLength(50);
    expect(all(large, resourceGroups)).toHaveLength(450);
    expect(all(large, vaults)).toHaveLength(60);
    const counts = { servers: 10_000, instances: 1_000, jobs: 100_000, points: 19_990 };
    for (const [kind, count] of Object.entries(counts)) {
      const keys = found[kind as keyof typeof found].map(([key]) => key);
      expect(keys).toHaveLength(count);
      expect(new Set(keys).size).toBe(count);
    }
  });

  it('has one instance with ten thousand recovery points', () => {
    const counts = new Map<string, number>();
    for (const [, { instanceId }] of found.points) counts.set(instanceId, (counts.get(instanceId) ?? 0) + 1);
    expect([...counts.values()].filter((count) => count > 10)).toEqual([10_000]);
  });

  it('holds servers of every kind that matters when some are selected', () => {
    const records = found.servers.map(([, record]) => record.resource);
    expect(shareOf(records, ({ location }) => location === 'westeurope')).toBeCloseTo(0.9, 1);
    for (const isOdd of [
      ({ properties }: (typeof records)[number]) => properties.replicationRole === 'AsyncReplica',
      ({ properties }: (typeof records)[number]) => properties.state !== 'Ready',
      ({ properties }: (typeof records)[number]) => properties.storage.storageSizeGB > 1024,
    ]) {
      expect(shareOf(records, isOdd)).toBeGreaterThan(0.02);
      expect(shareOf(records, isOdd)).toBeLessThan(0.1);
    }
    expect(new Set(records.map(({ name }) => name)).size).toBe(10_000);
  });

  it('is the same each time', () => {
    const again = estate('large');
    const where = { words: [word.inSubscription(SUBSCRIPTION_ID)] };
    expect([...again.reveal(servers, where)]).toEqual(found.servers.filter(([key]) => key.includes(SUBSCRIPTION_ID)));
  });

  it('hands out a subscription when somebody looks there, and not again', () => {
    const fresh = estate('large');
    const [, other] = all(fresh, subscriptions)[7] ?? [];
    const words = [word.inSubscription(other?.subscriptionId ?? '')];
    expect([...fresh.reveal(servers, { words })]).toHaveLength(200);
    expect([...fresh.reveal(servers, { words })]).toEqual([]);
    expect([...fresh.reveal(jobs, { key: `${idKey(VAULT_ID)}/backupjobs/any` })]).toHaveLength(2_000);
    expect(all(fresh, servers)).toHaveLength(9_800);
  });

  it('everything that has happened lies in the past', () => {
    const ends = found.jobs.map(([, { resource }]) => Date.parse(resource.properties.endTime ?? ''));
    expect(Math.max(...ends.slice(0, 2_000))).toBeLessThan(NOW.getTime());
  });
});

it('the personas may in the generated estates what they may in the small one', () => {
  const assignments = all(estate('large'), roleAssignments).map(([, assignment]) => assignment);
  const group = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-backup`;
  const may = (action: string) =>
    people.map(({ principal }) =>
      accessOf(assignments.filter(({ properties }) => properties.principalId === principal.objectId.toLowerCase())).may(
        action,
        group,
      ),
    );
  expect(may('Microsoft.DataProtection/backupVaults/read')).toEqual([true, true, true, true]);
  expect(may('Microsoft.DataProtection/backupVaults/write')).toEqual([true, true, true, false]);
  expect(may('Microsoft.Authorization/roleAssignments/write')).toEqual([true, false, true, false]);
});

it('the empty estate has a subscription with groups, and nothing in them', () => {
  const empty = estate('empty');
  expect(all(empty, subscriptions)).toHaveLength(1);
  expect(all(empty, resourceGroups)).toHaveLength(2);
  for (const kind of [servers, vaults, instances, jobs]) expect(all<unknown>(empty, kind as Kind<unknown>)).toEqual([]);
});

it('what was changed about an estate survives a reload, and only that is saved', async () => {
  const open = (saved?: string) =>
    createMemoryPorts({ people, backdrop: estate('large'), ...(saved !== undefined && { saved }) });
  const before = open();
  const [first, second] = await before.store.transact((tx) =>
    tx.list(servers, { with: [word.inSubscription(SUBSCRIPTION_ID)], limit: 2 }),
  );
  if (!first || !second) throw new Error('There are no servers.');
  await before.store.transact(async (tx) => {
    await tx.put(servers, first.key, { ...first.value, sizeInBytes: 42 });
    await tx.delete(servers, first.key);
    await tx.put(servers, second.key, { ...second.value, sizeInBytes: 42 });
  });
  const saved = before.save();
  expect(saved.length).toBeLessThan(5_000);

  const after = open(saved);
  const [now] = await after.store.transact((tx) =>
    tx.list(servers, { with: [word.inSubscription(SUBSCRIPTION_ID)], limit: 1 }),
  );
  expect(now?.value).toEqual({ ...second.value, sizeInBytes: 42 });
  expect(await after.store.transact((tx) => tx.get(servers, first.key))).toBeUndefined();
  expect(await after.store.transact((tx) => tx.count(servers))).toBe(9_999);
});

describe('the choice of an estate', () => {
  const storage = () => {
    const kept = new Map<string, string>();
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    } as unknown as Storage;
  };

  it('is remembered by the tab, and another one is a new world', () => {
    const tab = storage();
    expect(estateToBegin('', tab)).toEqual({ estate: 'small', isNew: false });
    expect(estateToBegin('?estate=large', tab)).toEqual({ estate: 'large', isNew: true });
    expect(estateToBegin('?estate=large', tab)).toEqual({ estate: 'large', isNew: false });
    expect(estateToBegin('', tab)).toEqual({ estate: 'large', isNew: false });
    expect(estateToBegin('?estate=nowhere', tab)).toEqual({ estate: 'large', isNew: false });
    expect(estateToBegin('?estate=small', tab)).toEqual({ estate: 'small', isNew: true });
  });
});
