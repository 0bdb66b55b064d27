/** A recovery point is restored as files: the missing role, the fix, the job, its files and its script. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type World } from './fixtures.ts';
import { SERVER_NAME } from './ids.ts';
import { BackupInstancePage } from './pages/BackupInstancePage.ts';
import { RestorePage } from './pages/RestorePage.ts';
import { backUp, protect } from './prepare.ts';

/** Makes simulated work faster on the mocks, and has no effect on the server. */
const FAST = '?speed=20';
const TARGETS = {
  mocks: { account: 'stcontosorestore', container: 'pg-restore' },
  server: { account: 'stlocalrestore', container: 'restores' },
};

test('a recovery point is restored as files, after the role at the storage account was assigned', async ({
  page,
  world,
  backEnd,
}) => {
  const { account, container } = TARGETS[backEnd];
  await world.open(`/${FAST}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const instanceId = await protect(world);
  await backUp(world, instanceId);
  await page.goto(new URL(`${BackupInstancePage.path(instanceId)}${FAST}`, page.url()).href);
  const wizard = new RestorePage(page);
  const names: string[] = [];

  await test.step('from the instance: what is restored is settled, and the latest point is chosen', async () => {
    await new BackupInstancePage(page).command('Restore').click();
    await expect(wizard.heading()).toBeVisible();
    await expect(wizard.content()).toContainText(SERVER_NAME);
    await wizard.next().click();
    await expect(wizard.content()).toContainText('(latest)');
    await wizard.content().getByRole('button', { name: 'Select restore point' }).click();
    const pane = wizard.pane('Select restore point');
    await expect(pane.getByRole('radio')).toHaveCount(1);
    await expect(pane.getByRole('radio')).toBeChecked();
    await pane.getByRole('button', { name: 'Select', exact: true }).click();
    await wizard.next().click();
  });

  await test.step('Restore parameters: nothing goes on without an account, and every gap is named', async () => {
    await wizard.validate().click();
    await expect(wizard.content()).toContainText('Select a storage account.');
    await wizard.choose(/^Target Storage account/, account);
    await wizard.choose(/^Target Container/, container);
  });

  await test.step('Validate: the vault lacks the role, it is assigned, and the validation succeeds by itself', async () => {
    await wizard.validate().click();
    await expect(wizard.validation()).toContainText('Role assignment not done');
    await expect(wizard.validation()).toContainText(
      `lacks the role Storage Blob Data Contributor on the storage account ${account}`,
    );
    await wizard.assignMissingRoles();
    await expect(wizard.validation()).toContainText('Success');
  });

  await test.step('Review + restore, and Restore', async () => {
    await wizard.next().click();
    await expect(wizard.content()).toContainText(container);
    await expect(wizard.validation()).toContainText('Success');
    await wizard.restore().click();
    await expect(page.getByRole('heading', { level: 1, name: `Restore of ${SERVER_NAME}` })).toBeVisible();
  });

  await test.step('the job lists its files, and a script that restores them by hand', async () => {
    await expect(wizard.files().filter({ hasText: 'Roles of the server, for psql' })).toHaveCount(1);
    const databases = wizard.files().filter({ hasText: /Database \w+, for/ });
    for (const row of await databases.all()) {
      names.push((await row.getByRole('cell').first().textContent()) ?? '');
      await expect(row).toContainText(/\d [KMG]?B/);
    }
    expect(names).not.toEqual([]);
    for (const name of names) {
      expect(name).toMatch(/^pg-sample-\d{8}_database_\w+\.sql$/);
      await expect(wizard.script()).toContainText(name);
    }
    await expect(page.getByRole('main')).toContainText('Completed');
  });

  await test.step('on the server they are on its disk', () => expectOnDisk(world, names));
});

async function expectOnDisk({ server }: World, names: readonly string[]): Promise<void> {
  if (!server) return;
  const folder = join(server.dataDir, 'restores');
  expect(await readdir(folder)).toEqual(expect.arrayContaining([...names]));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  expect(texts.join('\n')).toContain('CREATE TABLE');
}
