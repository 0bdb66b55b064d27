/** The store and the queue together, as they share transactions: on PGlite and on PostgreSQL alike. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Kind, Store, TakenWork } from '#provider/ports.ts';
import type { WorkItem } from '#provider/work-items.ts';
import { startPostgres, type TestPostgres } from '../../testing/postgres.ts';
import { createBossWork, type BossWork } from '../boss-work.ts';
import { openPgliteDatabase } from './pglite-database.ts';
import { openPostgresDatabase } from './postgres-database.ts';
import type { SqlDatabase } from './sql-database.ts';
import { createSqlStore } from './sql-store.ts';

const SETUP_MS = 60_000;
vi.setConfig({ testTimeout: 30_000 });

interface Note {
  text: string;
  tags?: string[];
  rank?: string;
}
const notes: Kind<Note> = { name: 'note', words: ({ tags = [] }) => tags, order: ({ rank }, key) => rank ?? key };
const others: Kind<Note> = { name: 'other' };

describe.each(['PGlite', 'PostgreSQL'])('state in %s', (kind) => {
  let folder = '';
  let postgres: TestPostgres | undefined;
  let database: SqlDatabase;
  let work: BossWork;
  let store: Store;

  const open = async () => {
    database = postgres
      ? await openPostgresDatabase(postgres.url('postgres'), () => undefined)
      : await openPgliteDatabase(join(folder, 'state'));
    work = await createBossWork(database, () => undefined);
    store = createSqlStore(database, work.enqueue);
  };
  const close = async () => {
    await work.close();
    await database.close();
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bp-state-'));
    if (kind === 'PostgreSQL') postgres = await startPostgres();
    await open();
  }, SETUP_MS);
  afterAll(async () => {
    await close();
    await postgres?.remove();
    await rm(folder, { recursive: true, force: true });
  }, SETUP_MS);

  describe('keeps documents', () => {
    it('that are put after each other in one transaction, the last of each key', async () => {
      await store.transact(async (tx) => {
        await tx.put(notes, 'many/1', { text: 'first', tags: ['many'] });
        await tx.put(notes, 'many/2', { text: 'second \u0000', tags: ['many', 'a "b", {c}'] });
        await tx.put(notes, 'many/1', { text: 'third' });
        expect(await tx.delete(notes, 'many/3')).toBe(false);
        await tx.put(others, 'many/1', { text: 'other' });
      });
      await store.transact(async (tx) => {
        expect((await tx.get(notes, 'many/1'))?.value).toEqual({ text: 'third' });
        expect((await tx.list(notes, { with: ['a "b", {c}'] })).map(({ key }) => key)).toEqual(['many/2']);
        expect(await tx.count(notes, { with: ['many'] })).toBe(1);
        expect((await tx.get(others, 'many/1'))?.value.text).toBe('other');
      });
    });

    it('as they were put, with an etag that changes with them', async () => {
      const value = { text: 'a "quote", a \\ and a \u0000', tags: ['x'] };
      const first = await store.transact((tx) => tx.put(notes, 'kept', value));
      const found = await store.transact((tx) => tx.get(notes, 'kept'));
      expect(found).toEqual({ key: 'kept', value, etag: first, order: 'kept' });
      expect(await store.transact((tx) => tx.put(notes, 'kept', value))).not.toBe(first);
    });

    it('with their properties in the order in which they came', async () => {
      await store.transact((tx) => tx.put(others, 'order', { text: 'z', rank: 'a', tags: [] }));
      const found = await store.transact((tx) => tx.get(others, 'order'));
      expect(Object.keys(found?.value ?? {})).toEqual(['text', 'rank', 'tags']);
    });

    it('of each kind by itself', async () => {
      await store.transact((tx) => tx.put(others, 'alone', { text: '' }));
      expect(await store.transact((tx) => tx.get(notes, 'alone'))).toBeUndefined();
    });

    it('until they are deleted', async () => {
      await store.transact((tx) => tx.put(notes, 'brief', { text: '' }));
      expect(await store.transact((tx) => tx.delete(notes, 'brief'))).toBe(true);
      expect(await store.transact((tx) => tx.delete(notes, 'brief'))).toBe(false);
    });

    it('under names that are not run as SQL, whatever they look like', async () => {
      const names = [`'; DROP TABLE documents; --`, '100%_', '\\', 'nul\u0000', '\ud800', '数据', ''];
      for (const name of names) {
        await store.transact((tx) => tx.put(others, name, { text: name.length.toString() }));
        expect((await store.transact((tx) => tx.get(others, name)))?.value.text).toBe(String(name.length));
      }
    });
  });

  describe('lists documents', () => {
    beforeAll(async () => {
      await store.transact(async (tx) => {
        for (const [at, rank] of ['b', 'a', 'c', 'a', 'B'].entries()) {
          await tx.put(notes, `list/${at}`, { text: '', rank, tags: at % 2 === 0 ? ['even', 'listed'] : ['listed'] });
        }
      });
    });
    const keys = (query: Parameters<Parameters<Parameters<Store['transact']>[0]>[0]['list']>[1]) =>
      store.transact(async (tx) =>
        (await tx.list(notes, { with: ['listed'], ...query })).map(({ key }) => key.slice(-1)).join(''),
      );

    it.each([
      ['in their order, and by key where that is equal', {}, '41302'],
      ['the other way round', { descending: true }, '20314'],
      ['that have every word', { with: ['listed', 'even'] }, '402'],
      ['whose key begins so', { keyPrefix: 'list/1' }, '1'],
      ['from one order up to another', { from: 'a', to: 'c' }, '130'],
      ['no more than requested', { limit: 2 }, '41'],
      ['after another', { after: { order: 'a', key: 'list/1' }, limit: 2 }, '30'],
      ['after another, the other way round', { after: { order: 'b', key: 'list/0' }, descending: true }, '314'],
    ])('%s', async (_what, query, expected) => {
      expect(await keys(query)).toBe(expected);
    });

    it('and counts them, limit and page aside', async () => {
      const count = await store.transact((tx) =>
        tx.count(notes, { with: ['listed'], limit: 1, after: { order: 'b', key: 'x' } }),
      );
      expect(count).toBe(5);
    });
  });

  describe('runs transactions', () => {
    it('that leave nothing behind when they throw', async () => {
      const failing = store.transact(async (tx) => {
        await tx.put(notes, 'never', { text: '' });
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect(await store.transact((tx) => tx.get(notes, 'never'))).toBeUndefined();
    });

    it('one as if after the other, however many there are at once', async () => {
      await store.transact((tx) => tx.put(notes, 'counter', { text: '0' }));
      const increase = () =>
        store.transact(async (tx) => {
          const { value } = (await tx.get(notes, 'counter')) ?? { value: { text: '0' } };
          await tx.put(notes, 'counter', { text: String(Number(value.text) + 1) });
        });
      await Promise.all(Array.from({ length: 25 }, increase));
      expect((await store.transact((tx) => tx.get(notes, 'counter')))?.value.text).toBe('25');
    });

    it('that decide by what is not there: of many that claim a name, one gets it', async () => {
      const claim = (name: string) =>
        store.transact(async (tx) => {
          if ((await tx.count(notes, { with: ['claimed'] })) > 0) return false;
          await tx.put(notes, `claim/${name}`, { text: '', tags: ['claimed'] });
          return true;
        });
      const won = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(claim));
      expect(won.filter(Boolean)).toHaveLength(1);
    });
  });

  describe('hands on work', () => {
    let done: { item: WorkItem; taken: TakenWork }[] = [];
    let perform: (item: WorkItem, taken: TakenWork) => Promise<void> = () => Promise.resolve();
    let running: { stop: (graceMs?: number) => Promise<void> };
    const start = async () => {
      done = [];
      running = await work.start(async (item, taken) => {
        done.push({ item, taken });
        await perform(item, taken);
      });
    };
    beforeAll(start);
    afterAll(() => running.stop());

    let last = 0;
    const item = (more: Partial<WorkItem> = {}) =>
      ({
        kind: 'startProtection',
        id: `${kind} item ${(last += 1)}`,
        payload: { instanceId: 'b' },
        ...more,
      }) as WorkItem;
    const enqueue = (...items: WorkItem[]) =>
      store.transact(async (tx) => {
        for (const one of items) await tx.enqueue(one);
      });
    const timesDone = (wanted: WorkItem) => done.filter(({ item: { id } }) => id === wanted.id).length;

    it('that is done soon after the transaction has committed', async () => {
      const waitedMs: number[] = [];
      // On a busy machine the one or the other may be late for another reason.
      for (let turn = 0; turn < 3; turn += 1) {
        const wanted = item();
        const before = Date.now();
        await enqueue(wanted);
        await expect.poll(() => timesDone(wanted), { interval: 10, timeout: 10_000 }).toBe(1);
        waitedMs.push(Date.now() - before);
        expect(done.find(({ item: { id } }) => id === wanted.id)).toMatchObject({
          item: wanted,
          taken: { attempt: 1 },
        });
      }
      expect(Math.min(...waitedMs)).toBeLessThan(2000);
    });

    it('one after the other, without a pause between them', async () => {
      const many = Array.from({ length: 40 }, () => item());
      const before = Date.now();
      await enqueue(...many);
      await expect.poll(() => many.every((one) => timesDone(one) === 1), { timeout: 20_000 }).toBe(true);
      // Four at once, and one for each worker every two seconds, would take twenty.
      expect(Date.now() - before).toBeLessThan(10_000);
    });

    it('that is never done when the transaction fails', async () => {
      const lost = item();
      await store
        .transact(async (tx) => {
          await tx.enqueue(lost);
          throw new Error('no');
        })
        .catch(() => undefined);
      const next = item();
      await enqueue(next);
      await expect.poll(() => timesDone(next), { timeout: 10_000 }).toBe(1);
      expect(timesDone(lost)).toBe(0);
    });

    it('once for each id, also when it was done already', async () => {
      const wanted = item();
      await enqueue(wanted, wanted);
      await expect.poll(() => timesDone(wanted), { timeout: 10_000 }).toBe(1);
      const next = item();
      await enqueue(wanted, next);
      await expect.poll(() => timesDone(next), { timeout: 10_000 }).toBe(1);
      expect(timesDone(wanted)).toBe(1);
    });

    it('not before its time', async () => {
      const notBefore = new Date(Date.now() + 1500);
      const wanted = item({ notBefore: notBefore.toISOString() });
      await enqueue(wanted);
      await expect.poll(() => timesDone(wanted), { timeout: 15_000 }).toBe(1);
      expect(Date.now()).toBeGreaterThanOrEqual(notBefore.getTime());
    });

    it('and says how much stands in which lane: what runs, and what comes later', async () => {
      const wanted = item({ kind: 'notify', payload: { notification: 'n' } });
      let release: () => void = () => undefined;
      perform = (one) => (one.id === wanted.id ? new Promise((resolve) => (release = resolve)) : Promise.resolve());
      const notBefore = new Date(Date.now() + 3_600_000).toISOString();
      await enqueue(wanted, item({ kind: 'notify', payload: { notification: 'm' }, notBefore }));
      await expect.poll(() => timesDone(wanted), { timeout: 10_000 }).toBe(1);
      const standing = (await work.standing()).filter(({ lane }) => lane === 'notices');
      expect(standing.toSorted((one, other) => one.state.localeCompare(other.state))).toEqual([
        { lane: 'notices', state: 'later', count: 1, oldestSeconds: 0 },
        { lane: 'notices', state: 'running', count: 1, oldestSeconds: expect.any(Number) as number },
      ]);
      release();
      perform = () => Promise.resolve();
      await expect
        .poll(async () => (await work.standing()).some(({ state }) => state === 'running'), { timeout: 10_000 })
        .toBe(false);
    });

    it('again when it threw, counting the attempts', async () => {
      const wanted = item();
      perform = (one, { attempt }) =>
        one.id === wanted.id && attempt < 2 ? Promise.reject(new Error('once')) : Promise.resolve();
      await enqueue(wanted);
      await expect.poll(() => timesDone(wanted), { timeout: 20_000 }).toBe(2);
      expect(done.filter(({ item: { id } }) => id === wanted.id).map(({ taken }) => taken.attempt)).toEqual([1, 2]);
      perform = () => Promise.resolve();
    });

    it('no more than two checks of one server at once, and all others beside them', async () => {
      const release = Promise.withResolvers<undefined>();
      const check = (serverId: string) => item({ kind: 'validateForBackup', serverId });
      const hanging = Array.from({ length: 8 }, () => check('/servers/Hangs'));
      const others = [check('/servers/other'), item({ kind: 'runSchedule' }), item({ kind: 'expirePoints' })];
      let atOnce = 0;
      let most = 0;
      perform = async ({ serverId }) => {
        if (serverId !== '/servers/Hangs') return;
        most = Math.max(most, (atOnce += 1));
        await release.promise;
        atOnce -= 1;
      };
      await enqueue(...hanging, ...others);
      await expect.poll(() => others.map(timesDone), { timeout: 10_000 }).toEqual([1, 1, 1]);
      expect(most).toBe(2);
      release.resolve(undefined);
      await expect.poll(() => hanging.map(timesDone), { timeout: 20_000 }).toEqual(hanging.map(() => 1));
      expect(most).toBe(2);
      perform = () => Promise.resolve();
    });

    it('backups of others in place of those that stand still, and as few as before when they move', async () => {
      const still = Array.from({ length: 4 }, () => item({ kind: 'backup' }));
      const others = Array.from({ length: 3 }, () => item({ kind: 'backup' }));
      const release = Promise.withResolvers<undefined>();
      let atOnce = 0;
      perform = async ({ id }, { standsStill }) => {
        atOnce += 1;
        if (still.some((one) => one.id === id)) {
          standsStill?.(true);
          await release.promise;
        }
        atOnce -= 1;
      };
      await enqueue(...still);
      await expect.poll(() => atOnce, { timeout: 10_000 }).toBe(4);
      await enqueue(...others);
      await expect.poll(() => others.map(timesDone), { timeout: 10_000 }).toEqual([1, 1, 1]);
      release.resolve(undefined);
      await expect.poll(() => still.map(timesDone), { timeout: 10_000 }).toEqual([1, 1, 1, 1]);
      perform = () => Promise.resolve();
    });

    it('no more than so many backups at once, and other work beside them', async () => {
      const backups = Array.from({ length: 6 }, () => item({ kind: 'backup' }));
      const release = Promise.withResolvers<undefined>();
      let atOnce = 0;
      let most = 0;
      perform = async (one) => {
        if (one.kind !== 'backup') return;
        most = Math.max(most, (atOnce += 1));
        await release.promise;
        atOnce -= 1;
      };
      await enqueue(...backups);
      await expect.poll(() => atOnce, { timeout: 10_000 }).toBe(4);
      const other = item();
      await enqueue(other);
      await expect.poll(() => timesDone(other), { timeout: 10_000 }).toBe(1);
      release.resolve(undefined);
      await expect.poll(() => backups.every((one) => timesDone(one) === 1), { timeout: 10_000 }).toBe(true);
      expect(most).toBe(4);
      perform = () => Promise.resolve();
    });

    it('which is aborted when the server stops, and taken again by the next one', async () => {
      const wanted = item({ kind: 'backup' });
      perform = (one, { signal }) =>
        one.id !== wanted.id
          ? Promise.resolve()
          : new Promise((_resolve, reject) => {
              signal.addEventListener('abort', () => reject(new Error('stopped')));
            });
      await enqueue(wanted);
      await expect.poll(() => timesDone(wanted), { timeout: 10_000 }).toBe(1);
      await running.stop(100);
      expect(done.at(-1)?.taken.signal.aborted).toBe(true);
      await close();

      perform = () => Promise.resolve();
      await open();
      await start();
      await expect.poll(() => timesDone(wanted), { timeout: 20_000 }).toBe(1);
      expect(done.find(({ item: { id } }) => id === wanted.id)?.taken.attempt).toBe(2);
    });
  });
});

describe('a state that cannot be opened', () => {
  it('says what is wrong with DATABASE_URL', async () => {
    await expect(openPostgresDatabase('postgres://nobody@127.0.0.1:1/x', () => undefined)).rejects.toThrow(
      /DATABASE_URL cannot be used\. The server refused the connection/,
    );
  });
});
