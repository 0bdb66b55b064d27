/**
 * How much JavaScript a person waits for on the wizard's first route: everything that the build's entry and the route's
 * chunk import, gzipped. Needs a build; prints kilobytes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const DIST = join(import.meta.dirname, '..', process.argv[2] ?? 'dist');
const ENTRY = 'index.html';
const FIRST_ROUTE = 'src/features/configure-backup/ConfigureBackupPage.tsx';
const FIRST_ROUTE_BUDGET_KB = 230;
const LATER_ROUTE_BUDGET_KB = 60;

interface Chunk {
  file: string;
  src?: string;
  /** Keys of the chunks that it needs before it runs. */
  imports?: string[];
  isDynamicEntry?: boolean;
}

const manifest = JSON.parse(readFileSync(join(DIST, '.vite', 'manifest.json'), 'utf8')) as Record<string, Chunk>;

/** The chunks that loading `key` loads. */
function loadedBy(key: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`The build has no ${key}. Build first: npm run build`);
  if (!seen.has(key)) {
    seen.add(key);
    for (const next of chunk.imports ?? []) loadedBy(next, seen);
  }
  return seen;
}

function weigh(key: string): number {
  const file = manifest[key]?.file ?? '';
  return file.endsWith('.js') ? gzipSync(readFileSync(join(DIST, file)), { level: 9 }).byteLength / 1024 : 0;
}

const weightOf = (keys: Iterable<string>): number => [...keys].reduce((sum, key) => sum + weigh(key), 0);
const kilobytes = (weight: number): string => `${weight.toFixed(1).padStart(7)} KB`;

const first = new Set([...loadedBy(ENTRY), ...loadedBy(FIRST_ROUTE)]);
console.log(`JavaScript of /configure-backup/basics, gzip (at most ${FIRST_ROUTE_BUDGET_KB} KB)`);
for (const key of [...first].sort((one, other) => weigh(other) - weigh(one))) {
  console.log(`${kilobytes(weigh(key))}  ${manifest[key]?.file ?? key}`);
}
console.log(`${kilobytes(weightOf(first))}  in all`);

console.log(`\nWhat each other route adds to that (at most ${LATER_ROUTE_BUDGET_KB} KB)`);
for (const [key, chunk] of Object.entries(manifest)) {
  if (!chunk.isDynamicEntry || key === FIRST_ROUTE || !/^src\/(features|app)\/.*(Page|Layout)\.tsx$/.test(key))
    continue;
  console.log(`${kilobytes(weightOf([...loadedBy(key)].filter((each) => !first.has(each))))}  ${key}`);
}

const mocks = [...first].filter((key) => key.includes('mocks') || key.includes('msw'));
if (mocks.length > 0) console.log(`\nThe mocks are part of it: ${mocks.join(', ')}`);
process.exitCode = weightOf(first) > FIRST_ROUTE_BUDGET_KB || mocks.length > 0 ? 1 : 0;
