/** The system's programs that the tests need: found, else installed with apt, else named in a message. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isProgram, must, outputOf, run, say, SetupProblem } from './run.mjs';

/** Chromium without its windows: Debian's package draws the same page for two thirds of the work. */
const HEADLESS_SHELL = '/usr/bin/chromium-headless-shell';

const CHROMIUMS = [
  process.env.CHROMIUM,
  HEADLESS_SHELL,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Not on everybody's path. */
const PGBOUNCER = '/usr/sbin/pgbouncer';

/** Where packages put a PostgreSQL server; the star is the version. */
const POSTGRES_FOLDERS = [
  ['/usr/lib/postgresql', 'bin/initdb'],
  ['/usr/local/pgsql', '../pgsql/bin/initdb'],
  ['/opt/homebrew/opt', 'bin/initdb'],
  ['/Library/PostgreSQL', 'bin/initdb'],
];

const NEEDS = [
  { what: 'Chromium', packages: ['chromium'], isThere: () => findChromium() !== undefined },
  { what: 'a PostgreSQL server', packages: ['postgresql', 'postgresql-contrib'], isThere: hasPostgres },
  { what: 'age', packages: ['age'], isThere: () => isProgram('age') },
  { what: 'jq', packages: ['jq'], isThere: () => isProgram('jq') },
  { what: 'PgBouncer', packages: ['pgbouncer'], isThere: () => isProgram('pgbouncer') || existsSync(PGBOUNCER) },
  { what: 'zstd', packages: ['zstd'], isThere: () => isProgram('zstd') },
  { what: 'the font DejaVu Sans', packages: ['fonts-dejavu-core'], isThere: hasPictureFont },
];

export const findChromium = () => CHROMIUMS.find((path) => path !== undefined && existsSync(path));

/** Throws a `SetupProblem` that says exactly what to install where it cannot do so itself. */
export async function installSystemPackages() {
  await installNeeds();
  await installHeadlessShell();
  await installCeph();
}

async function installNeeds() {
  const missing = NEEDS.filter(({ isThere }) => !isThere());
  if (missing.length === 0) return;
  const packages = missing.flatMap((need) => need.packages);
  const missingText = `The tests need ${missing.map(({ what }) => what).join(', ')}.`;
  const byHand = `Install ${missing.map(({ what }) => what).join(', ')}; on Debian and Ubuntu: apt-get install ${packages.join(' ')}`;
  if (!isProgram('apt-get')) throw new SetupProblem(`${missingText} ${byHand}`);

  const apt = asRoot('apt-get');
  if (apt === undefined) throw new SetupProblem(`${missingText} ${byHand} (as root)`);
  say(`${missingText} Installing ${packages.join(', ')} …`);
  await run(apt[0], [...apt.slice(1), 'update', '-qq'], QUIET);
  await must('Installing packages of the system', apt[0], [...apt.slice(1), ...INSTALL, ...packages], QUIET);
  const left = NEEDS.filter(({ isThere }) => !isThere());
  if (left.length > 0)
    throw new SetupProblem(`${left.map(({ what }) => what).join(', ')} could still not be found. ${byHand}`);
}

/** Optional: where it cannot be installed, the whole browser is used. */
async function installHeadlessShell() {
  const apt = isProgram('apt-get') ? asRoot('apt-get') : undefined;
  if (process.env.CHROMIUM !== undefined || existsSync(HEADLESS_SHELL) || apt === undefined) return;
  await run(apt[0], [...apt.slice(1), ...INSTALL, 'chromium-headless-shell'], QUIET);
}

/** Ceph's S3 gateway, which buckets are tried on: their tests are left out where it cannot be had. */
async function installCeph() {
  const apt = isProgram('apt-get') ? asRoot('apt-get') : undefined;
  if (isProgram('radosgw') || apt === undefined) return;
  say("Installing Ceph's S3 gateway for the tests (once) …");
  await run(apt[0], [...apt.slice(1), ...INSTALL, 'radosgw', 'ceph-mon', 'ceph-osd'], QUIET);
}

const INSTALL = ['install', '-y', '-qq', '--no-install-recommends'];
const QUIET = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, onOutput: () => undefined };

function asRoot(command) {
  if (process.getuid?.() === 0) return [command];
  return isProgram('sudo') ? ['sudo', '-n', command] : undefined;
}

/** The pictures of `e2e/gallery/` are in it; they are compared on Linux only. */
function hasPictureFont() {
  if (process.platform !== 'linux' || existsSync('/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf')) return true;
  return outputOf('fc-match', ['DejaVu Sans'])?.includes('"DejaVu Sans"') === true;
}

function hasPostgres() {
  return POSTGRES_FOLDERS.some(([folder, program]) => {
    if (!existsSync(folder)) return false;
    return readdirSync(folder).some((version) => existsSync(join(folder, version, program)));
  });
}
