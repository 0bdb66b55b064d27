/** `npm run dev`: the page on its mocks, with hot reload. */
import { installHooks } from './hooks.mjs';
import { installPackages } from './packages.mjs';
import { main, run } from './run.mjs';

await main(async () => {
  await installPackages();
  installHooks();
  return run('vite', process.argv.slice(2));
});
