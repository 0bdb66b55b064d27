/** `npm test`: makes sure that everything is there, and runs every check and every test. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildGallery, buildPage } from './build.mjs';
import { installHooks } from './hooks.mjs';
import { installPackages } from './packages.mjs';
import { main, projectEnvironment, ROOT, run, say } from './run.mjs';
import { useScratch } from './scratch.mjs';
import { installTestServers } from './test-servers.mjs';
import { findChromium, installSystemPackages } from './system-packages.mjs';

const RESULTS = join(ROOT, 'test-results');
const UNIT_RESULTS = join(RESULTS, 'unit.json');
const UNIT_PROBLEMS = join(RESULTS, 'unit-problems.txt');
const E2E_RESULTS = join(RESULTS, 'results.json');

await main(async () => {
  await installPackages();
  installHooks();
  await installSystemPackages();
  await installTestServers();
  await buildPage();
  await buildGallery();
  process.env.CHROMIUM = findChromium();
  const removeScratch = useScratch();
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });

  say('\nTypes, lint, walls between the rooms, format, unused code; unit and contract tests');
  // In parallel: many of the tests wait for a server or a queue.
  const [statics, unit] = await Promise.all([
    run('npm', ['run', '--silent', 'static']),
    run(
      'vitest',
      [
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${UNIT_RESULTS}`,
        '--reporter=./setup/unit-problems.mjs',
      ],
      { env: { ...projectEnvironment(), UNIT_PROBLEMS } },
    ),
  ]);
  const isClean = statics === 0;
  const unitCounts = countUnit(UNIT_RESULTS, unit);
  say('\nEnd-to-end tests');
  const e2e = await run('playwright', ['test']);
  const e2eCounts = countE2e(E2E_RESULTS, e2e);
  removeScratch();

  if (!isClean) say('\nTypes, lint, walls, format or unused code: something is wrong, see above.');
  if (unit !== 0) say(`\nUnit and contract tests ended with status ${unit}.`);
  if (e2e !== 0) say(`\nEnd-to-end tests ended with status ${e2e}.`);
  const problems = textOf(UNIT_PROBLEMS);
  if (problems !== '') say(`\nOf the unit and contract tests:\n${problems}`);
  const passed = Number(isClean) + unitCounts.passed + e2eCounts.passed;
  const failed = Number(!isClean) + unitCounts.failed + e2eCounts.failed;
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
});

/** A failed run has at least one failure, also when it broke before it could record one. */
function atLeastOneFailure({ passed, failed }, status) {
  return { passed, failed: status === 0 ? failed : Math.max(1, failed) };
}

function countUnit(path, status) {
  const found = read(path);
  return atLeastOneFailure({ passed: found?.numPassedTests ?? 0, failed: found?.numFailedTests ?? 0 }, status);
}

function countE2e(path, status) {
  const stats = read(path)?.stats;
  if (stats?.flaky > 0) say(`${stats.flaky} flaky: passed at the second try only`);
  return atLeastOneFailure(
    { passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0), failed: stats?.unexpected ?? 0 },
    status,
  );
}

function read(path) {
  const text = textOf(path);
  return text === '' ? undefined : JSON.parse(text);
}

/** Nothing when the run broke before it could write it. */
function textOf(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
