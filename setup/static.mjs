/**
 * `npm run static`: all checks that do not run the code. Lint takes as long as the rest together, so it runs in
 * parallel.
 */
import { inLanes } from './lanes.mjs';
import { main, run, say } from './run.mjs';

const LANES = [['lint'], ['types', 'walls', 'format', 'unused']];

await main(async () => {
  const script = (name) => [name, () => run('npm', ['run', '--silent', name])];
  const failed = await inLanes(LANES.map((names) => names.map(script)));
  if (failed.length > 0) say(`\nNot clean: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
});
