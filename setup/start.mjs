/** `npm start`: makes sure that everything is there, and runs the server. */
import { join } from 'node:path';
import { buildPage } from './build.mjs';
import { installPackages } from './packages.mjs';
import { main, ROOT, run } from './run.mjs';

await main(async () => {
  await installPackages();
  await buildPage();
  return run(join(ROOT, 'node_modules', '.bin', 'node'), ['server/host/main.ts']);
});
