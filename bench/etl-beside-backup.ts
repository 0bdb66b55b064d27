/**
 * Backups beside a job that makes, empties and drops tables ten times a second, and an application at work: how many
 * succeed, and how long the application waits beside ours, beside `pg_dump` by hand with and without compression, and beside
 * nothing. They take turns. Ends with 1 where a backup of ours fails, or the application waits longer beside ours than by hand.
 *
 * `node bench/etl-beside-backup.ts [backups] [tables] [megabytes]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EngineFault } from '#provider/ports.ts';
import { createFolderVaultStorage } from '../server/adapters/folder-vault-storage.ts';
import { createManifestSigning } from '../server/adapters/manifest-signing.ts';
import { createBusyDatabase } from '../server/testing/etl.ts';
import { startPostgres } from '../server/testing/postgres.ts';
import { openEngine } from '../server/testing/test-engine.ts';
import { startBusyProcess } from './busy-process.ts';
import { percentile } from './figures.ts';
import { shell, type Contenders } from './measuring.ts';

const [BACKUPS = 20, TABLES = 500, MEGABYTES = 200] = process.argv.slice(2).map(Number);
const DATABASE = 'busy';
const OURS = 'our engine';
const SAME_WORK = 'pg_dump | zstd -3';
const DUMP_ALONE = 'pg_dump';
const NOTHING = 'nothing';

/**
 * A turn of the processor, which the application loses now and then on a busy machine. An uncompressed dump computes
 * nothing: beside ours the application may lose one more.
 */
const TURN_MS = 5;

interface Result {
  /** For each turn of the application. */
  waits: number[];
  seconds: number[];
  failures: string[];
}

const folder = await mkdtemp(join(tmpdir(), 'bp-etl-'));
const postgres = await startPostgres();
try {
  await createBusyDatabase(postgres, DATABASE, { tables: TABLES, megabytes: MEGABYTES });
  const { engine, sealed } = await openEngine(folder);
  const access = await sealed(postgres);
  const storage = createFolderVaultStorage(join(folder, 'vaults'), createManifestSigning(new Uint8Array(32)));
  const plain = join(folder, 'plain');
  let lastTook = 0;
  const contenders: Contenders = {
    [OURS]: async () => {
      const point = await storage.begin({
        vaultId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/v',
        instanceName: 'busy',
        recoveryPointId: 'point',
      });
      const summary = await engine.backUp(access, point, {
        signal: new AbortController().signal,
        onProgress: () => undefined,
      });
      const [failure] = summary.failures ?? [];
      if (failure) throw new Error(`${failure.message} ${failure.details.serverError ?? ''}`);
    },
    [SAME_WORK]: () => shell(postgres, `pg_dump -Fc -Z0 | zstd -3 -q -f -o ${plain}`, { PGDATABASE: DATABASE }),
    [DUMP_ALONE]: () => shell(postgres, `pg_dump -Fc -Z0 -f ${plain}`, { PGDATABASE: DATABASE }),
    [NOTHING]: () => delay(lastTook),
  };

  const results = new Map<string, Result>();
  const busyness = await startBusyProcess(postgres, DATABASE);
  for (let round = 0; round < BACKUPS; round += 1) {
    for (const [name, backUp] of Object.entries(contenders)) {
      const result = results.get(name) ?? { waits: [], seconds: [], failures: [] };
      results.set(name, result);
      await busyness.waitsMs();
      const started = performance.now();
      await backUp().catch((error: unknown) => result.failures.push(wordsOf(error)));
      lastTook = performance.now() - started;
      result.seconds.push(lastTook / 1000);
      result.waits.push(...(await busyness.waitsMs()));
    }
  }
  const rounds = await busyness.stop();

  console.log(
    `${TABLES} tables and ${MEGABYTES} MB, beside a job that did ${rounds} rounds; waits of the application:`,
  );
  print(['', 'succeeded', 'takes', 'turns', 'median', '99 %', '99.9 %', 'longest']);
  for (const [name, result] of results) printResult(name, result);
  const { [OURS]: ours, [SAME_WORK]: same, [DUMP_ALONE]: alone } = Object.fromEntries(results);
  if (ours === undefined || same === undefined || alone === undefined) throw new Error('There was no round.');
  const holds = ours.failures.length === 0 && isNoLonger(ours, same, 0) && isNoLonger(ours, alone, TURN_MS);
  console.log(
    holds
      ? `The application waits no longer than beside ${SAME_WORK}, and than beside ${DUMP_ALONE} within ${TURN_MS} ms.`
      : 'FAILED: a backup failed, or the application waits longer than by hand.',
  );
  process.exitCode = holds ? 0 : 1;
} finally {
  await postgres.remove();
  await rm(folder, { recursive: true, force: true });
}

/** Not by the longest: that is one random event, and longer backups have more of them. */
function isNoLonger(one: Result, other: Result, withinMs: number): boolean {
  return percentile(one.waits, 0.99) <= percentile(other.waits, 0.99) + withinMs;
}

function printResult(name: string, { waits, seconds, failures }: Result): void {
  print([
    name,
    `${BACKUPS - failures.length} of ${BACKUPS}`,
    `${percentile(seconds, 0.5).toFixed(1)} s`,
    String(waits.length),
    ...[0.5, 0.99, 0.999, 1].map((part) => `${percentile(waits, part).toFixed(1)} ms`),
  ]);
  for (const failure of new Set(failures))
    console.log(`    ${failures.filter((other) => other === failure).length} x ${failure}`);
}

function print([name = '', ...columns]: string[]): void {
  console.log(name.padEnd(18) + columns.map((text) => text.padStart(11)).join(''));
}

/** PostgreSQL's own words, with all numbers replaced by one. */
function wordsOf(error: unknown): string {
  const text =
    error instanceof EngineFault
      ? `${error.code}: ${error.details.serverError ?? error.details.toolOutput ?? error.message}`
      : String(error);
  return (/pg_dump: error:.*/.exec(text)?.[0] ?? text).replaceAll(/\d+/g, 'N');
}
