/** What `deploy/` has: a unit of systemd, an image and a composition. `deploy/try-image.mjs` builds and runs the image. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from './config.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const fileOf = (name: string): string => readFileSync(join(ROOT, 'deploy', name), 'utf8');
const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  devDependencies: Record<string, string>;
};
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

describe('the unit', () => {
  const unit = fileOf('backup-portal.service');
  const all = (name: string) => [...unit.matchAll(new RegExp(`^${name}=(.+)$`, 'gm'))].map(([, value = '']) => value);
  const environment = Object.fromEntries(all('Environment').map((line) => line.split('=') as [string, string]));

  it('has settings that can be used, and waits longer than the server does', () => {
    const config = readConfig(environment, tmpdir());
    expect(Number(all('TimeoutStopSec')[0])).toBeGreaterThan(config.STOP_WAIT_SECONDS);
    expect(all('KillMode')).toEqual(['mixed']);
    const secrets = [...unit.matchAll(/^#?LoadCredential=(\w+):(\S+)$/gm)];
    for (const [, name = '', path] of secrets) expect(path).toBe(`/etc/backup-portal/${name}`);
    expect(secrets.map(([, name]) => name)).toEqual([
      'SECRET_KEY',
      'MASTER_KEY',
      'DATABASE_URL',
      'METRICS_TOKEN',
      'STORAGES',
    ]);
  });

  it('starts what is there', () => {
    const [, program = '', script = ''] = /^\/opt\/backup-portal\/(\S+) (\S+)$/.exec(all('ExecStart')[0] ?? '') ?? [];
    expect(existsSync(join(ROOT, program))).toBe(true);
    expect(existsSync(join(ROOT, script))).toBe(true);
  });

  it.runIf(hasSystemd)('is one that systemd takes without a complaint, and finds well protected', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bp-unit-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const path = join(folder, 'backup-portal.service');
    // It looks whether the program is there, and whether what the unit waits for is installed.
    await writeFile(
      path,
      unit.replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`).replaceAll(/^(?:After|Wants)=.*\n/gm, ''),
    );
    const verified = spawnSync('systemd-analyze', ['verify', '--man=no', path], { encoding: 'utf8' });
    expect([verified.status, verified.stderr.split('\n').filter((line) => line.includes('backup-portal'))]).toEqual([
      0,
      [],
    ]);
    // Of 100, where 0 is what cannot do anything.
    const security = ['security', '--offline=yes', '--threshold=25', '--no-pager', path];
    expect(execFileSync('systemd-analyze', security, { encoding: 'utf8' })).toMatch(/exposure level .+ OK/);
  });
});

describe('deploy/install.sh', () => {
  it('installs the unit and its user, and makes secrets once', async () => {
    const DESTDIR = await mkdtemp(join(tmpdir(), 'bp-install-'));
    onTestFinished(() => rm(DESTDIR, { recursive: true, force: true }));
    const install = () =>
      execFileSync(join(ROOT, 'deploy', 'install.sh'), { encoding: 'utf8', env: { ...process.env, DESTDIR } });
    expect(install()).toMatch(/made .+SECRET_KEY\nmade .+MASTER_KEY\ninstalled/);
    const secrets = join(DESTDIR, 'etc', 'backup-portal');
    const read = () => ['SECRET_KEY', 'MASTER_KEY'].map((name) => readFileSync(join(secrets, name), 'utf8'));
    const made = read();
    for (const name of ['SECRET_KEY', 'MASTER_KEY']) expect(statSync(join(secrets, name)).mode & 0o777).toBe(0o600);
    expect(statSync(secrets).mode & 0o777).toBe(0o700);
    readConfig({ CREDENTIALS_DIRECTORY: secrets }, DESTDIR);
    expect(install()).toMatch(/^installed/);
    expect(read()).toEqual(made);
    expect(existsSync(join(DESTDIR, 'usr/lib/sysusers.d/backup-portal.conf'))).toBe(true);
    expect(existsSync(join(DESTDIR, 'etc/systemd/system/backup-portal.service'))).toBe(true);
  }, 30_000);
});

describe('the image', () => {
  const dockerfile = fileOf('Dockerfile');
  const instructions = dockerfile
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n');

  it('is described without a mistake', () => {
    expect(validate(dockerfile)).toEqual([]);
  });

  it('is on the Node that is pinned, and runs as a user of its own', () => {
    const images = instructions.filter((line) => line.startsWith('FROM ')).map((line) => line.split(' ')[1]);
    expect(new Set(images)).toEqual(new Set([`node:${devDependencies.node ?? ''}-trixie-slim`]));
    expect(instructions.indexOf('USER backup-portal')).toBeGreaterThan(0);
    expect(instructions.indexOf('USER backup-portal')).toBeLessThan(
      instructions.findIndex((line) => line.startsWith('CMD')),
    );
  });

  it('has settings that can be used, and none of them is a secret', () => {
    const line = instructions.find((one) => one.startsWith('ENV ')) ?? '';
    const environment = Object.fromEntries(
      [...line.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']): [string, string] => [name, value]),
    );
    readConfig({ ...environment, CREDENTIALS_DIRECTORY: '' }, tmpdir());
    for (const name of Object.keys(environment)) expect(name).not.toMatch(/SECRET|KEY|TOKEN|PASSWORD|DATABASE_URL/);
  });

  it.each(['.git', '**/node_modules', '.data', 'backup-portal.config.json', 'deploy/secrets', '.env*'])(
    'has nothing of %s',
    (pattern) => expect(fileOf('Dockerfile.dockerignore').split('\n')).toContain(pattern),
  );
});

describe('the composition', () => {
  interface Service {
    image: string;
    hostname?: string;
    environment: Record<string, string>;
    secrets: string[];
    stop_grace_period: string;
    volumes: string[];
    depends_on?: Record<string, { condition: string }>;
  }
  const { services, secrets, volumes } = parse(fileOf('compose.yaml')) as {
    services: Record<'portal' | 'state', Service>;
    secrets: Record<string, { file: string }>;
    volumes: Record<string, null>;
  };

  it('names only what it has', () => {
    for (const service of Object.values(services)) {
      for (const name of service.secrets) expect(Object.keys(secrets)).toContain(name);
      const named = service.volumes.map((volume) => volume.split(':')[0] ?? '');
      for (const name of named) expect(Object.keys(volumes)).toContain(name);
      for (const other of Object.keys(service.depends_on ?? {})) expect(Object.keys(services)).toContain(other);
    }
    for (const [name, { file }] of Object.entries(secrets)) expect(file).toBe(`./secrets/${name}`);
  });

  it('has settings that can be used, waits longer than the server does, and keeps secrets in files', async () => {
    const { portal, state } = services;
    const folder = await mkdtemp(join(tmpdir(), 'bp-secrets-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const key = 'AGE-SECRET-KEY-1H28FNGKDSYJLP3MDRCYZFNT0CJQK3NWE4ZSRN3X6MK8TDZG8PAYSLQG8YZ';
    const contents = {
      DATABASE_URL: 'postgres://portal:x@state:5432/portal',
      MASTER_KEY: key,
      SECRET_KEY: 'x'.repeat(64),
    };
    for (const [name, text] of Object.entries(contents)) await writeFile(join(folder, name), `${text}\n`);
    expect(portal.secrets.sort()).toEqual(Object.keys(contents));
    const config = readConfig(
      { ...portal.environment, PUBLIC_URL: 'http://localhost:5080', CREDENTIALS_DIRECTORY: folder },
      folder,
    );
    expect(config).toMatchObject({ ...contents, MASTER_KEY: [key] });
    expect(Number.parseInt(portal.stop_grace_period)).toBeGreaterThan(config.STOP_WAIT_SECONDS);
    // Alerts are kept by it: a container that is made anew has no other one.
    expect(portal.hostname).toBe('portal');
    expect(Object.keys(state.environment)).toContain('POSTGRES_PASSWORD_FILE');
    expect(Object.keys(state.environment)).not.toContain('POSTGRES_PASSWORD');
  });
});
