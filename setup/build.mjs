/** Builds the page into dist/, when its sources have changed since the last build. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, ROOT, say } from './run.mjs';

/** Everything that ends up in the page: the provider too, which the mocks run inside it. */
const SOURCES = [
  'index.html',
  'package-lock.json',
  'package.json',
  'vite.config.ts',
  'tsconfig.json',
  'public',
  'protocol',
  'src',
  'mocks',
  'server/provider',
];
const STAMP = join(ROOT, 'dist', '.stamp');

export async function buildPage() {
  const wanted = digestOf(SOURCES);
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  say('Building the page …');
  await must('Building the page', 'vite', ['build', '--logLevel', 'warn'], {
    onOutput: (text) => process.stderr.write(text),
  });
  writeFileSync(STAMP, wanted);
}

function digestOf(paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    const full = join(ROOT, path);
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort()) add(`${path}/${name}`);
    } else {
      hash.update(`${path}\0`).update(readFileSync(full)).update('\0');
    }
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}
