/** `npm run static`: everything that is checked without running it. Lint takes as long as all else, so that goes beside it. */
import { inLanes } from './lanes.mjs';
import { main, run, say } from './run.mjs';

const LANES = [['lint'], ['types', 'walls', 'format', 'unused']];

await main(async () => {
  const script = (name) => [name, () => run('npm', ['run', '--silent', name])];
  const failed = await inLanes(LANES.map((names) => names.map(script)));
  if (failed.length > 0) say(`\nNot clean: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
});
