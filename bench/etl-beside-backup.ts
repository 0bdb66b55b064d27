/**
 * Backups beside a job that makes, empties and drops tables ten times a second, and an application at work: how many of 20
 * succeed, and how long the application waits at most, beside ours and beside `pg_dump` by hand.
 *
 * `node bench/etl-beside-backup.ts [backups] [tables] [megabytes]`
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EngineFault } from '#provider/ports.ts';
import { createFolderVaultStorage } from '../server/adapters/folder-vault-storage.ts';
import { createManifestSigning } from '../server/adapters/manifest-signing.ts';
import { createBusyDatabase, startBusyness } from '../server/testing/etl.ts';
import { startPostgres } from '../server/testing/postgres.ts';
import { openEngine } from '../server/testing/test-engine.ts';

const [BACKUPS = 20, TABLES = 500, MEGABYTES = 100] = process.argv.slice(2).map(Number);
const DATABASE = 'busy';
const OURS = 'our engine';
const PLAIN = 'pg_dump';

const folder = await mkdtemp(join(tmpdir(), 'bp-etl-'));
const postgres = await startPostgres();
const { host, port, user, password } = postgres;
try {
  await createBusyDatabase(postgres, DATABASE, { tables: TABLES, megabytes: MEGABYTES });
  const { engine, sealed } = await openEngine(folder);
  const access = await sealed(postgres);
  const storage = createFolderVaultStorage(join(folder, 'vaults'), createManifestSigning(new Uint8Array(32)));
  const contenders: Record<string, () => Promise<void>> = {
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
    [PLAIN]: async () => {
      const env = { PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password, PGDATABASE: DATABASE };
      const file = join(folder, 'plain');
      const args = ['--format=custom', '--compress=0', `--file=${file}`];
      await promisify(execFile)(join(postgres.binFolder, 'pg_dump'), args, { env });
    },
  };

  const results = new Map<string, { succeeded: number; longestWaitMs: number; failures: string[] }>();
  const busyness = await startBusyness(postgres, DATABASE);
  for (let round = 0; round < BACKUPS; round += 1) {
    for (const [name, backUp] of Object.entries(contenders)) {
      const result = results.get(name) ?? { succeeded: 0, longestWaitMs: 0, failures: [] };
      results.set(name, result);
      busyness.reset();
      try {
        await backUp();
        result.succeeded += 1;
      } catch (error) {
        result.failures.push(wordsOf(error));
      }
      result.longestWaitMs = Math.max(result.longestWaitMs, busyness.longestWaitMs());
    }
  }
  const rounds = busyness.rounds();
  await busyness.stop();

  console.log(`${TABLES} tables and ${MEGABYTES} MB, beside a job that did ${rounds} rounds`);
  for (const [name, { succeeded, longestWaitMs, failures }] of results) {
    console.log(
      `${name.padEnd(12)} ${succeeded} of ${BACKUPS} succeeded; the application waited ${longestWaitMs.toFixed(0)} ms at most`,
    );
    for (const failure of new Set(failures))
      console.log(`    ${failures.filter((other) => other === failure).length} x ${failure}`);
  }
  process.exitCode = results.get(OURS)?.succeeded === BACKUPS ? 0 : 1;
} finally {
  await postgres.remove();
  await rm(folder, { recursive: true, force: true });
}

/** PostgreSQL's own words, with all numbers made one. */
function wordsOf(error: unknown): string {
  const text =
    error instanceof EngineFault
      ? `${error.code}: ${error.details.serverError ?? error.details.toolOutput ?? error.message}`
      : String(error);
  return (/pg_dump: error:.*/.exec(text)?.[0] ?? text).replaceAll(/\d+/g, 'N');
}
