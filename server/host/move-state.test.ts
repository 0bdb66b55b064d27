/** A state that moves: from a folder into PostgreSQL and back, with nothing lost, and a server that works on it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackupInstance, Job } from '#protocol/data-protection.ts';
import { VAULT_ID } from '#provider/seed.ts';
import { createBossWork } from '#adapters/boss-work.ts';
import { openPgliteDatabase } from '#adapters/sql/pglite-database.ts';
import { openPostgresDatabase } from '#adapters/sql/postgres-database.ts';
import { createSqlStore } from '#adapters/sql/sql-store.ts';
import { FORMER_SECRET, formerState } from '../testing/former-states.ts';
import { startPortal } from '../testing/portal-process.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { within } from '../testing/rich-databases.ts';

const ROOT = join(import.meta.dirname, '..', '..');

let folder = '';
let postgres: TestPostgres;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-move-'));
  postgres = await startPostgres();
  await within(postgres, 'postgres', ['CREATE DATABASE former', 'CREATE DATABASE empty']);
  await within(postgres, 'former', [formerState('0.1.0')]);
}, 120_000);
afterAll(async () => {
  await postgres.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a command of the operator with these settings. */
async function run(name: 'export-state' | 'import-state', settings: Record<string, string>, ...args: string[]) {
  const env = { ...process.env, SECRET_KEY: FORMER_SECRET, DATA_DIR: join(folder, 'nothing'), ...settings };
  const child = spawn(process.execPath, [join(ROOT, 'server', 'host', `${name}.ts`), ...args], { cwd: folder, env });
  const [printed, complained, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number]>,
  ]);
  return { code, printed: printed + complained };
}

const inPostgres = (database: string) => ({ DATABASE_URL: postgres.url(database) });
const inFolder = (name: string) => ({ DATA_DIR: join(folder, name) });
const file = (name: string): string => join(folder, name);
/** All but the first line, which says when it was exported. */
const contentOf = async (name: string): Promise<string[]> => (await readFile(file(name), 'utf8')).split('\n').slice(1);

describe('a state of 0.1.0', () => {
  it('goes from PostgreSQL through a folder into PostgreSQL again, and stays the same', async () => {
    expect(await run('export-state', inPostgres('former'), 'a.jsonl')).toMatchObject({ code: 0 });
    const imported = await run('import-state', inFolder('embedded'), 'a.jsonl');
    expect(imported.printed).toMatch(/^\d+ documents and \d+ work items are in the folder .+, and were compared with/);
    expect(await run('export-state', inFolder('embedded'), 'b.jsonl')).toMatchObject({ code: 0 });
    expect(await run('import-state', inPostgres('empty'), 'b.jsonl')).toMatchObject({ code: 0 });
    expect(await run('export-state', inPostgres('empty'), 'c.jsonl')).toMatchObject({ code: 0 });

    const content = await contentOf('a.jsonl');
    expect(content.length).toBeGreaterThan(20);
    expect(content.some((line) => line.startsWith('{"work"'))).toBe(true);
    expect(await contentOf('b.jsonl')).toEqual(content);
    expect(await contentOf('c.jsonl')).toEqual(content);
  }, 120_000);

  it('is in a file for its owner alone, without links and without a password that can be read', async () => {
    expect((await stat(file('a.jsonl'))).mode & 0o777).toBe(0o600);
    const content = (await contentOf('a.jsonl')).join('\n');
    expect(content).not.toContain('sign-in-code');
    expect(content).not.toContain(FORMER_SECRET);
    expect(content).not.toContain('AGE-SECRET-KEY');
    expect(content).toMatch(/"name":"pg-own"/);
    expect(content).toMatch(/"sealed":"v2\./);
  });

  it('is shown by a server on it, which takes its schedules up', async () => {
    const vaults = join(folder, 'embedded', 'vaults');
    // Its recovery points are not here: the server is told that the disk is a new one.
    await mkdir(vaults, { recursive: true });
    await writeFile(join(vaults, 'signing-key.pem'), '');
    const portal = await startPortal(join(folder, 'embedded'), { SECRET_KEY: FORMER_SECRET });
    try {
      expect((await run('export-state', inFolder('embedded'), 'd.jsonl')).printed).toMatch(/is in use by another/);
      const { value: instances } = await portal.arm.get<{ value: BackupInstance[] }>(`${VAULT_ID}/backupInstances`);
      expect(instances.map(({ properties }) => properties.friendlyName)).toEqual(['pg-sample']);
      const jobs = async () => (await portal.arm.get<{ value: Job[] }>(`${VAULT_ID}/backupJobs`)).value;
      const statuses = async () =>
        (await jobs()).map(({ properties }) => [properties.isUserTriggered, properties.status]);
      // The one from before; and that of the schedule, whose time has long come.
      expect(await statuses()).toContainEqual([true, 'Completed']);
      await expect.poll(statuses, { timeout: 60_000, interval: 500 }).toContainEqual([false, 'Completed']);
    } finally {
      await portal.stop();
    }
  }, 120_000);
});

describe('an import', () => {
  it('replaces nothing', async () => {
    const again = await run('import-state', inPostgres('empty'), 'a.jsonl');
    expect(again).toMatchObject({ code: 1 });
    expect(again.printed).toMatch(/There is a state already, and an import replaces none/);
  });

  it('wants the secret of the state', async () => {
    const other = await run('import-state', { ...inFolder('other'), SECRET_KEY: 'x'.repeat(40) }, 'a.jsonl');
    expect(other.printed).toMatch(/made with another secret/);
    const none = await run('import-state', { ...inFolder('other'), SECRET_KEY: '' }, 'a.jsonl');
    expect(none.printed).toMatch(/The keys of the installation are not here/);
  });

  it.each([
    ['was cut off', (lines: string[]) => lines.slice(0, -2), /is not complete: it has no last line/],
    ['lost a line', (lines: string[]) => lines.toSpliced(5, 1), /is not what was exported: it has \d+ documents/],
    [
      'was changed',
      (lines: string[]) => lines.map((line) => line.replace('pg-own', 'pg-0wn')),
      /is not what was exported/,
    ],
    [
      'goes on after its end',
      (lines: string[]) => [...lines.slice(0, -1), lines[2] ?? '', ''],
      /Something follows the end/,
    ],
    ['has a line of something else', (lines: string[]) => lines.toSpliced(3, 0, '{}'), /Line 4 of the file is no line/],
    ['is something else', () => ['hello', ''], /no exported state that this version/],
    [
      'is of a newer version',
      ([head = '', ...lines]: string[]) => [head.replace(/"step":\d+/, '"step":99'), ...lines],
      /exported by a newer version/,
    ],
  ])('refuses a file that %s', async (_what, change, words) => {
    const lines = (await readFile(file('a.jsonl'), 'utf8')).split('\n');
    await writeFile(file('bad.jsonl'), change(lines).join('\n'));
    const refused = await run('import-state', inFolder('refused'), 'bad.jsonl');
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.printed).toMatch(words);
  });

  it('says which file is missing', async () => {
    expect((await run('import-state', inFolder('refused'), 'no.jsonl')).printed).toMatch(/no\.jsonl cannot be read/);
    expect((await run('import-state', inFolder('refused'))).printed).toMatch(/^Name the file of an export/);
  });
});

describe('an export', () => {
  it('replaces no file, and makes no state', async () => {
    const again = await run('export-state', inPostgres('former'), 'a.jsonl');
    expect(again.printed).toMatch(/a\.jsonl is there already/);
    const nowhere = await run('export-state', inPostgres('former'), 'no/such/folder.jsonl');
    expect(nowhere.printed).toMatch(/folder\.jsonl cannot be written: ENOENT/);
    expect((await run('export-state', inFolder('none'), 'e.jsonl')).printed).toMatch(
      /There is no state in the data folder/,
    );
  });

  it('waits for no server: it refuses while one is connected', async () => {
    const server = await openPostgresDatabase(postgres.url('former'), () => undefined);
    const refused = await server.transact(async (sql) => {
      await sql.query('SELECT 1');
      return run('export-state', inPostgres('former'), 'e.jsonl');
    });
    await server.close();
    expect(refused.printed).toMatch(/A server of Backup Portal is connected .+ Stop all of them first/);
  });
});

it('moves as docs/operations.md says', async () => {
  const page = await readFile(join(ROOT, 'docs', 'operations.md'), 'utf8');
  const [, block = ''] = /^## Move\n[^]*?^```bash\n([^]*?)^```/m.exec(page) ?? [];
  await within(postgres, 'postgres', ['CREATE DATABASE moved']);
  const env = {
    ...process.env,
    ...inFolder('embedded'),
    SECRET_KEY: FORMER_SECRET,
    NEW_DATABASE_URL: postgres.url('moved'),
  };
  const commands = block.trim().split('\n');
  expect(commands).toHaveLength(3);
  for (const line of commands) {
    const shell = spawn('bash', ['-c', line.replace('state.jsonl', file('moved.jsonl'))], { cwd: ROOT, env });
    const [complained, [code]] = await Promise.all([text(shell.stderr), once(shell, 'exit') as Promise<[number]>]);
    expect([line, code, complained]).toEqual([line, 0, '']);
  }
  const [count] = await within(postgres, 'moved', ['SELECT count(*)::int AS n FROM backup_portal.documents']);
  expect(count).toMatchObject({ n: expect.any(Number) as number });
}, 60_000);

it('moves what is hard to write, and documents that are large, with little memory', async () => {
  const hard = { text: 'a "quote", a \\, \u0000, \u2028, \ud800, 数据\n', 2: 'b', 1: 'a' };
  const other = { name: 'hard', words: () => ['a word', 'wo"rd', 'w\\ord, {x}'], order: () => 'the order' };
  const source = await openPgliteDatabase(join(folder, 'hard', 'state'));
  const work = await createBossWork(source, () => undefined);
  const store = createSqlStore(source, work.enqueue);
  await store.transact(async (tx) => {
    await tx.put(other, '', hard);
    await tx.put({ name: '' }, '', null);
    for (let at = 0; at < 10; at += 1)
      await tx.put({ name: 'large' }, `large ${String(at)}`, 'x'.repeat(6 * 1024 ** 2));
    for (let at = 0; at < 510; at += 1) await tx.put({ name: 'many' }, `many ${String(at)}`, at);
    await tx.put({ name: 'installation' }, 'this', { secretCheck: await secretCheck() });
    for (let at = 0; at < 510; at += 1) {
      await tx.enqueue({ kind: 'runSchedule', id: `wake ${String(at)}`, payload: { instanceId: '/i' } });
    }
  });
  await work.close();
  await source.close();

  const settings = { NODE_OPTIONS: '--max-old-space-size=72' };
  expect(await run('export-state', { ...inFolder('hard'), ...settings }, 'hard.jsonl')).toMatchObject({ code: 0 });
  await within(postgres, 'postgres', ['CREATE DATABASE hard']);
  expect(await run('import-state', { ...inPostgres('hard'), ...settings }, 'hard.jsonl')).toMatchObject({ code: 0 });

  const target = await openPostgresDatabase(postgres.url('hard'), () => undefined);
  const moved = createSqlStore(target, () => Promise.resolve());
  const found = await moved.transact((tx) => tx.list(other, { with: ['w\\ord, {x}', 'wo"rd'] }));
  expect(found).toMatchObject([{ key: '', value: hard, order: 'the order' }]);
  expect(await target.query('SELECT count(*)::int AS n FROM backup_portal_work.job')).toEqual([{ n: 510 }]);
  await target.close();
}, 180_000);

/** Of an installation with that secret. */
async function secretCheck(): Promise<string> {
  const line = (await contentOf('a.jsonl')).find((one) => one.includes('"kind":"installation"')) ?? '';
  return (JSON.parse(line) as { document: { body: { secretCheck: string } } }).document.body.secretCheck;
}
