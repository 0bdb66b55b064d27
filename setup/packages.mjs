/** Installs the packages of the lock file, when they are not installed already. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, outputOf, ROOT, say, SetupProblem } from './run.mjs';

// npm replaces node_modules, so it must not itself run on the Node that is in there.
const OWN = { env: process.env };

const STAMP = join(ROOT, 'node_modules', '.backup-portal-stamp');
const PREPARED_STAMP = join(ROOT, 'node_modules', '.backup-portal-prepared');
const NODE = join(ROOT, 'node_modules', '.bin', 'node');
const OLDEST_NODE = 24;

export async function installPackages() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  const isNew = !existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== wanted;
  if (isNew) {
    say('Installing packages (once; this takes a minute) …');
    // Not `npm ci`: it refuses a lock file that lacks optional packages of other platforms, which some registries do
    // not carry. This installs the versions of the lock file as well, and does not change the file.
    const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
    await must('Installing the packages', 'npm', args, OWN);
    writeFileSync(STAMP, wanted);
  }
  await ensureNode();
  await prepareServer(wanted);
}

/** Decides what is prepared; without it the first start takes some seconds longer, and nothing else changes. */
const PREPARED_FROM = [
  'server/adapters/sql/migrations.ts',
  'server/adapters/boss-work.ts',
  'server/provider/lanes.ts',
  'server/adapters/sample-engine/sample-data.ts',
  'server/adapters/embedded-cluster.ts',
];

async function prepareServer(packages) {
  const digest = createHash('sha256').update(packages);
  for (const file of PREPARED_FROM) digest.update(readFileSync(join(ROOT, file)));
  const wanted = digest.digest('hex');
  if (existsSync(PREPARED_STAMP) && readFileSync(PREPARED_STAMP, 'utf8') === wanted) return;
  await must('Preparing the server', NODE, ['server/host/prepare.ts']);
  writeFileSync(PREPARED_STAMP, wanted);
}

/** The pinned Node is a package whose install script fetches the binary; some set-ups of npm do not run scripts. */
async function ensureNode() {
  if (majorOf(NODE) >= OLDEST_NODE) return;
  say('Installing the pinned Node …');
  await must(
    'Installing the pinned Node',
    'npm',
    ['rebuild', 'node', '--ignore-scripts=false', '--foreground-scripts'],
    OWN,
  );
  if (majorOf(NODE) >= OLDEST_NODE) return;
  throw new SetupProblem(
    `The pinned Node ${OLDEST_NODE} is missing from node_modules. npm is set not to run install scripts; ` +
      'allow them for the package "node" and run: npm rebuild node',
  );
}

const majorOf = (node) => Number(/^v(\d+)/.exec((existsSync(node) && outputOf(node, ['--version'])) || '')?.[1] ?? 0);
