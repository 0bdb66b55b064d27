/**
 * Kills the portal in the middle of replacing restores, at random instants, starts it again and counts: databases that are
 * gone, databases that are neither the old one nor the new one, and how each job ended.
 *
 * `node server/testing/kill-restores.ts [times] [megabytes]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { isRunning, type OperationStatus } from '#protocol/data-protection.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { restoreOutcome, SERVER_TARGET, type RestoreRequest } from '#protocol/restore.ts';
import { DATA_GROUP, REGION, SUBSCRIPTION_ID } from '#provider/seed.ts';
import { startPortal, type PortalProcess } from './portal-process.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { createLargeDatabase, within } from './rich-databases.ts';
import { tracesOn } from './restoring.ts';

const TARGET_ID = resourceId(resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP), SERVER_TYPE, 'pg-kill-target');
const NAMES = ['shop', 'ledger'];

export interface KillFigures {
  kills: number;
  /** Databases that were under no name, or held neither what they held before nor what was restored. */
  lost: number;
  /** Restores of which some databases were the old ones and others the new ones. */
  halfDone: number;
  /** Jobs that said one thing while the server held the other. */
  wrongWords: number;
  wentOn: number;
  wentBack: number;
  /** The kill came after the job had ended. */
  tooLate: number;
  /** Databases and roles of a restore that were left on the server. */
  traces: number;
}

export interface KillOptions {
  times: number;
  megabytes: number;
  /** Called after each. */
  onKill?: (line: string) => void;
}

export async function killRestores({ times, megabytes, onKill }: KillOptions): Promise<KillFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'bp-kills-'));
  const [source, target] = await Promise.all([startPostgres(), startPostgres()]);
  let portal: PortalProcess | undefined;
  try {
    for (const name of NAMES) {
      await createLargeDatabase(source, name, megabytes);
      await within(target, 'postgres', [`CREATE DATABASE ${name}`]);
      await within(target, name, [`CREATE TABLE old (id int)`, `INSERT INTO old VALUES (1)`]);
    }
    portal = await startPortal(join(folder, 'data'));
    const instance = await portal.arm.protect('pg-kill-source', source);
    await connect(portal, target);
    const { arm } = portal;
    await arm.jobWhen(await arm.startBackup(instance), (job) => !isRunning(job));
    const point = (await arm.recoveryPoints(instance))[0]?.name ?? '';

    // The first one of a process takes several times as long, and would let half of the kills come too late.
    const restore = async () => end(portal as PortalProcess, await start(portal as PortalProcess, instance, point));
    await restore();
    await settled(target);
    await makeOld(target);
    const whole = await timed(restore);
    await settled(target);
    const figures: KillFigures = {
      kills: 0,
      lost: 0,
      halfDone: 0,
      wrongWords: 0,
      wentOn: 0,
      wentBack: 0,
      tooLate: 0,
      traces: 0,
    };
    for (let turn = 1; turn <= times; turn += 1) {
      await makeOld(target);
      const jobId = await start(portal, instance, point);
      const after = await waitForInstant(target, turn, whole);
      await portal.kill();
      figures.kills += 1;
      // What anybody sees at once, with nobody there to clear up.
      const atOnce = await lookAtOnce(target);
      portal = await startPortal(join(folder, 'data'));
      const job = await end(portal, jobId);
      await settled(target);
      const found = await look(target);
      const { status, errorDetails } = job.properties;
      const isNew = found.every((state) => state === 'new');
      const isOld = found.every((state) => state === 'old');
      figures.lost += [...atOnce, ...found].filter((state) => state === 'lost').length;
      if (!isNew && !isOld) figures.halfDone += 1;
      if (new Set(atOnce).size > 1) figures.halfDone += 1;
      const saysNew = status.startsWith('Completed');
      if (saysNew !== isNew) figures.wrongWords += 1;
      const wentOn = restoreOutcome(job).afterRestart !== undefined;
      if (!saysNew) figures.wentBack += 1;
      else if (wentOn) figures.wentOn += 1;
      else figures.tooLate += 1;
      figures.traces += (await tracesOn(target)).length;
      onKill?.(
        `${String(turn).padStart(3)}  ${after.padEnd(34)} then ${atOnce.join('+').padEnd(9)} ` +
          `after the restart ${found.join('+').padEnd(9)} job ${status} ${errorDetails?.[0]?.code ?? (wentOn ? 'went on' : '')}`,
      );
    }
    return figures;
  } finally {
    await portal?.kill();
    await Promise.all([source.remove(), target.remove()]);
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Half of the kills come at any instant of a restore; the others within the moments in which names change hands, which are
 * so short that chance would seldom find them.
 */
async function waitForInstant(target: TestPostgres, turn: number, wholeMs: number): Promise<string> {
  if (turn % 2 === 1) {
    const ms = Math.round(Math.random() * wholeMs);
    await delay(ms);
    return `after ${String(ms)} ms`;
  }
  const until = Date.now() + 10 * wholeMs + 10_000;
  const { host, port, user, password } = target;
  const client = new pg.Client({ host, port, user, password, database: 'template1' });
  await client.connect();
  try {
    // pg_restore sets the time-out as well, and for longer than the one step.
    while (Date.now() < until) {
      const { rowCount } = await client.query(
        `SELECT FROM pg_stat_activity WHERE query ~ 'RENAME TO|^SET LOCAL idle_in_transaction_session_timeout'
           AND pid <> pg_backend_pid() AND backend_start > now() - interval '1 second' AND application_name = 'backup-portal'
         UNION ALL SELECT FROM pg_database WHERE datname ~ '^replaced_'`,
      );
      if ((rowCount ?? 0) > 0) break;
    }
  } finally {
    await client.end();
  }
  const ms = Math.round(Math.random() * 120);
  await delay(ms);
  return `${String(ms)} ms into the change of names`;
}

async function start({ arm }: PortalProcess, instance: string, point: string): Promise<string> {
  const body: RestoreRequest = {
    objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
    sourceDataStoreType: 'VaultStore',
    recoveryPointId: point,
    restoreTargetInfo: {
      objectType: SERVER_TARGET,
      recoveryOption: 'FailIfExists',
      restoreLocation: REGION,
      targetServerId: TARGET_ID,
      databases: NAMES.map((name) => ({ name, targetName: name, replace: true })),
      ownersAndRoles: false,
    },
  };
  const accepted = await arm.send('POST', `${instance}/restore`, body);
  if (accepted.status !== 202) throw new Error(`The restore was refused: ${await accepted.text()}`);
  const operation = await arm.send('GET', accepted.headers.get('azure-asyncoperation') ?? '');
  return ((await operation.json()) as OperationStatus).properties?.jobId ?? '';
}

const end = ({ arm }: PortalProcess, jobId: string) => arm.jobWhen(jobId, (job) => !isRunning(job));

async function connect({ arm }: PortalProcess, { user, password, host, port }: TestPostgres): Promise<void> {
  const answer = await arm.send('PUT', TARGET_ID, {
    location: REGION,
    properties: {
      administratorLogin: user,
      administratorLoginPassword: password,
      connection: { host, port, tlsMode: 'disable' },
    },
  });
  if (!answer.ok) throw new Error(`The target could not be connected: ${await answer.text()}`);
}

/** Under each name: what was there before, what was restored, or neither. */
const look = (target: TestPostgres): Promise<('old' | 'new' | 'lost')[]> =>
  Promise.all(
    NAMES.map(async (name) => {
      try {
        const [row] = await within<{ old: string | null; new: string | null }>(target, name, [
          `SELECT to_regclass('public.old')::text AS old, to_regclass('public.events')::text AS new`,
        ]);
        if (row?.old != null) return 'old';
        return row?.new == null ? 'lost' : 'new';
      } catch {
        return 'lost';
      }
    }),
  );

/**
 * The names are read one after the other: what the dead portal has sent may complete in between, and is then seen
 * twice.
 */
async function lookAtOnce(target: TestPostgres): ReturnType<typeof look> {
  const found = await look(target);
  if (new Set(found).size === 1) return found;
  await delay(500);
  return look(target);
}

/** The old databases again, whatever the restore before has left. */
async function makeOld(target: TestPostgres): Promise<void> {
  for (const name of NAMES) {
    await within(target, name, [`DROP TABLE IF EXISTS events, old`, `CREATE TABLE old (id int)`]);
  }
}

/** What is replaced, or taken back, goes right after the end of the job. */
async function settled(target: TestPostgres): Promise<void> {
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    const traces = await tracesOn(target);
    if (traces.length === 0) return;
    await delay(100);
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

if (import.meta.main) {
  const [times = '50', megabytes = '5'] = process.argv.slice(2);
  const figures = await killRestores({
    times: Number(times),
    megabytes: Number(megabytes),
    onKill: (line) => console.log(line),
  });
  console.table(figures);
  if (figures.lost + figures.halfDone + figures.wrongWords + figures.traces > 0) process.exitCode = 1;
}
