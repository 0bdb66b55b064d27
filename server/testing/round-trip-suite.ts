/** A real server, backed up through a store and restored from it into another: every row, owner and role. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ObjectStore } from '../adapters/stores/object-store.ts';
import { startPostgres } from './postgres.ts';
import { createRichDatabases, fingerprint } from './rich-databases.ts';
import { sampleManifest } from './sample-manifest.ts';
import { point, vaultsIn } from './store-suite.ts';
import { openEngine } from './test-engine.ts';

const TIMEOUT_MS = 180_000;

export function roundTripSuite(open: () => Promise<ObjectStore>): void {
  it(
    'a real server is backed up into it and restored from it, as it was',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'bp-round-trip-'));
      const [source, target] = await Promise.all([startPostgres(), startPostgres()]);
      try {
        const { storage } = await vaultsIn(await open());
        const { engine, sealed } = await openEngine(folder);
        const { signal } = new AbortController();
        const names = await createRichDatabases(source, 20);
        const writer = await storage.begin(point);
        const summary = await engine.backUp(await sealed(source), writer, { signal, onProgress: () => undefined });
        await writer.commit({ ...sampleManifest(point, []), ...summary });
        await storage.verify(point);
        const manifest = await storage.manifest(point);
        const parts = manifest?.parts ?? [];
        const partOf = (name?: string) => {
          const part = parts.find(({ database }) => database === name);
          if (!part) throw new Error(`The recovery point lacks ${String(name)}.`);
          return part;
        };

        const databases = names.map((name) => {
          const { properties, tables, largeObjects } = partOf(name);
          const contents = { ...(tables && { tables }), ...(largeObjects && { largeObjects }) };
          return { name, targetName: `${name} restored`, replace: false, ...(properties && { properties }), contents };
        });
        const restore = {
          ...{ id: randomBytes(16).toString('hex'), databases, ownersAndRoles: true, fullRoles: true },
          dumpVersion: summary.tools.pg_dump ?? '',
        };
        const { warnings } = await engine.restore(await sealed(target), restore, {
          signal,
          readRoles: () => storage.read(point, partOf(undefined), signal),
          readDatabase: (name) => ({ format: partOf(name).format, plain: storage.read(point, partOf(name), signal) }),
        });
        expect(warnings).toEqual([]);
        await engine.settleRestore(await sealed(target), restore);
        for (const { name, targetName } of databases) {
          expect(await fingerprint(target, targetName)).toEqual(await fingerprint(source, name));
        }
      } finally {
        await Promise.all([source.remove(), target.remove(), rm(folder, { recursive: true, force: true })]);
      }
    },
    TIMEOUT_MS,
  );
}
