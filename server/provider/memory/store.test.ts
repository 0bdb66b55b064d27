import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Kind, Stored } from '../ports.ts';
import { createMemoryStore } from './store.ts';

interface Fruit {
  name: string;
  colour: string;
}

const fruits: Kind<Fruit> = { name: 'fruit', words: ({ colour }) => [`colour:${colour}`], order: ({ name }) => name };

let ids = 0;
const open = (onCommit = vi.fn()) => createMemoryStore({ newId: () => String(++ids), onCommit });

describe('a transaction', () => {
  it('that throws leaves nothing behind, neither documents nor work', async () => {
    const onCommit = vi.fn();
    const store = open(onCommit);
    const failing = store.transact(async (tx) => {
      await tx.put(fruits, 'a', { name: 'apple', colour: 'red' });
      await tx.enqueue({ kind: 'forgetEvents', id: '1', payload: {} });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await store.transact((tx) => tx.get(fruits, 'a'))).toBeUndefined();
    expect(onCommit).not.toHaveBeenCalledWith(expect.arrayContaining([expect.anything()]), expect.anything());
  });

  it('sees what it wrote itself, and what it deleted no more', async () => {
    await open().transact(async (tx) => {
      await tx.put(fruits, 'a', { name: 'apple', colour: 'red' });
      expect(await tx.count(fruits, { with: ['colour:red'] })).toBe(1);
      await tx.put(fruits, 'a', { name: 'apple', colour: 'green' });
      expect(await tx.count(fruits, { with: ['colour:red'] })).toBe(0);
      expect(await tx.delete(fruits, 'a')).toBe(true);
      expect(await tx.delete(fruits, 'a')).toBe(false);
      expect(await tx.list(fruits)).toEqual([]);
    });
  });

  it('does not overlap with another: counting up at once counts all', async () => {
    const store = open();
    const countUp = () =>
      store.transact(async (tx) => {
        const { value } = (await tx.get(fruits, 'n')) ?? { value: { name: '0', colour: '' } };
        await Promise.resolve();
        await tx.put(fruits, 'n', { ...value, name: String(Number(value.name) + 1) });
      });
    await Promise.all(Array.from({ length: 20 }, countUp));
    expect((await store.transact((tx) => tx.get(fruits, 'n')))?.value.name).toBe('20');
  });

  it('hands out copies: changing one changes nothing', async () => {
    const store = open();
    await store.transact((tx) => tx.put(fruits, 'a', { name: 'apple', colour: 'red' }));
    const found = await store.transact((tx) => tx.get(fruits, 'a'));
    if (found) found.value.colour = 'blue';
    expect((await store.transact((tx) => tx.get(fruits, 'a')))?.value.colour).toBe('red');
  });
});

it('lists in pages that together hold what fits, once and in order, either way round', async () => {
  const basket = fc.array(
    fc.record({
      key: fc.string({ minLength: 1, maxLength: 3 }),
      name: fc.string({ maxLength: 2 }),
      colour: fc.constantFrom('red', 'green'),
    }),
    { maxLength: 25 },
  );
  await fc.assert(
    fc.asyncProperty(basket, fc.integer({ min: 1, max: 7 }), fc.boolean(), async (given, limit, descending) => {
      const store = open();
      await store.transact(async (tx) => {
        for (const { key, ...fruit } of given) await tx.put(fruits, key, fruit);
      });
      const kept = new Map(given.map(({ key, ...fruit }) => [key, fruit]));
      const seen: Stored<Fruit>[] = [];
      for (;;) {
        const last = seen.at(-1);
        const page = await store.transact((tx) =>
          tx.list(fruits, {
            with: ['colour:red'],
            limit,
            descending,
            ...(last && { after: { order: last.order, key: last.key } }),
          }),
        );
        if (page.length === 0) break;
        expect(page.length).toBeLessThanOrEqual(limit);
        seen.push(...page);
      }
      const red = [...kept].filter(([, { colour }]) => colour === 'red');
      expect(new Set(seen.map(({ key }) => key))).toEqual(new Set(red.map(([key]) => key)));
      expect(seen).toHaveLength(red.length);
      const orders = seen.map(({ order }) => order);
      const sorted = [...orders].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
      expect(orders).toEqual(descending ? sorted.reverse() : sorted);
    }),
  );
});

it('finds by several words, by a range of orders and by the beginning of the key', async () => {
  const store = open();
  await store.transact(async (tx) => {
    await tx.put(fruits, 'x/1', { name: 'apple', colour: 'red' });
    await tx.put(fruits, 'x/2', { name: 'cherry', colour: 'red' });
    await tx.put(fruits, 'y/1', { name: 'banana', colour: 'yellow' });
  });
  const names = (query: Parameters<Parameters<Parameters<typeof store.transact>[0]>[0]['list']>[1]) =>
    store.transact(async (tx) => (await tx.list(fruits, query)).map(({ value }) => value.name));
  expect(await names({ from: 'b', to: 'cherry' })).toEqual(['banana']);
  expect(await names({ keyPrefix: 'x/' })).toEqual(['apple', 'cherry']);
  expect(await names({ with: ['colour:red', 'colour:yellow'] })).toEqual([]);
});
