/**
 * The whole promise, for real: a PostgreSQL of the system's packages with everything that makes a backup hard,
 * protected through the wizard, backed up, and restored into another one: with nothing but `age`, `zstd`, `psql` and
 * `pg_restore`, and through the portal.
 */
import { execFile } from 'node:child_process';
import { glob, open, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { ROLE_IDS } from '#protocol/authorization.ts';
import { startPostgres, type TestPostgres } from '../../server/testing/postgres.ts';
import { createRichDatabases, fingerprint, within } from '../../server/testing/rich-databases.ts';
import { expect, test, type World } from '../fixtures.ts';
import { serverId, SUBSCRIPTION, VAULT_ID } from '../ids.ts';
import { BackupInstancePage } from '../pages/BackupInstancePage.ts';
import { ConfigureBackupPage } from '../pages/ConfigureBackupPage.ts';
import { RestorePage } from '../pages/RestorePage.ts';
import { give } from '../prepare.ts';

const MEGABYTES = 200;
const SOURCE = 'pg-real';
const TARGET = 'pg-target';

const run = promisify(execFile);

test('a real PostgreSQL comes back to exactly what it held: by hand, into a server, and as files', async ({
  page,
  world,
}) => {
  test.setTimeout(10 * 60_000);
  const [source, target] = await Promise.all([startPostgres(), startPostgres()]);
  try {
    const databases = await createRichDatabases(source, MEGABYTES);
    const held = new Map(
      await Promise.all(databases.map(async (name) => [name, await fingerprint(source, name)] as const)),
    );
    const expectBack = async (database: string, name = database) => {
      expect(await fingerprint(target, name), `the tables of ${name}`).toEqual(held.get(database));
    };
    await register(world, SOURCE, source);
    const instance = await protect(page, world);
    await expect(instance.essentials()).toContainText('Protection configured');
    const instanceAddress = page.url();
    const wizard = new RestorePage(page);

    await test.step('backed up on demand', async () => {
      await instance.backUpNow(/Default/);
      await expect(instance.pointsOf('Default')).toHaveCount(1, { timeout: 5 * 60_000 });
    });

    await test.step('proven by a drill: restored into a server of its own, and every table compared', async () => {
      await instance.command('Drill').click();
      await instance.pane('Drill').getByRole('button', { name: 'Drill', exact: true }).click();
      await expect(instance.restorePoints()).toContainText('Proven', { timeout: 5 * 60_000 });
      await expect(instance.essentials()).toContainText('to restore');
    });

    await test.step('restored by hand from the files in the vault: every database and every role', async () => {
      await restoreByHand(target, await onlyRecoveryPoint(world), source.password);
      for (const database of databases) await expectBack(database);
      expect(await rolesOf(target)).toEqual(await rolesOf(source));
    });

    await test.step('restored into the other server: under new names, and one in the place of another', async () => {
      await within(target, 'MixedCase', [`DROP TABLE "odd ""table"`, `CREATE TABLE of_nobody (id int)`]);
      await register(world, TARGET, target);
      // Registered elsewhere, the server is not yet in the list that the page has read.
      await page.goto(instanceAddress);
      await instance.command('Restore').click();
      await wizard.goToParameters();
      await wizard.chooseServer(TARGET);
      for (const database of databases) {
        const isChosen = ['shop', 'MixedCase', 'x --file=y'].includes(database);
        await page.getByRole('checkbox', { name: database, exact: true }).setChecked(isChosen);
      }
      await expect(wizard.targetName('shop')).toHaveValue('shop_restored');
      await wizard.replace('MixedCase', 'MixedCase');
      await page.getByRole('checkbox', { name: 'Restore owners and roles' }).check();
      await wizard.validate().click();
      await expect(wizard.validation()).toContainText('Success');
      await wizard.next().click();
      await expect(wizard.content()).toContainText('MixedCase as MixedCase, which is replaced');
      await wizard.restore().click();

      await expect(wizard.databases()).toHaveCount(1 + 3, { timeout: 60_000 });
      await expect(wizard.databases().filter({ hasText: 'MixedCase' })).toContainText('Yes');
      await expectBack('shop', 'shop_restored');
      await expectBack('x --file=y', 'x --file=y_restored');
      await expectBack('MixedCase');
      expect(await ownersIn(target, 'shop_restored')).toEqual(await ownersIn(source, 'shop'));
    });

    await test.step('restored as files, which are on the disk', async () => {
      await mayWriteFiles(world);
      await page.goto(instanceAddress);
      await instance.command('Restore').click();
      await wizard.goToParameters();
      await wizard.choose(/^Target Storage account/, 'stlocalrestore');
      await wizard.next().click();
      await expect(wizard.validation()).toContainText('Success');
      await wizard.restore().click();
      await expect(wizard.files()).toHaveCount(1 + 1 + databases.length, { timeout: 60_000 });
      const archives: string[] = [];
      for await (const file of glob(join(world.server?.dataDir ?? '', 'restores/*_database_*.sql')))
        archives.push(file);
      expect(archives).toHaveLength(databases.length);
      for (const file of archives) expect(await firstBytes(file, 5), file).toBe('PGDMP');
    });

    await test.step('a server that is gone fails the job, which says why and what to do', async () => {
      await source.crash();
      await page.goto(instanceAddress);
      await instance.backUpNow(/Default/);
      await instance.openNewestJob();
      const main = page.getByRole('main');
      await expect(main).toContainText('Failed', { timeout: 60_000 });
      await expect(main).toContainText('UserErrorServerConnectionRefused');
      await expect(main).toContainText('refused the connection');
      await expect(main).toContainText('Check that PostgreSQL is running');
      await page.goto(new URL('/', page.url()).href);
      await expect(page.getByRole('main')).toContainText('Failed');
    });
  } finally {
    await Promise.all([source.remove(), target.remove()]);
  }
});

/** As README.md shows it: PUT of a flexible server with our extension `connection`. */
async function register({ arm }: World, name: string, postgres: TestPostgres): Promise<void> {
  const { status, body } = await arm({
    method: 'PUT',
    path: `${serverId(name)}?api-version=2025-08-01`,
    body: {
      location: 'westeurope',
      properties: {
        administratorLogin: postgres.user,
        administratorLoginPassword: postgres.password,
        connection: { host: postgres.host, port: postgres.port, tlsMode: 'disable' },
      },
    },
  });
  const text = JSON.stringify(body);
  expect(status, text).toBeLessThan(300);
  expect(text).not.toContain(postgres.password);
}

/** Gives the vault's identity the role that a restore as files needs. */
async function mayWriteFiles(world: World): Promise<void> {
  const { body } = await world.arm<{ identity: { principalId: string } }>({
    method: 'GET',
    path: `${VAULT_ID}?api-version=2025-07-01`,
  });
  await give(world, ROLE_IDS.storageBlobDataContributor, body.identity.principalId, SUBSCRIPTION);
}

/** Goes through the wizard and returns the page of the new instance. */
async function protect(page: Page, world: World): Promise<BackupInstancePage> {
  await world.open(ConfigureBackupPage.path);
  const wizard = new ConfigureBackupPage(page);
  await wizard.chooseUpToServers('bv-contoso-weu', 'weekly-standard', SOURCE);
  await wizard.assignMissingRoles(SOURCE);
  await expect(wizard.datasource(SOURCE)).toContainText('Success');
  await wizard.next().click();
  await wizard.configure().click();
  const row = page.getByRole('table', { name: 'Backup instances' }).getByRole('row').filter({ hasText: SOURCE });
  await expect(row).toContainText('Protection configured');
  await row.getByRole('link', { name: SOURCE }).first().click();

  return new BackupInstancePage(page);
}

interface Manifest {
  folder: string;
  /** A file with the identities that decrypt the parts. */
  keys: string;
  parts: { kind: 'globals' | 'database'; database?: string; file: string }[];
}

async function onlyRecoveryPoint({ server }: World): Promise<Manifest> {
  const found: string[] = [];
  for await (const file of glob(join(server?.dataDir ?? '', 'vaults/**/manifest.json'))) found.push(file);
  expect(found).toHaveLength(1);
  const [file = ''] = found;
  const folder = dirname(file);
  const parts = (JSON.parse(await readFile(file, 'utf8')) as Pick<Manifest, 'parts'>).parts;
  return { folder, parts, keys: await vaultKeys(server?.dataDir ?? '', join(folder, '..', '..')) };
}

/** The recovery key, as the portal's own command prints it, opens the keys of the vault. */
async function vaultKeys(dataDir: string, vault: string): Promise<string> {
  const env = { ...process.env, DATA_DIR: dataDir };
  const recovery = join(dataDir, 'recovery-key.txt');
  await writeFile(recovery, (await run(process.execPath, ['server/host/recovery-key.ts'], { env })).stdout);
  const opened: string[] = [];
  for await (const key of glob(join(vault, 'vault-key-*.age')))
    opened.push((await run('age', ['-d', '-i', recovery, key])).stdout);
  const keys = join(dataDir, 'vault-keys.txt');
  await writeFile(keys, opened.join(''));
  return keys;
}

/** The steps of docs/recovery.md: roles first, then database by database. */
async function restoreByHand(target: TestPostgres, { folder, parts, keys }: Manifest, password: string): Promise<void> {
  const decrypted = `age -d -i "$3" "$1" | zstd -dc`;
  for (const part of parts) {
    const file = join(folder, part.file);
    if (part.kind === 'globals') {
      // The administrator exists already, which is the only error that a restore of roles may cause; from here on it
      // has the password that it had at the source.
      await shell(target, 'postgres', `${decrypted} | psql --quiet --file=-`, file, keys);
      target.password = password;
      continue;
    }
    const database = part.database ?? '';
    if (database !== 'postgres') {
      await within(target, 'postgres', [`CREATE DATABASE "${database.replaceAll('"', '""')}" TEMPLATE template0`]);
    }
    await shell(target, database, `${decrypted} | pg_restore --exit-on-error --dbname="$2"`, file, keys);
  }
}

/** An odd name of a database would be read as a connection string: psql gets it by environment, pg_restore quoted. */
async function shell(
  target: TestPostgres,
  database: string,
  script: string,
  file: string,
  keys: string,
): Promise<void> {
  const quoted = `dbname='${database.replace(/[\\']/g, '\\$&')}'`;
  await run('bash', ['-o', 'pipefail', '-c', script, 'restore', file, quoted, keys], {
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

/** Who owns which table. */
const ownersIn = (postgres: TestPostgres, database: string): Promise<unknown[]> =>
  within(postgres, database, [
    `SELECT schemaname, tablename, tableowner FROM pg_tables WHERE schemaname !~ '^pg_|^information_schema$' ORDER BY 1, 2`,
  ]);

async function firstBytes(path: string, count: number): Promise<string> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(count), 0, count);
    return buffer.toString('latin1');
  } finally {
    await file.close();
  }
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
