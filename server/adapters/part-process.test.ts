/** The process that writes a part, and what it reports about an archive. */
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { BackupPart } from '#provider/ports.ts';
import { writeArchive } from '../testing/archive-writer.ts';
import { contentOf } from '../testing/process-memory.ts';
import { processesBelow } from '../testing/process-tree.ts';
import { LOWER_PRIORITY } from './lower-priority.ts';
import { writePartInProcess } from './part-process.ts';
import { outputOf } from './postgres-engine/run-tool.ts';
import { createFolderStore } from './stores/folder-store.ts';
import type { StorePlace } from './stores/object-store.ts';

vi.setConfig({ testTimeout: 20_000 });

let folder: string;
let place: StorePlace;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-part-'));
  ({ place } = createFolderStore(folder));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function written(bytes: Buffer, format: BackupPart['format']) {
  const file = join(folder, 'plain');
  await writeFile(file, bytes);
  const { signal } = new AbortController();
  const plain = outputOf({ path: '/bin/cat', args: [file], env: {}, signal, onBytes: () => undefined });
  await rm(join(folder, 'part'), { force: true });
  return writePartInProcess({ place, key: 'part', vault: '', format }, plain);
}

const TABLE = { schema: 'public', name: 'orders', columns: ['id'], rows: ['1', '2'] };

test('it reports the contents of an archive, and nothing for other bytes', async () => {
  const { bytes } = writeArchive({ tables: [TABLE], largeObjects: [] });
  expect(await written(bytes, 'custom')).toMatchObject({
    plainBytes: bytes.length,
    tables: [{ schema: 'public', name: 'orders', rows: 2, bytes: 4 }],
    largeObjects: { count: 0, bytes: 0 },
  });
  expect(Object.keys(await written(bytes, 'plain'))).not.toContain('tables');
});

test('it writes what it cannot read, and says why it could not', async () => {
  const { bytes } = writeArchive({ version: [1, 99], tables: [TABLE] });
  const part = await written(bytes, 'custom');
  expect(part).toMatchObject({ plainBytes: bytes.length, contentsNotRead: expect.stringMatching(/1\.99/) as string });
  expect(part.tables).toBeUndefined();
});

test('it reports tens of thousands of tables at once, which exceed the buffer of a pipe', async () => {
  const { bytes } = writeArchive({
    tables: Array.from({ length: 30_000 }, (_, at) => ({ ...TABLE, name: `a table of a long name ${at}` })),
  });
  expect((await written(bytes, 'custom')).tables).toHaveLength(30_000);
}, 120_000);

test.runIf(process.platform === 'linux')(
  'it runs at lower priority, and so does the tool whose bytes it reads',
  async () => {
    const seen = new Set<number>();
    const { signal } = new AbortController();
    const tool = outputOf({
      path: '/bin/sh',
      args: ['-c', 'sleep 0.5; nice'],
      env: {},
      signal,
      onBytes: () => undefined,
    });
    const writing = writePartInProcess({ place, key: 'slow', vault: '', format: 'plain' }, tool);
    const looking = setInterval(() => {
      for (const thread of threadsOfChildren()) seen.add(getPriority(thread));
    }, 100);
    await writing;
    clearInterval(looking);
    expect([...seen]).toEqual([LOWER_PRIORITY]);
  },
);

describe.runIf(process.platform === 'linux')('a writer', () => {
  const sleeping = (signal: AbortSignal) =>
    outputOf({ path: '/bin/sh', args: ['-c', 'exec sleep 60'], env: {}, signal, onBytes: () => undefined });
  const writers = () => processesBelow(process.pid).filter(({ command }) => command.includes('part-writer'));
  /** That of the part; the one of the part before may not be gone yet. */
  const begun = async (begin: () => void): Promise<number> => {
    const before = new Set(writers().map(({ pid }) => pid));
    begin();
    return vi.waitUntil(() => writers().find(({ pid }) => !before.has(pid))?.pid, { timeout: 15_000 });
  };

  test('that is killed fails the part with a cause in words', async () => {
    const { signal } = new AbortController();
    let writing: Promise<unknown> = Promise.resolve();
    const order = { place, key: 'killed', vault: '', format: 'plain' } as const;
    const pid = await begun(() => {
      writing = writePartInProcess(order, sleeping(signal));
      writing.catch(() => undefined);
    });
    process.kill(pid, 'SIGKILL');
    await expect(writing).rejects.toMatchObject({
      code: 'UserErrorProcessEndedFromOutside',
      message: expect.stringContaining('(SIGKILL)') as string,
    });
  });

  test('that hangs goes when its part is not wanted any more', async () => {
    const stop = new AbortController();
    const order = { place, key: 'hangs', vault: '', format: 'plain' } as const;
    let writing: Promise<unknown> = Promise.resolve();
    const pid = await begun(() => {
      writing = writePartInProcess(order, sleeping(stop.signal), 100);
      writing.catch(() => undefined);
    });
    process.kill(pid, 'SIGSTOP');
    stop.abort(new Error('Nobody wants it.'));
    await expect(writing).rejects.toThrow();
    expect(writers().filter((one) => one.pid === pid)).toEqual([]);
  });
});

/** Of those that are at work; a process that has ended may not be cleared away yet. */
const threadsOfChildren = (): number[] =>
  contentOf(`/proc/self/task/${String(process.pid)}/children`)
    .split(' ')
    .filter((child) => child !== '')
    .flatMap((child) => readdirSync(`/proc/${child}/task`).map(Number));
