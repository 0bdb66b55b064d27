/** A folder of this machine as a store. What only a folder can meet (links, a full disk) is in the tests of vaults in folders. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, vi } from 'vitest';
import { storeSuite } from '../../testing/store-suite.ts';
import { createFolderStore } from './folder-store.ts';

vi.setConfig({ testTimeout: 60_000 });

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

storeSuite({
  async open(quotaBytes) {
    const folder = await mkdtemp(join(tmpdir(), 'bp-store-'));
    folders.push(folder);
    return createFolderStore(folder, { reserveBytes: 0, quotaBytes });
  },
  unfinished: () => Promise.resolve(0),
});
