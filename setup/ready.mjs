/**
 * `npm run ready`: all that `npm start` makes before it starts the server, for whom something else starts it. That may be another user
 * than the one who runs this.
 */
import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildPage } from './build.mjs';
import { installPackages } from './packages.mjs';
import { main, ROOT } from './run.mjs';

await main(async () => {
  await installPackages();
  await buildPage();
  // What a new state is copied from: it has no secret, and is for nobody but its maker otherwise.
  makeReadable(join(ROOT, 'node_modules', '.cache', 'embedded-cluster'));
  return 0;
});

function makeReadable(path) {
  if (!existsSync(path)) return;
  const stats = statSync(path);
  chmodSync(path, (stats.mode & 0o777) | (stats.isDirectory() ? 0o555 : 0o444));
  if (stats.isDirectory()) for (const name of readdirSync(path)) makeReadable(join(path, name));
}
