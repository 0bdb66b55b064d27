/**
 * Every code that a job or Test connection can show, apart from errors of requests, is in one document, and no other.
 */
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const SERVER = join(import.meta.dirname, '..');
const DOCUMENT = join(SERVER, '..', 'docs', 'warnings.md');

/** Codes of responses and deployments: no job has them. */
const OF_REQUESTS = ['answer.ts', 'body.ts', 'fault.ts', 'deployments.ts'];
/** As an object has it, and as `finding` takes it; not those of system calls. */
const CODES = [/\bcode: '(?!UserError|E[A-Z]+')(\w+)'/g, /\bfinding\(\s*'\w+',\s*'(\w+)'/g];

async function codesInSource(): Promise<string[]> {
  const found = new Set<string>();
  for (const folder of ['adapters', 'provider']) {
    for await (const file of glob(`${folder}/**/*.ts`, { cwd: SERVER })) {
      if (file.endsWith('.test.ts') || OF_REQUESTS.some((name) => file.endsWith(`/${name}`))) continue;
      const text = await readFile(join(SERVER, file), 'utf8');
      for (const pattern of CODES) for (const [, code = ''] of text.matchAll(pattern)) found.add(code);
    }
  }
  return [...found].sort();
}

it('the document names every code that is used, and none that is not', async () => {
  const used = await codesInSource();
  expect(used.length).toBeGreaterThan(30);
  const document = await readFile(DOCUMENT, 'utf8');
  const documented = new Set([...document.matchAll(/`([A-Z][A-Za-z]+)`/g)].map(([, code = '']) => code));
  expect([...documented].sort()).toEqual(used);
});
