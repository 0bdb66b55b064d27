/** `npm run bench`: makes sure that everything is there, and measures. */
import { join } from 'node:path';
import { buildPage } from './build.mjs';
import { installPackages } from './packages.mjs';
import { main, ROOT, run } from './run.mjs';
import { installSystemPackages } from './system-packages.mjs';

await main(async () => {
  await installPackages();
  await installSystemPackages();
  await buildPage();
  return run(join(ROOT, 'node_modules', '.bin', 'node'), ['bench/main.ts']);
});
