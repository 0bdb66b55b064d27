/** Has git run `setup/hooks` in a clone of somebody who works on it, and leaves alone what else there may be. */
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
  // Somebody's own, in the clone or for all of theirs, comes first.
  if (outputOf('git', ['config', 'core.hooksPath'])) return;
  outputOf('git', ['config', '--local', 'core.hooksPath', HOOKS]);
}
