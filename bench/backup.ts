/**
 * How fast our server backs up, and how much memory it takes: one database in a throwaway PostgreSQL, backed up in turn by
 * `pg_dump -Fc -Z0 | zstd -3`, by `pg_dump -Fc`, and through our server over HTTP. Prints the median of each.
 *
 * `node bench/backup.ts [megabytes] [narrow]`: rows of about 1100 bytes, or of about 40.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from '#protocol/data-protection.ts';
import { startPortal } from '../server/testing/portal-process.ts';
import { startPostgres } from '../server/testing/postgres.ts';
import { createLargeDatabase } from '../server/testing/rich-databases.ts';
import { megabytesOf, printRace, race, ratioOf, shell, watchMemory } from './measuring.ts';

const MEGABYTES = Number(process.argv[2] ?? 1200);
const ROWS = process.argv[3] === 'narrow' ? 'narrow' : 'wide';
const ROUNDS = 5;
const RATIO_BUDGET = 1.25;
const MEMORY_BUDGET_MB = 150;
const DATABASE = 'bench';
const REFERENCE = 'pg_dump -Fc -Z0 | zstd -3';
const OURS = 'our server';

const folder = await mkdtemp(join(tmpdir(), 'bp-bench-'));
const postgres = await startPostgres();
let portal: Awaited<ReturnType<typeof startPortal>> | undefined;
try {
  console.log(`Making a database of about ${MEGABYTES} MB, of ${ROWS} rows …`);
  await createLargeDatabase(postgres, DATABASE, MEGABYTES, ROWS);
  const megabytes = await megabytesOf(postgres, DATABASE);

  portal = await startPortal(join(folder, 'data'), {}, []);
  const { arm } = portal;
  const instance = await arm.protect('pg-bench', postgres);
  const memory = watchMemory(portal.child.pid ?? 0);
  // Memory left from starting up is freed first.
  await delay(3000);
  const idle = memory.now();

  // The reference ends with its bytes on the disk, as a recovery point does.
  const env = { PGDATABASE: DATABASE, OUT: join(folder, 'reference') };
  const dump = (line: string) => shell(postgres, `${line} > "$OUT" && sync "$OUT"`, env);
  let peak = 0;
  const medians = await race(
    {
      [REFERENCE]: () => dump('pg_dump -Fc -Z0 | zstd -3 -q'),
      'pg_dump -Fc': () => dump('pg_dump -Fc'),
      [OURS]: async () => {
        const job = await arm.jobWhen(await arm.startBackup(instance), (seen) => !isRunning(seen));
        if (job.properties.status !== 'Completed') throw new Error(JSON.stringify(job.properties.errorDetails));
      },
    },
    {
      rounds: ROUNDS,
      before: () => void memory.reset(),
      onTurn: (name) => {
        if (name === OURS) peak = Math.max(peak, memory.peak());
      },
    },
  );
  memory.stop();

  console.log(`Backing up a database of ${megabytes.toFixed(0)} MB, median of ${ROUNDS} rounds`);
  printRace(medians, REFERENCE, megabytes);
  const ratio = ratioOf(medians, OURS, REFERENCE);
  console.log(`\nTime against ${REFERENCE}: ${ratio.toFixed(2)} x (at most ${RATIO_BUDGET} x)`);
  console.log(
    `Memory of the server and its helpers: ${idle.toFixed(0)} MB idle, ${peak.toFixed(0)} MB at its peak, ${(peak - idle).toFixed(0)} MB above idle (at most ${MEMORY_BUDGET_MB} MB)`,
  );
  process.exitCode = ratio > RATIO_BUDGET || peak - idle > MEMORY_BUDGET_MB ? 1 : 0;
} finally {
  await portal?.stop();
  await postgres.remove();
  await rm(folder, { recursive: true, force: true });
}
