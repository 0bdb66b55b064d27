/** What has changed since this branch left the main one, committed or not. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf, ROOT, SetupProblem } from './run.mjs';

const MAIN = ['origin/main', 'main', 'origin/master', 'master'];

/** The commit that changes are counted from, and the existing changed files, relative to the root. */
export function findChanges() {
  const main = MAIN.find((name) => outputOf('git', ['rev-parse', '--verify', '--quiet', name]) !== undefined) ?? 'HEAD';
  const base = outputOf('git', ['merge-base', 'HEAD', main]);
  if (base === undefined)
    throw new SetupProblem('The changes come from git, and this folder is not a clone. Run: npm test');
  const listed = [
    ['diff', '--name-only', '-z', '--diff-filter=d', base],
    ['ls-files', '--others', '--exclude-standard', '-z'],
  ].flatMap((args) => (outputOf('git', args) ?? '').split('\0'));
  const files = [...new Set(listed)].filter((file) => file !== '' && existsSync(join(ROOT, file)));
  return { base, files };
}
