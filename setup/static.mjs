/** `npm run static`: everything that is checked without running it. Lint takes as long as all else, so that goes beside it. */
import { main, run, say } from './run.mjs';

const LANES = [['lint'], ['types', 'walls', 'format', 'unused']];

await main(async () => {
  const failed = (await Promise.all(LANES.map(failuresOf))).flat();
  if (failed.length > 0) say(`\nNot clean: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
});

/** Runs one script after the other, to the last. */
async function failuresOf(scripts) {
  const failed = [];
  for (const script of scripts) if ((await run('npm', ['run', '--silent', script])) !== 0) failed.push(script);
  return failed;
}
