/** Shared code of the server's benchmarks: contenders that take turns, their medians, and the memory of a process. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import type { TestPostgres } from '../server/testing/postgres.ts';
import { contentOf, residentMegabytes } from '../server/testing/process-memory.ts';
import { within } from '../server/testing/rich-databases.ts';
import { percentile } from './figures.ts';

export type Contenders = Record<string, () => Promise<void>>;

interface Race {
  rounds: number;
  /** Called when a contender has ended its turn. */
  onTurn?: (name: string) => void;
  /** Prepares the next turn, outside the measured time. */
  before?: () => Promise<void> | void;
}

/** The median seconds of each contender. They take turns, so that a busy minute of the machine affects all of them. */
export async function race(contenders: Contenders, { rounds, before, onTurn }: Race): Promise<Map<string, number>> {
  const seconds = new Map<string, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, work] of Object.entries(contenders)) {
      await before?.();
      const started = performance.now();
      await work();
      seconds.set(name, [...(seconds.get(name) ?? []), (performance.now() - started) / 1000]);
      onTurn?.(name);
    }
  }
  return new Map([...seconds].map(([name, times]) => [name, percentile(times, 0.5)]));
}

/** One line for each contender: its time, its rate, and how many times the reference's time that is. */
export function printRace(medians: ReadonlyMap<string, number>, reference: string, megabytes: number): void {
  for (const [name, wall] of medians) {
    const rate = `${(megabytes / wall).toFixed(0).padStart(6)} MB/s`;
    const ratio = ratioOf(medians, name, reference).toFixed(2).padStart(8);
    console.log(`${name.padEnd(28)}${wall.toFixed(1).padStart(8)} s${rate}${ratio} x`);
  }
}

export const ratioOf = (medians: ReadonlyMap<string, number>, name: string, reference: string): number =>
  (medians.get(name) ?? NaN) / (medians.get(reference) ?? NaN);

/** The size of a database, in millions of bytes. */
export async function megabytesOf(postgres: TestPostgres, database: string): Promise<number> {
  const [size] = await within<{ bytes: number }>(postgres, database, [
    'SELECT pg_database_size(current_database())::float8 AS bytes',
  ]);
  return (size?.bytes ?? 0) / 1e6;
}

/** The only shell in this project: the references are what a person would type. Everything in it is ours. */
export async function shell(postgres: TestPostgres, line: string, more: Record<string, string>): Promise<void> {
  const { host, port, user, password, binFolder } = postgres;
  const env = {
    ...process.env,
    PATH: `${binFolder}:${process.env.PATH ?? ''}`,
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
    ...more,
  };
  await promisify(execFile)('bash', ['-o', 'pipefail', '-c', line], { env });
}

/** Megabytes of memory of a process and its children, read ten times a second. */
export function watchMemory(pid: number) {
  const now = () => [pid, ...childrenOf(pid)].reduce((sum, each) => sum + residentMegabytes(each), 0);
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, now())), 100);
  return { now, peak: () => peak, reset: () => (peak = 0), stop: () => clearInterval(timer) };
}

/** Read from the kernel: a program that is run ten times a second would take a fifth of a processor. */
function childrenOf(pid: number): number[] {
  const threads = readdirSync(`/proc/${String(pid)}/task`);
  return threads
    .flatMap((thread) => contentOf(`/proc/${String(pid)}/task/${thread}/children`).split(' '))
    .filter((each) => each !== '')
    .map(Number);
}
