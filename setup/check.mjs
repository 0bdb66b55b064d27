/**
 * `npm run check`: everything that a change can have broken, before it is committed. Format and lint of the changed
 * files, types and walls of all, and the tests that import what changed. Tests that start a server process import
 * nothing of it: `npm test` runs those.
 */
import { findChanges } from './changed.mjs';
import { inLanes } from './lanes.mjs';
import { main, run, say } from './run.mjs';
import { useScratch } from './scratch.mjs';

await main(async () => {
  const { base, files } = findChanges();
  if (files.length === 0) {
    say('Nothing has changed.');
    return 0;
  }
  say(`${files.length} changed since ${base.slice(0, 9)}`);
  const code = files.filter((file) => /\.tsx?$/.test(file));
  const lint = ['--max-warnings', '0', '--no-warn-ignored', ...code];
  const removeScratch = useScratch();
  const failed = await inLanes([
    [
      ['format', () => run('prettier', ['--check', '--log-level', 'warn', '--ignore-unknown', ...files])],
      ['lint', () => (code.length === 0 ? 0 : run('eslint', lint))],
      ['unused', () => run('npm', ['run', '--silent', 'unused'])],
    ],
    [
      ['types', () => run('npm', ['run', '--silent', 'types'])],
      ['walls', () => run('npm', ['run', '--silent', 'walls'])],
      ['tests', () => run('vitest', ['run', '--changed', base, '--passWithNoTests', '--reporter=dot'])],
    ],
  ]);
  removeScratch();
  if (failed.length > 0) say(`\nNot clean: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
});
