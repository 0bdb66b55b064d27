/** Points git to `setup/hooks` in a developer's clone, without touching other settings. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf, ROOT } from './run.mjs';

/** Relative: each work tree of the clone has its own, or none. */
const HOOKS = 'setup/hooks';

export function installHooks() {
  const git = join(ROOT, '.git');
  // A work tree shares its hooks with the clone that it belongs to; an archive has no git, and CI commits nothing.
  if (process.env.CI !== undefined || !existsSync(git) || !statSync(git).isDirectory()) return;
  if (existsSync(join(git, 'hooks', 'pre-commit'))) return;
  // A developer's own hooks, in the clone or global, have priority.
  if (outputOf('git', ['config', 'core.hooksPath'])) return;
  outputOf('git', ['config', '--local', 'core.hooksPath', HOOKS]);
}
