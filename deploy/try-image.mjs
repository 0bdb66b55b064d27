/**
 * Runs the steps of deploy/Dockerfile in folders, where there is no Docker, and then the server as its container would: as root, on
 * Debian, with debootstrap. It takes some minutes.
 *
 *   node deploy/try-image.mjs [FOLDER]
 *
 * The base image is a new root of Debian with Node's binary in it. FOLDER keeps it for the next time.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const ROOT = dirname(import.meta.dirname);
const PORT = '5098';

const work = process.argv[2] ?? mkdtempSync(join(tmpdir(), 'bp-image-'));
const say = (text) => process.stderr.write(`${text}\n`);
const must = (command, args, options) =>
  execFileSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
const outputOf = (command, args) => execFileSync(command, args, { encoding: 'utf8', cwd: ROOT }).trim();

/** `[instruction, its text]`, comments and ends of lines aside. */
const instructions = readFileSync(join(ROOT, 'deploy', 'Dockerfile'), 'utf8')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]);

function baseOf(image) {
  const [, release] = /^node:[\d.]+-(\w+)-slim$/.exec(image) ?? [];
  if (release === undefined) throw new Error(`No way is known to make ${image}.`);
  const base = join(work, `base-${release}`);
  if (existsSync(join(base, 'usr', 'local', 'bin', 'npm'))) return base;
  if (!existsSync(join(base, 'etc', 'debian_version'))) {
    say(`Making a root of Debian ${release} …`);
    must('debootstrap', ['--variant=minbase', release, base]);
  }
  // A newer npm would do as well; it is the one that is here.
  cpSync(join(ROOT, 'node_modules', 'node', 'bin', 'node'), join(base, 'usr/local/bin/node'));
  const npm = dirname(dirname(realpathSync(outputOf('sh', ['-c', 'command -v npm']))));
  cpSync(npm, join(base, 'usr/local/lib/node_modules/npm'), { recursive: true, dereference: true });
  writeFileSync(
    join(base, 'usr/local/bin/npm'),
    '#!/bin/sh\nexec node /usr/local/lib/node_modules/npm/bin/npm-cli.js "$@"\n',
    {
      mode: 0o755,
    },
  );
  return base;
}

const stages = new Map();
let stage;

/** What a command of the stage is started with. Its own mounts and processes go with it. */
const inside = ({ root, workdir, user, env }, command) => [
  'unshare',
  [
    '--mount',
    '--pid',
    '--fork',
    '--kill-child=TERM',
    'sh',
    '-c',
    ENTER,
    'sh',
    root,
    workdir,
    user ?? 'root',
    ...command,
  ],
  { env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', ...env } },
];
const ENTER = `set -e; root=$1 workdir=$2 user=$3; shift 3
mount --bind "$root" "$root"; mount -t proc proc "$root/proc"; mount -t tmpfs tmpfs "$root/tmp"; chmod 1777 "$root/tmp"
mount --bind /dev "$root/dev"
exec chroot --userspec="$user" "$root" /bin/sh -c 'cd "$0" && exec "$@"' "$workdir" "$@"`;

function ignored() {
  const lines = readFileSync(join(ROOT, 'deploy', 'Dockerfile.dockerignore'), 'utf8').split('\n');
  const patterns = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const expressions = patterns.map(
    (pattern) =>
      new RegExp(
        `^${pattern
          .replaceAll('.', '\\.')
          .replaceAll('**/', '(?:.*/)?')
          .replaceAll(/(?<!\.)\*/g, '[^/]*')}(?:/|$)`,
      ),
  );
  return (path) => expressions.some((expression) => expression.test(path));
}

/** Where packages come from on this machine, for what is run while the image is made. */
function fromHere() {
  const registry = { npm_config_registry: outputOf('npm', ['config', 'get', 'registry']) };
  const authorities = process.env.NODE_EXTRA_CA_CERTS;
  if (!authorities) return registry;
  mkdirSync(join(stage.root, 'run'), { recursive: true });
  cpSync(authorities, join(stage.root, 'run/authorities.pem'), { dereference: true });
  return { ...registry, NODE_EXTRA_CA_CERTS: '/run/authorities.pem' };
}

const doing = {
  FROM(text) {
    const [image, , name] = text.split(' ');
    const root = join(work, name ?? 'image');
    rmSync(root, { recursive: true, force: true });
    must('cp', ['-a', baseOf(image), root]);
    cpSync('/etc/resolv.conf', join(root, 'etc/resolv.conf'));
    stage = { root, workdir: '/', env: {} };
    stages.set(name ?? 'image', stage);
  },
  WORKDIR(path) {
    mkdirSync(join(stage.root, path), { recursive: true });
    stage.workdir = path;
  },
  RUN(text) {
    say(`RUN ${text}`);
    const [command, args, { env }] = inside(stage, ['/bin/sh', '-c', text]);
    must(command, args, { env: { ...env, ...fromHere(), DEBIAN_FRONTEND: 'noninteractive' } });
  },
  COPY(text) {
    const target = join(stage.root, stage.workdir);
    const from = /^--from=(\w+) (\S+) \.$/.exec(text);
    if (from !== null) return must('cp', ['-a', `${join(stages.get(from[1]).root, from[2])}/.`, target]);
    if (text !== '. .') throw new Error(`No way is known to do: COPY ${text}`);
    const isIgnored = ignored();
    const files = outputOf('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z']).split('\0');
    for (const file of files) if (file !== '' && !isIgnored(file)) cpSync(join(ROOT, file), join(target, file));
  },
  ENV(text) {
    for (const [, name, value] of text.matchAll(/(\w+)=(\S+)/g)) stage.env[name] = value;
  },
  USER: (user) => void (stage.user = user),
  HEALTHCHECK: (text) => void (stage.check = JSON.parse(text.slice(text.indexOf('CMD') + 4))),
  ENTRYPOINT: (text) => void (stage.entry = JSON.parse(text)),
  CMD: (text) => void (stage.command = JSON.parse(text)),
  VOLUME: () => undefined,
  EXPOSE: () => undefined,
  STOPSIGNAL: () => undefined,
};
for (const [instruction, text] of instructions) doing[instruction](text);

const run = (command, env = {}) => {
  const [program, args, options] = inside({ ...stage, env: { ...stage.env, ...env } }, command);
  return execFileSync(program, args, { ...options, encoding: 'utf8' }).trim();
};
const expectThat = (what, isSo) => {
  say(`${isSo ? 'ok    ' : 'FAILED'} ${what}`);
  if (!isSo) process.exitCode = 1;
};

expectThat('it runs as a user of its own', run(['id', '-u']) === '10001');
expectThat('its program cannot be changed by that user', run(['sh', '-c', 'test -w . || echo no']) === 'no');
expectThat(`it has ${run(['pg_dump', '--version'])}`, true);
expectThat('tools can end with the server', run(['setpriv', '--pdeathsig', 'KILL', '--', 'echo', 'yes']) === 'yes');
expectThat(
  'it has no secret',
  run(['sh', '-c', 'ls -A /run/secrets /var/lib/backup-portal 2>/dev/null || true'])
    .split('\n')
    .every((line) => line === '' || line.endsWith(':') || line === '/var/lib/backup-portal'),
);
expectThat(
  'what a new state is copied from can be read by that user',
  run(['sh', '-c', 'find node_modules/.cache/embedded-cluster -readable -name PG_VERSION | wc -l']) !== '0',
);
expectThat(
  'it has none of what only tests need',
  run(['sh', '-c', 'ls node_modules | grep -cx vitest || true']) === '0',
);

const secrets = join(stage.root, 'run/secrets');
mkdirSync(secrets, { recursive: true });
writeFileSync(join(secrets, 'SECRET_KEY'), `${'a secret of a trial '.repeat(2)}\n`);
const [program, args, options] = inside({ ...stage, env: { ...stage.env, PORT } }, [...stage.entry, ...stage.command]);
const server = spawn(program, args, { ...options, stdio: ['ignore', 'inherit', 'inherit'] });
const exited = new Promise((resolve) => server.once('exit', (...how) => resolve(how)));
let isAlive = false;
for (let tries = 0; tries < 60 && !isAlive; tries += 1) {
  await delay(1000);
  try {
    run(stage.check, { PORT });
    isAlive = true;
  } catch {
    // Not yet.
  }
}
expectThat('its HEALTHCHECK is healthy', isAlive);
const answer = await fetch(`http://127.0.0.1:${PORT}/readyz`).catch(() => undefined);
expectThat('it is ready', answer?.ok === true);
const page = await fetch(`http://127.0.0.1:${PORT}/`).catch(() => undefined);
expectThat('it has the page', (await page?.text())?.includes('<div id="root"') === true);
const made = run(['sh', '-c', 'npm run --silent recovery-key | head -c 15'], { PORT });
expectThat('the commands of the operator work in it', made === 'AGE-SECRET-KEY-');
// To the init process of the container: `unshare` passes nothing on.
const [child] = outputOf('ps', ['-o', 'pid=', '--ppid', String(server.pid)]).split('\n');
process.kill(Number(child), 'SIGTERM');
expectThat('it stops by SIGTERM', (await exited)[0] === 0);
if (process.argv[2] === undefined) rmSync(work, { recursive: true, force: true });
