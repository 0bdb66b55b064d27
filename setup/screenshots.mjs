/** `npm run screenshots`: makes sure that everything is there, and takes the pictures of README.md again. */
import { join } from 'node:path';
import { buildPage } from './build.mjs';
import { installPackages } from './packages.mjs';
import { main, ROOT, run } from './run.mjs';
import { findChromium, installSystemPackages } from './system-packages.mjs';

await main(async () => {
  await installPackages();
  await installSystemPackages();
  await buildPage();
  process.env.CHROMIUM = findChromium();
  return run(join(ROOT, 'node_modules', '.bin', 'node'), ['e2e/screenshots.ts']);
});
