/**
 * Lets years pass over many instances and holds every run and every recovery point against the oracle.
 *
 * `npm run soak -- --instances 1000 --years 10 --seed 1 [--workers 2]`. A world has three instances; its seed is the first
 * one plus its number, and `--instances 3` with that seed repeats it. Prints figures, and for each kind of disagreement
 * the smallest example with its seed; ends with 1 when there is one.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { randomHistory } from './history.ts';
import type { Deed, Disagreement, DisagreementKind, Entry } from './journal.ts';
import { judge } from './oracle.ts';
import { live } from './world.ts';

export const INSTANCES_PER_WORLD = 3;

export interface Example extends Disagreement {
  seed: number;
  /** What was done to it before. */
  history: string[];
}

export interface Figures {
  worlds: number;
  instances: number;
  runs: number;
  retries: number;
  points: number;
  failures: number;
  edits: number;
  restarts: number;
  clockSteps: number;
  disagreements: Partial<Record<DisagreementKind, number>>;
  examples: Partial<Record<DisagreementKind, Example>>;
}

const nothing = (): Figures => ({
  ...{ worlds: 0, instances: 0, runs: 0, retries: 0, points: 0, failures: 0, edits: 0, restarts: 0, clockSteps: 0 },
  disagreements: {},
  examples: {},
});

/** Lives through one world and judges it. The same for the same seed and years. */
export async function soakWorld(seed: number, years: number, instances = INSTANCES_PER_WORLD): Promise<Figures> {
  const history = randomHistory({ seed, years, instances });
  const journal = await live(history);
  const figures = nothing();
  figures.worlds = 1;
  figures.instances = instances;
  const howMany = (...kinds: Deed['kind'][]): number =>
    journal.filter((entry) => entry.kind === 'deed' && kinds.includes(entry.deed.kind)).length;
  figures.edits = howMany('policy', 'switch');
  figures.restarts = howMany('up');
  figures.clockSteps = howMany('step');
  for (const instance of history.instances) {
    const { disagreements, runs, retries, points, failures } = judge(instance, journal);
    add(figures, { runs, retries, points, failures });
    for (const found of disagreements) {
      figures.disagreements[found.kind] = (figures.disagreements[found.kind] ?? 0) + 1;
      figures.examples[found.kind] ??= { ...found, seed, history: before(journal, found) };
    }
  }
  return figures;
}

/** The last that was done before it, to that instance or to all. */
const before = (journal: readonly Entry[], { instance, wall }: Disagreement): string[] =>
  journal
    .flatMap((entry) => (entry.kind === 'deed' && entry.wall <= wall ? [entry] : []))
    .filter(({ deed }) => !('instance' in deed) || deed.instance === instance)
    .slice(-8)
    .map((entry) => `${new Date(entry.wall).toISOString()} ${JSON.stringify(entry.deed)}`);

function add(sum: Figures, more: Partial<Omit<Figures, 'disagreements' | 'examples'>>): void {
  for (const [name, count] of Object.entries(more) as [keyof typeof more, number][]) sum[name] += count;
}

export function merge(sum: Figures, { disagreements, examples, ...counts }: Figures): void {
  add(sum, counts);
  for (const [kind, count] of Object.entries(disagreements) as [DisagreementKind, number][]) {
    sum.disagreements[kind] = (sum.disagreements[kind] ?? 0) + count;
  }
  for (const [kind, example] of Object.entries(examples) as [DisagreementKind, Example][]) {
    const known = sum.examples[kind];
    if (!known || example.history.length < known.history.length) sum.examples[kind] = example;
  }
}

const numberOf = (text: string): number => {
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0) throw new Error(`'${text}' is no number above zero.`);
  return number;
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      instances: { type: 'string', default: '1000' },
      years: { type: 'string', default: '10' },
      seed: { type: 'string', default: '1' },
      workers: { type: 'string', default: String(availableParallelism()) },
    },
  });
  const years = numberOf(values.years);
  const firstSeed = numberOf(values.seed);
  const worlds = Math.ceil(numberOf(values.instances) / INSTANCES_PER_WORLD);
  const figures = nothing();
  const began = Date.now();
  let next = 0;
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(import.meta.filename, { workerData: { years } });
      const give = (): void => {
        if (next < worlds) worker.postMessage(firstSeed + next++);
        else void worker.terminate().then(() => resolve());
      };
      worker.on('message', (done: Figures) => {
        merge(figures, done);
        if (figures.worlds % 20 === 0) {
          const minutes = ((Date.now() - began) / 60_000).toFixed(1);
          const found = Object.values(figures.disagreements).reduce((sum, count) => sum + count, 0);
          process.stderr.write(
            `${String(figures.worlds)} of ${String(worlds)} worlds, ${minutes} min, ${String(found)} found\n`,
          );
        }
        give();
      });
      worker.on('error', reject);
      give();
    });
  await Promise.all(Array.from({ length: Math.min(worlds, numberOf(values.workers)) }, work));
  const { examples, ...counts } = figures;
  const seconds = Math.round((Date.now() - began) / 1000);
  process.stdout.write(`${JSON.stringify({ years, ...counts, seconds, examples }, undefined, 2)}\n`);
  process.exitCode = Object.keys(examples).length > 0 ? 1 : 0;
}

if (!isMainThread && parentPort) {
  const port = parentPort;
  const { years } = workerData as { years: number };
  port.on('message', (seed: number) => {
    void soakWorld(seed, years).then((figures) => port.postMessage(figures));
  });
} else if (process.argv[1] === import.meta.filename) {
  await main();
}
