/**
 * `npm run compare-gallery`: makes sure that everything is there, and compares the pieces of `src/ui` with their pictures;
 * `-- --update-snapshots` takes the pictures anew.
 */
import { buildGallery } from './build.mjs';
import { installPackages } from './packages.mjs';
import { main, run } from './run.mjs';
import { findChromium, installSystemPackages } from './system-packages.mjs';

await main(async () => {
  await installPackages();
  await installSystemPackages();
  await buildGallery();
  process.env.CHROMIUM = findChromium();
  return run('playwright', ['test', '--config', 'e2e/gallery/alone.config.ts', ...process.argv.slice(2)]);
});
