/** A server that is stopped in the middle of a backup: it says what it waits for, and the next one sends what became of it. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startMailServer, type MailServer } from '../testing/mail-server.ts';
import { readExposition } from '../testing/exposition.ts';
import { startPortal, type PortalProcess } from '../testing/portal-process.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { within } from '../testing/rich-databases.ts';

let dataDir = '';
let postgres: TestPostgres;
let mail: MailServer;
const portals: PortalProcess[] = [];
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bp-stopping-'));
  mail = await startMailServer({ disabledCommands: ['STARTTLS', 'AUTH'] });
  postgres = await startPostgres();
  await within(postgres, 'postgres', ['CREATE TABLE held AS SELECT 1 AS n']);
}, 120_000);
afterAll(async () => {
  for (const { child } of portals) child.kill('SIGKILL');
  await mail.close();
  await postgres.remove();
  await rm(dataDir, { recursive: true, force: true });
});

interface Line {
  event: string;
  level: string;
  jobId?: string;
  status?: string;
  code?: string;
  secondsLeft?: number;
  work?: { kind: string; job?: string }[];
}

it('lists the running backup until its time is over; the alert comes by mail', async () => {
  const { host, port, user, password } = postgres;
  const environment = {
    ...{ LOG_FORMAT: 'json', STOP_WAIT_SECONDS: '2' },
    NOTIFICATIONS: JSON.stringify([
      {
        type: 'email',
        name: 'ops',
        from: 'portal@contoso.example',
        to: ['ops@contoso.example'],
        smtp: `smtp://127.0.0.1:${String(mail.port)}`,
      },
    ]),
  };
  const first = await startPortal(dataDir, environment);
  portals.push(first);
  const instanceId = await first.arm.protect('pg-held', postgres);
  const client = new pg.Client({ host, port, user, password, database: 'postgres' });
  await client.connect();
  await client.query('BEGIN; LOCK TABLE held IN ACCESS EXCLUSIVE MODE');
  const jobId = await first.arm.startBackup(instanceId);
  const waiting = `SELECT FROM pg_locks WHERE relation = 'held'::regclass AND NOT granted`;
  await expect.poll(() => within(postgres, 'postgres', [waiting]), { timeout: 30_000 }).toHaveLength(1);

  const exited = once(first.child, 'exit');
  first.child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  await client.end();
  const lines = first
    .log()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const job = jobId.slice(jobId.lastIndexOf('/') + 1);
  const told = (event: string) => lines.find((line) => line.event === event);
  expect(told('waiting for work to end')).toMatchObject({ secondsLeft: 2, work: [{ kind: 'backup', job }] });
  expect(told('work has not ended in time and is broken off')).toMatchObject({ level: 'warning', work: [{ job }] });
  expect(told('job ended')).toMatchObject({
    jobId: job,
    status: 'Failed',
    code: 'BackupInterrupted',
    level: 'warning',
  });
  expect(mail.mails).toEqual([]);

  const second = await startPortal(dataDir, environment);
  portals.push(second);
  await expect.poll(() => mail.mails.length, { timeout: 30_000 }).toBe(1);
  expect(mail.mails[0]?.text).toContain('Subject: Backup Portal: Sev 1, Backup Failure of pg-held');
  expect(mail.mails[0]?.text).toContain('BackupInterrupted');
  const again = await second.arm.startBackup(instanceId);
  await second.arm.jobWhen(again, ({ properties }) => properties.status !== 'InProgress');
  const metrics = readExposition(await (await fetch(new URL('/metrics', second.url))).text());
  const backups = { kind: 'Backup', status: 'Completed' };
  expect(metrics.value('backup_portal_jobs_total', backups)).toBe(1);
  expect(metrics.value('backup_portal_job_bytes_count', { kind: 'Backup' })).toBe(1);
  expect(metrics.value('backup_portal_newest_good_point_age_seconds', { server: 'pg-held' })).toBeLessThan(120);
  expect(metrics.value('backup_portal_vault_free_bytes')).toBeGreaterThan(0);
  expect(await second.stop()).toBe(0);
  expect(mail.mails).toHaveLength(1);
}, 180_000);
