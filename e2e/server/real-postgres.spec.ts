/**
 * The whole promise, for real: a PostgreSQL of the system's packages with what makes a backup hard, protected through
 * the wizard, backed up, and restored with nothing but `zstd`, `psql` and `pg_restore` into an empty server.
 */
import { execFile } from 'node:child_process';
import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { startPostgres, type TestPostgres } from '../../server/testing/postgres.ts';
import { createRichDatabases, fingerprint, within } from '../../server/testing/rich-databases.ts';
import { expect, test, type World } from '../fixtures.ts';
import { BackupInstancePage } from '../pages/BackupInstancePage.ts';
import { ConfigureBackupPage } from '../pages/ConfigureBackupPage.ts';

const MEGABYTES = 200;
const SERVER = 'pg-real';

const run = promisify(execFile);

test('a real PostgreSQL restores from the files on disk to exactly what it held', async ({ page, world }) => {
  test.setTimeout(10 * 60_000);
  const source = await startPostgres();
  const target = await startPostgres();
  try {
    const databases = await createRichDatabases(source, MEGABYTES);
    await register(world, source);
    const instance = await protect(page, world);
    await instance.backUpNow(/Default/);
    await expect(instance.restorePoints().getByRole('row').filter({ hasText: 'Default' })).toHaveCount(1, {
      timeout: 5 * 60_000,
    });
    await restoreByHand(target, await onlyRecoveryPoint(world), source.password);

    for (const database of databases) {
      expect(await fingerprint(target, database), `the tables of ${database}`).toEqual(
        await fingerprint(source, database),
      );
    }
    expect(await rolesOf(target)).toEqual(await rolesOf(source));
  } finally {
    await Promise.all([source.remove(), target.remove()]);
  }
});

test('a server that is gone fails the job, which says why and what to do', async ({ page, world }) => {
  test.setTimeout(3 * 60_000);
  const source = await startPostgres();
  try {
    await register(world, source);
    const instance = await protect(page, world);
    await source.crash();
    await instance.backUpNow(/Default/);
    await page.getByRole('link', { name: 'View job' }).first().click();

    const main = page.getByRole('main');
    await expect(main).toContainText('Failed', { timeout: 60_000 });
    await expect(main).toContainText('UserErrorServerConnectionRefused');
    await expect(main).toContainText('refused the connection');
    await expect(main).toContainText('Check that PostgreSQL is running');
    await page.goto(new URL('/', page.url()).href);
    await expect(page.getByRole('main')).toContainText('Failed');
  } finally {
    await source.remove();
  }
});

/** As README.md shows it: PUT of a flexible server with our extension `connection`. */
async function register({ server }: World, postgres: TestPostgres): Promise<void> {
  if (!server) throw new Error('This test runs on the server.');
  const group = '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-data';
  const answer = await fetch(
    `${server.origin}${group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${SERVER}?api-version=2025-08-01`,
    {
      method: 'PUT',
      headers: { authorization: `Bearer ${await server.token('operator')}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        location: 'westeurope',
        properties: {
          administratorLogin: postgres.user,
          administratorLoginPassword: postgres.password,
          connection: { host: postgres.host, port: postgres.port, tlsMode: 'disable' },
        },
      }),
    },
  );
  const text = await answer.text();
  expect(answer.ok, text).toBe(true);
  expect(text).not.toContain(postgres.password);
}

/** Walks through the wizard and answers the page of the instance that it made. */
async function protect(page: Page, world: World): Promise<BackupInstancePage> {
  await world.open(ConfigureBackupPage.path);
  const wizard = new ConfigureBackupPage(page);
  await wizard.chooseUpToServers('bv-contoso-weu', 'weekly-standard', SERVER);
  await wizard.assignMissingRoles(SERVER);
  await expect(wizard.datasource(SERVER)).toContainText('Success');
  await wizard.next().click();
  await wizard.configure().click();
  const row = page.getByRole('table', { name: 'Backup instances' }).getByRole('row').filter({ hasText: SERVER });
  await expect(row).toContainText('Protection configured');
  await row.getByRole('link', { name: SERVER }).first().click();

  return new BackupInstancePage(page);
}

interface Manifest {
  folder: string;
  parts: { kind: 'globals' | 'database'; database?: string; file: string }[];
}

async function onlyRecoveryPoint({ server }: World): Promise<Manifest> {
  const found: string[] = [];
  for await (const file of glob(join(server?.dataDir ?? '', 'vaults/**/manifest.json'))) found.push(file);
  expect(found).toHaveLength(1);
  const [file = ''] = found;
  return { folder: dirname(file), ...(JSON.parse(await readFile(file, 'utf8')) as Omit<Manifest, 'folder'>) };
}

/** The steps of docs/recovery.md: roles first, then database by database. */
async function restoreByHand(target: TestPostgres, { folder, parts }: Manifest, password: string): Promise<void> {
  for (const part of parts) {
    const file = join(folder, part.file);
    if (part.kind === 'globals') {
      // The administrator exists already, which is the one error that a restore of roles may meet; from here on it has
      // the password that it had at the source.
      await shell(target, 'postgres', `zstd -dc "$1" | psql --quiet --file=-`, file);
      target.password = password;
      continue;
    }
    const database = part.database ?? '';
    if (database !== 'postgres') {
      await within(target, 'postgres', [`CREATE DATABASE "${database.replaceAll('"', '""')}" TEMPLATE template0`]);
    }
    await shell(target, database, `zstd -dc "$1" | pg_restore --exit-on-error --dbname="$2"`, file);
  }
}

/** An odd name of a database would be read as a connection string: psql gets it by environment, pg_restore quoted. */
async function shell(target: TestPostgres, database: string, script: string, file: string): Promise<void> {
  const quoted = `dbname='${database.replace(/[\\']/g, '\\$&')}'`;
  await run('bash', ['-o', 'pipefail', '-c', script, 'restore', file, quoted], {
    env: {
      PATH: `${target.binFolder}:${process.env.PATH ?? ''}`,
      PGHOST: target.host,
      PGPORT: String(target.port),
      PGUSER: target.user,
      PGPASSWORD: target.password,
      PGDATABASE: database,
    },
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** Attributes, passwords and memberships of every role that is not PostgreSQL's own. */
async function rolesOf(postgres: TestPostgres): Promise<unknown[]> {
  const roles = await within(postgres, 'postgres', [
    `SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls,
       rolconnlimit, rolvaliduntil,
       ARRAY(SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = a.oid ORDER BY 1) AS member_of,
       CASE WHEN rolname = current_user THEN NULL ELSE rolpassword END AS password
     FROM pg_authid a WHERE rolname !~ '^pg_' ORDER BY rolname`,
  ]);
  expect(roles.length).toBeGreaterThan(2);
  return roles;
}
