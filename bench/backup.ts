/**
 * How fast our server backs up, and how much memory it takes: one database in a throwaway PostgreSQL, backed up in turn by
 * `pg_dump -Fc -Z0 | zstd -3`, by `pg_dump -Fc`, and through our server over HTTP. Prints the median of each.
 *
 * `node bench/backup.ts [megabytes]`
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from '#protocol/data-protection.ts';
import { startPortal } from '../server/testing/portal-process.ts';
import { startPostgres } from '../server/testing/postgres.ts';
import { createLargeDatabase, within } from '../server/testing/rich-databases.ts';

const MEGABYTES = Number(process.argv[2] ?? 1200);
const ROUNDS = 3;
const RATIO_BUDGET = 1.25;
const MEMORY_BUDGET_MB = 150;
const DATABASE = 'bench';

const folder = await mkdtemp(join(tmpdir(), 'bp-bench-'));
const postgres = await startPostgres();
let portal: Awaited<ReturnType<typeof startPortal>> | undefined;
try {
  console.log(`Making a database of about ${MEGABYTES} MB …`);
  await createLargeDatabase(postgres, DATABASE, MEGABYTES);
  const [size] = await within<{ bytes: number }>(postgres, DATABASE, [
    'SELECT pg_database_size(current_database())::float8 AS bytes',
  ]);
  const megabytes = (size?.bytes ?? 0) / 1e6;

  portal = await startPortal(join(folder, 'data'));
  const instance = await portal.arm.protect('pg-bench', postgres);
  const { arm } = portal;
  const memory = watchMemory(portal.child.pid ?? 0);
  // What starting up left behind is given back first.
  await delay(3000);
  const idle = memory.now();

  const contenders = {
    'pg_dump -Fc -Z0 | zstd -3': () => dump(['-Fc', '-Z0'], `| zstd -3 -q > "$OUT"`),
    'pg_dump -Fc': () => dump(['-Fc'], '> "$OUT"'),
    'our server': async () => {
      const job = await arm.jobWhen(await arm.startBackup(instance), (seen) => !isRunning(seen));
      if (job.properties.status !== 'Completed') throw new Error(JSON.stringify(job.properties.errorDetails));
    },
  };
  const seconds = new Map<string, number[]>();
  let peak = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, work] of Object.entries(contenders)) {
      memory.reset();
      const started = performance.now();
      await work();
      seconds.set(name, [...(seconds.get(name) ?? []), (performance.now() - started) / 1000]);
      if (name === 'our server') peak = Math.max(peak, memory.peak());
    }
  }
  memory.stop();

  console.log(`Backing up a database of ${megabytes.toFixed(0)} MB, median of ${ROUNDS} rounds`);
  const reference = median(seconds.get('pg_dump -Fc -Z0 | zstd -3') ?? []);
  for (const [name, times] of seconds) {
    const wall = median(times);
    const rate = `${(megabytes / wall).toFixed(0).padStart(6)} MB/s`;
    console.log(
      `${name.padEnd(28)}${wall.toFixed(1).padStart(8)} s${rate}${(wall / reference).toFixed(2).padStart(8)} x`,
    );
  }
  const ratio = median(seconds.get('our server') ?? []) / reference;
  console.log(`\nTime against pg_dump -Fc -Z0 | zstd -3: ${ratio.toFixed(2)} x (at most ${RATIO_BUDGET} x)`);
  console.log(
    `Memory of the server and its helpers: ${idle.toFixed(0)} MB idle, ${peak.toFixed(0)} MB at its peak, ${(peak - idle).toFixed(0)} MB above idle (at most ${MEMORY_BUDGET_MB} MB)`,
  );
  process.exitCode = ratio > RATIO_BUDGET || peak - idle > MEMORY_BUDGET_MB ? 1 : 0;
} finally {
  await portal?.stop();
  await postgres.remove();
  await rm(folder, { recursive: true, force: true });
}

/** The only shell in this project: the reference is what a person would type. Everything in it is ours. */
async function dump(args: string[], rest: string): Promise<void> {
  const { host, port, user, password, binFolder } = postgres;
  const line = `"${binFolder}/pg_dump" ${args.join(' ')} ${rest}`;
  const env = {
    ...process.env,
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: DATABASE,
    OUT: join(folder, 'reference'),
  };
  // The reference ends with its bytes on the disk, as a recovery point does.
  const child = spawn('bash', ['-o', 'pipefail', '-c', `${line} && sync "$OUT"`], { env, stdio: 'inherit' });
  const [status] = (await once(child, 'exit')) as [number];
  if (status !== 0) throw new Error(`${line} ended with ${status}`);
}

/** Megabytes that a process and its children have in memory, asked ten times a second. */
function watchMemory(pid: number) {
  const now = () => {
    const sizes = execFileSync('ps', ['-o', 'rss=', '-p', String(pid), '--ppid', String(pid)], { encoding: 'utf8' });
    return sizes.split('\n').reduce((sum, size) => sum + Number(size), 0) / 1024;
  };
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, now())), 100);
  return { now, peak: () => peak, reset: () => (peak = 0), stop: () => clearInterval(timer) };
}

function median(values: number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
