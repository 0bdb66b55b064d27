/** Servers that tests run against: PostgreSQL of other major versions than the system's, and Azurite (Linux on x64). */
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { basename, dirname, join, relative } from 'node:path';
import { must, ROOT, say } from './run.mjs';

const FOLDER = join(ROOT, 'server', 'testing', 'servers');
const STAMP = join(FOLDER, 'node_modules', '.backup-portal-stamp');

/** Installs them when they are missing. On other systems the tests use only the system's server. */
export async function installTestServers() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return;
  const wanted = createHash('sha256')
    .update(readFileSync(join(FOLDER, 'package-lock.json')))
    .digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  say('Installing PostgreSQL servers of other versions, and Azurite, for the tests (once) …');
  const args = [
    'install',
    '--prefix',
    FOLDER,
    '--ignore-scripts',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  await must('Installing the test servers', 'npm', args, { env: process.env });
  for (const name of readdirSync(join(FOLDER, 'node_modules'))) linkLibraries(join(FOLDER, 'node_modules', name));
  writeFileSync(STAMP, wanted);
}

/** A package holds no symbolic links; these are listed in it, and its install script would make them. */
function linkLibraries(folder) {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(folder, target);
    if (!existsSync(link)) symlinkSync(join(relative(dirname(target), dirname(source)), basename(source)), link);
  }
}
