/** `npm run import`: a dump that was made elsewhere is a recovery point like any other, and says where it is from. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isRunning, type Job, type Page } from '#protocol/data-protection.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { VAULT_ID } from '#provider/seed.ts';
import { startPortal, type PortalProcess } from '../testing/portal-process.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { within } from '../testing/rich-databases.ts';

const TIMEOUT_MS = 240_000;
const run = promisify(execFile);
const PAGE = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'operations.md'), 'utf8');
const documented = [...PAGE.matchAll(/^npm run --silent import -- (.+)$/gm)].map(([, args = '']) => args);

let dataDir = '';
let dumps = '';
let source: TestPostgres;
let portal: PortalProcess;
let instance: ResourceId;

/** As the page has it, with the files of this test. */
const imported = (args: string) =>
  run(process.execPath, [join(import.meta.dirname, 'import.ts'), ...args.replaceAll('/srv/dumps', dumps).split(' ')], {
    env: { ...process.env, DATA_DIR: dataDir },
  }).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    (error: unknown) => error as { code: number; stdout: string; stderr: string },
  );

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bp-importing-'));
  dumps = join(dataDir, 'dumps');
  await mkdir(dumps);
  source = await startPostgres();
  await within(source, 'postgres', ['CREATE DATABASE orders']);
  await within(source, 'orders', ['CREATE TABLE lines AS SELECT n FROM generate_series(1, 500) AS n']);
  const dump = (...args: string[]) => run(join(source.binFolder, 'pg_dump'), [...args, source.url('orders')]);
  await dump('-Fc', '-f', join(dumps, 'orders.dump'));
  await writeFile(join(dumps, 'orders.sql.gz'), gzipSync((await dump()).stdout));
  portal = await startPortal(dataDir);
  instance = await portal.arm.protect('pg-orders', source);
}, TIMEOUT_MS);
afterAll(async () => {
  await portal.stop();
  await source.remove();
  await rm(dataDir, { recursive: true, force: true });
});

it(
  'each command of the page makes a point that says where it is from, by a job',
  async () => {
    expect(documented).toHaveLength(2);
    for (const args of documented) expect(await imported(args)).toMatchObject({ code: 0 });
    const points = await portal.arm.recoveryPoints(instance);
    const rules = ['default', 'Weekly'];
    expect(points.map(({ properties }) => properties.retentionTagName).sort()).toEqual(rules.sort());
    for (const { properties } of points) {
      expect(properties).toMatchObject({
        ...{ recoveryPointType: 'Imported', recoveryPointState: 'Partial' },
        imported: { database: 'orders', tables: 1, rows: 500, equalTables: 1 },
      });
      expect(Date.parse(properties.expiryTime ?? '')).toBeGreaterThan(Date.now());
    }
    const { value: jobs } = await portal.arm.get<Page<Job>>(`${VAULT_ID}/backupJobs`);
    expect(jobs.map(({ properties }) => [properties.operation, properties.status])).toEqual([
      ['Import', 'CompletedWithWarnings'],
      ['Import', 'Completed'],
    ]);
  },
  TIMEOUT_MS,
);

it(
  'such a point is proven by a drill',
  async () => {
    const [point] = await portal.arm.recoveryPoints(instance);
    const begun = await portal.arm.done('POST', `${point?.id ?? ''}/drill`, {});
    const job = await portal.arm.jobWhen(begun.properties?.jobId ?? '', (one) => !isRunning(one));
    expect(job.properties.errorDetails ?? []).toEqual([]);
    expect((await portal.arm.recoveryPoints(instance))[0]?.properties.proof).toMatchObject({
      state: 'Proven',
      drill: { databases: 1, tables: 1, rows: 500 },
    });
  },
  TIMEOUT_MS,
);

it(
  'what is refused names the file, and leaves no point; the others go on',
  async () => {
    await writeFile(join(dumps, 'letter.txt'), 'hello');
    const { code, stdout } = await imported('--instance pg-orders --database orders /srv/dumps');
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAILED {2}letter\.txt is no dump of pg_dump/);
    expect(stdout.match(/^ok/gm)).toHaveLength(2);
    expect(await portal.arm.recoveryPoints(instance)).toHaveLength(4);
  },
  TIMEOUT_MS,
);

it.each([
  ['--instance nobody /srv/dumps/orders.dump', "There is no backup instance 'nobody'"],
  ['--instance pg-orders --keep Never /srv/dumps/orders.dump', "and no 'Never'"],
  ['--instance pg-orders /srv/dumps/missing.dump', 'missing.dump is not there'],
  ['/srv/dumps/orders.dump', 'Say which backup instance'],
])('%s is refused: %s', async (args, message) => {
  const { code, stdout, stderr } = await imported(args);
  expect([code, stdout + stderr]).toEqual([1, expect.stringContaining(message)]);
});
