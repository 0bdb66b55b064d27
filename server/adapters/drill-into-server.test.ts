/** A drill of a machine without server programs: into the connected server that the vault names, which is a real one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { BackupInstance, Page, RecoveryPoint } from '#protocol/data-protection.ts';
import { proofOutcome } from '#protocol/proof.ts';
import { EngineFault } from '#provider/ports.ts';
import { openWorld } from '../testing/injuries.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { tracesOn } from '../testing/restoring.ts';
import { within } from '../testing/rich-databases.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder: string;
let postgres: TestPostgres;
let world: Awaited<ReturnType<typeof openWorld>>;
let one: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-drill-into-'));
  postgres = await startPostgres();
  await within(postgres, 'postgres', [
    `CREATE ROLE clerk`,
    `CREATE DATABASE shop OWNER clerk`,
    `ALTER DATABASE shop SET work_mem = '8MB'`,
    `COMMENT ON DATABASE shop IS 'the shop'`,
  ]);
  await within(postgres, 'shop', [
    `CREATE TABLE orders AS SELECT n, md5(n::text) AS text FROM generate_series(1, 2000) AS n`,
    `ALTER TABLE orders OWNER TO clerk`,
    `SELECT lo_from_bytea(0, 'large')`,
  ]);
  const none = () => Promise.reject(new EngineFault('UserErrorNoScratchServer', 'This machine has none.', []));
  world = await openWorld(folder, postgres, () => ({ checkScratch: none, startScratch: none }));
  const proofSettings = { verify: 'Off', drill: 'Off', drillServerId: world.serverIds[0] };
  await world.send('PATCH', world.vaultId, { properties: { proofSettings } });
  const { value } = await world.send<Page<BackupInstance>>('GET', `${world.vaultId}/backupInstances`);
  one = value.find(({ properties }) => properties.friendlyName === 'pg-one')?.id ?? '';
  const backup = await world.done(`${one}/backup`, {
    backupRuleOptions: { ruleName: 'BackupWeekly', triggerOption: {} },
  });
  expect(backup.status).toBe('Completed');
});
afterAll(async () => {
  await world.stop();
  await postgres.remove();
  await rm(folder, { recursive: true, force: true });
});

const databasesAndRoles = () =>
  within<{ name: string }>(postgres, 'postgres', [
    `SELECT datname::text AS name FROM pg_database UNION ALL SELECT rolname FROM pg_roles ORDER BY 1`,
  ]);
const pointOf = async (): Promise<RecoveryPoint | undefined> =>
  (await world.send<Page<RecoveryPoint>>('GET', `${one}/recoveryPoints`)).value[0];

it('proves the point, and leaves databases and roles of the server as they were', async () => {
  const before = await databasesAndRoles();
  const job = await world.done(`${one}/drill`);
  expect(job).toMatchObject({ status: 'Completed', extendedInfo: { recoveryDestination: world.serverIds[0] } });
  const { databases, tables, rows, findings } = proofOutcome({ properties: job } as never);
  expect({ databases, tables, rows, findings }).toEqual({ databases: 2, tables: 1, rows: 2000, findings: [] });
  expect((await pointOf())?.properties.proof?.state).toBe('Proven');
  // The job ends first, and is cleaned up then.
  await expect.poll(databasesAndRoles, { timeout: 10_000 }).toEqual(before);
  expect(await tracesOn(postgres)).toEqual([]);
});

it('that was cancelled leaves nothing there either', async () => {
  await within(postgres, 'shop', [
    `CREATE FUNCTION public.takes_time(n int) RETURNS boolean LANGUAGE sql AS 'SELECT pg_catalog.pg_sleep(30) IS NOT NULL'`,
    `CREATE TABLE slow (n int)`,
    `INSERT INTO slow VALUES (1)`,
    `ALTER TABLE slow ADD CHECK (public.takes_time(n)) NOT VALID`,
  ]);
  await world.done(`${one}/backup`, { backupRuleOptions: { ruleName: 'BackupWeekly', triggerOption: {} } });
  const before = await databasesAndRoles();
  const { properties } = await world.send<{ properties: { jobId: string } }>('POST', `${one}/drill`);
  // The job shows its databases while it fills them.
  await expect
    .poll(async () => (await databasesAndRoles()).length, { timeout: 20_000, interval: 20 })
    .toBeGreaterThan(before.length);
  await world.send('POST', `${properties.jobId}/cancel`);
  await expect
    .poll(
      async () => (await world.send<{ properties: { status: string } }>('GET', properties.jobId)).properties.status,
      {
        timeout: 20_000,
      },
    )
    .toBe('Cancelled');
  await expect.poll(databasesAndRoles, { timeout: 10_000 }).toEqual(before);
  expect(await tracesOn(postgres)).toEqual([]);
});
