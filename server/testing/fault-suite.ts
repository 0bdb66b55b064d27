/** What networks and busy services do, and what a store of an object service makes of it: the same for each of them. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { VaultStorage } from '#provider/ports.ts';
import type { ObjectStore } from '../adapters/stores/object-store.ts';
import { pointFolder } from '../adapters/vault-names.ts';
import { startFaultyProxy, type FaultyProxy, type ServiceFault } from './faulty-proxy.ts';
import { inChunks, point, readAll, storePoint, vaultsIn } from './store-suite.ts';

export interface ServiceUnderTest {
  serviceUrl: () => string;
  /** A new store behind that address. */
  openAt: (url: string) => Promise<ObjectStore>;
  unfinished: (store: ObjectStore) => Promise<number>;
}

const database = { kind: 'database', database: 'shop', format: 'plain' } as const;

export function faultSuite({ serviceUrl, openAt, unfinished }: ServiceUnderTest): void {
  describe('over a network that fails', () => {
    let proxy: FaultyProxy;
    let store: ObjectStore;
    let storage: VaultStorage;
    beforeAll(async () => {
      proxy = await startFaultyProxy(serviceUrl());
    });
    afterAll(() => proxy.stop());
    beforeEach(async () => {
      proxy.fault = () => undefined;
      store = await openAt(proxy.url);
      ({ storage } = await vaultsIn(store));
      proxy.count = 0;
    });

    const bytes = randomBytes(7_000_000);

    it.each<[ServiceFault, number]>([
      ['drop', 3],
      ['busy', 3],
      ['slow', 4],
      ['spoil', 5],
      ['cut', 4],
      ['unheard', 6],
    ])('a backup and reading it back go well although each few requests %s', async (fault, each) => {
      let turn = 0;
      proxy.fault = (method) =>
        (turn += 1) % each === 0 && (fault !== 'spoil' || method === 'PUT') ? fault : undefined;
      const stored = await storePoint(storage, bytes);
      await storage.verify(point);
      expect((await readAll(storage.read(point, stored))).equals(bytes)).toBe(true);
      await storage.remove(point);
      expect(proxy.count).toBeGreaterThan(0);
      proxy.fault = () => undefined;
      expect(await store.names(pointFolder(point))).toEqual([]);
      expect(await unfinished(store)).toBe(0);
    });

    it('the end of an upload that was done, and of which nobody heard, is its end', async () => {
      let isFirst = true;
      proxy.fault = (method, path) => {
        const ends = (method === 'POST' && path.includes('uploadId=')) || path.includes('comp=blocklist');
        if (!ends || !isFirst) return undefined;
        isFirst = false;
        return 'unheard';
      };
      const stored = await storePoint(storage, bytes);
      expect(isFirst).toBe(false);
      expect((await readAll(storage.read(point, stored))).equals(bytes)).toBe(true);
    });

    it('a piece that never arrives as it was sent ends the part, and leaves nothing of it', async () => {
      const writer = await storage.begin(point);
      proxy.fault = (method) => (method === 'PUT' ? 'spoil' : undefined);
      await expect(writer.write(database, inChunks(bytes, 100_000))).rejects.toMatchObject({ name: 'EngineFault' });
      proxy.fault = () => undefined;
      await writer.abandon();
      expect(await store.names(pointFolder(point))).toEqual([]);
      expect(await unfinished(store)).toBe(0);
    });

    it('what breaks off again and again while it is read is no damage', async () => {
      const stored = await storePoint(storage, bytes);
      proxy.fault = (method, path) => (method === 'GET' && path.includes('database_') ? 'drop' : undefined);
      await expect(readAll(storage.read(point, stored))).rejects.toMatchObject({ code: 'UserErrorVaultStorageFailed' });
    });
  });
}
