import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWorldKeeper, forgetWorld, readWorld, type SavedWorld } from './saved-world.ts';

/** A tab's storage with room for so many characters. */
function storageOf(limit = 5_000_000) {
  const kept = new Map<string, string>();
  const storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = {
    getItem: (key) => kept.get(key) ?? null,
    setItem(key, value) {
      if (value.length > limit) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
      kept.set(key, value);
    },
    removeItem: (key) => void kept.delete(key),
  };
  return { storage: storage as Storage, used: () => [...kept.values()].reduce((sum, { length }) => sum + length, 0) };
}

/** A world of so many jobs, all alike. */
const worldOf = (jobs: number): SavedWorld => ({
  aheadMs: 31_536_000_000,
  begunAt: '2026-02-03T09:00:00.000Z',
  ports: JSON.stringify(Array.from({ length: jobs }, (_, at) => ({ id: at, note: 'Übertragung '.repeat(80) }))),
});
const SMALL = worldOf(3);
const LARGE = worldOf(8_000);

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** After the burst, and after compressing. */
const inAMoment = async (storage: Storage, wanted: SavedWorld) => {
  await vi.advanceTimersByTimeAsync(1_000);
  await vi.waitFor(async () => expect(await readWorld(storage)).toEqual(wanted), { timeout: 5_000 });
};

describe('the world of a tab', () => {
  it.each([
    ['as it is', SMALL],
    ['compressed, when it is large', LARGE],
  ])('is there after a reload: %s', async (_, world) => {
    const { storage, used } = storageOf();
    createWorldKeeper(storage, () => world).soon();
    await inAMoment(storage, world);
    expect(used()).toBeLessThan(1_000_000);
  });

  it('is none in a new tab, and none when it is of another version', async () => {
    const { storage } = storageOf();
    expect(await readWorld(storage)).toBeUndefined();
    storage.setItem('backup-portal.world', '{"documents":{}}');
    expect(await readWorld(storage)).toBeUndefined();
  });

  it('is kept once for a burst of changes', async () => {
    const { storage } = storageOf();
    const take = vi.fn(() => SMALL);
    const keeper = createWorldKeeper(storage, take);
    for (let change = 0; change < 50; change += 1) keeper.soon();
    await inAMoment(storage, SMALL);
    expect(take).toHaveBeenCalledOnce();
  });

  it('is kept at once when the page goes, with what was changed a moment ago', async () => {
    const { storage } = storageOf();
    const keeper = createWorldKeeper(storage, () => SMALL);
    keeper.soon();
    keeper.now();
    expect(await readWorld(storage)).toEqual(SMALL);
  });

  it('stays as it was when it does not fit any more', async () => {
    const { storage } = storageOf(2_000_000);
    let world = SMALL;
    const keeper = createWorldKeeper(storage, () => world);
    keeper.soon();
    await inAMoment(storage, SMALL);
    world = LARGE;
    keeper.soon();
    keeper.now();
    expect(await readWorld(storage)).toEqual(SMALL);
  });

  it('is not kept while much changes, and then once', async () => {
    const { storage } = storageOf();
    const take = vi.fn(() => SMALL);
    const keeper = createWorldKeeper(storage, take);
    keeper.pause();
    keeper.soon();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(take).not.toHaveBeenCalled();
    keeper.resume();
    await inAMoment(storage, SMALL);
    expect(take).toHaveBeenCalledOnce();
  });

  it('is gone when it was thrown away, also when the page goes or it was being compressed', async () => {
    const { storage } = storageOf();
    const keeper = createWorldKeeper(storage, () => LARGE);
    keeper.soon();
    await vi.advanceTimersByTimeAsync(201);
    keeper.forget();
    keeper.soon();
    keeper.now();
    vi.useRealTimers();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await readWorld(storage)).toBeUndefined();
    forgetWorld(storage);
  });
});
