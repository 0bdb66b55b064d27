import { expect, test } from './fixtures.ts';
import { BackupInstancePage } from './pages/BackupInstancePage.ts';
import { BusinessContinuityPage } from './pages/BusinessContinuityPage.ts';
import { ConfigureBackupPage } from './pages/ConfigureBackupPage.ts';

const VAULT = 'bv-contoso-weu';
const POLICY = 'weekly-standard';
const SERVER = 'pg-sample';

test('a server is protected through the wizard, backed up on demand, and has a recovery point', async ({
  page,
  world,
}) => {
  // Makes simulated work faster on the mocks, and has no effect on the server.
  await world.open(`${BusinessContinuityPage.path}?speed=10`);
  const wizard = await new BusinessContinuityPage(page).configureProtection();

  await test.step('Basics', async () => {
    await expect(wizard.heading()).toBeVisible();
    await wizard.chooseVault(VAULT);
    await expect(page.getByText('Geo-redundant')).toBeVisible();
    await wizard.next().click();
  });

  await test.step('Backup policy', async () => {
    await wizard.choosePolicy(POLICY);
    await expect(page.getByText('Weekly on Sunday at 2:00 AM (UTC)')).toBeVisible();
    await wizard.next().click();
  });

  await test.step('Datasources: the roles are missing, and are assigned', async () => {
    await wizard.addServers(SERVER);
    await expect(wizard.datasource(SERVER)).toContainText('Role assignment not done');
    await wizard.assignMissingRoles(SERVER);
    await expect(wizard.datasource(SERVER)).toContainText('Success');
    await wizard.next().click();
  });

  await test.step('Review + configure', async () => {
    await expect(page.getByText('Validation passed')).toBeVisible();
    await wizard.configure().click();
  });

  await test.step('the backup instance becomes protected', async () => {
    const row = page.getByRole('table', { name: 'Backup instances' }).getByRole('row').filter({ hasText: SERVER });
    await expect(row).toContainText('Protection configured');
    await row.getByRole('link', { name: SERVER }).first().click();
  });

  const instance = new BackupInstancePage(page);

  await test.step('Backup Now runs to Completed and leaves a recovery point', async () => {
    await expect(instance.essentials()).toContainText('Protection configured');
    await instance.backUpNow(/every month/);
    await expect(instance.restorePoints().getByRole('row').filter({ hasText: 'Monthly' })).toHaveCount(1, {
      timeout: 60_000,
    });
    await instance.openNewestJob();
    await expect(page.getByText('Completed').first()).toBeVisible();
    await expect(page.getByText('Take full backup')).toBeVisible();
  });
});

test('a person who may not assign roles sees that, and what is missing where', async ({ page, world }) => {
  await world.open(ConfigureBackupPage.path, 'backup-admin');
  const wizard = new ConfigureBackupPage(page);
  await wizard.chooseUpToServers(VAULT, POLICY, SERVER);

  const row = wizard.datasource(SERVER);
  await expect(row).toContainText('User cannot assign roles');
  await wizard.tick(SERVER);
  await expect(wizard.command('Assign missing roles')).toBeDisabled();

  await row.getByRole('button', { name: 'View details' }).click();
  const details = page.getByRole('dialog');
  await expect(details).toContainText('PostgreSQL Flexible Server Long Term Retention Backup Role');
  await expect(details).toContainText('Reader');
  await expect(details).toContainText('UserErrorMissingRequiredPermissions');
  await page.keyboard.press('Escape');

  await wizard.next().click();
  await expect(page).toHaveURL(/datasources/);
  await expect(page.getByText("The server isn't ready for backup. Fix it or remove it to continue.")).toBeVisible();
});

test('a reload loses nothing, and another vault clears the policy', async ({ page, world }) => {
  await world.open(ConfigureBackupPage.path);
  const wizard = new ConfigureBackupPage(page);
  await wizard.chooseUpToServers(VAULT, POLICY, SERVER);
  await expect(wizard.datasource(SERVER)).toContainText('Role assignment not done');

  await page.reload();
  await expect(wizard.datasource(SERVER)).toContainText('Role assignment not done');
  await page.goBack();
  await expect(wizard.policy()).toHaveValue(POLICY);
  await wizard.tab('Basics').click();
  await expect(page.getByText(VAULT).first()).toBeVisible();
});

test('a vault is made on the way and is chosen on return', async ({ page, world }) => {
  await world.open(ConfigureBackupPage.path);
  const wizard = new ConfigureBackupPage(page);
  await page.getByRole('button', { name: 'Create new' }).click();
  const pane = wizard.pane('Create Backup Vault');
  await pane.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(pane).toContainText('Enter a name for the Backup vault.');

  await pane.getByRole('combobox', { name: 'Subscription' }).click();
  await page.getByRole('option', { name: 'Contoso' }).first().click();
  await pane.getByRole('combobox', { name: 'Resource group' }).click();
  await page.getByRole('option', { name: 'rg-backup' }).click();
  await pane.getByRole('textbox', { name: 'Backup vault name' }).fill('bv-on-the-way');
  await pane.getByRole('combobox', { name: 'Region' }).click();
  await page.getByRole('option', { name: 'West Europe' }).click();
  await pane.getByRole('button', { name: 'Create', exact: true }).click();

  await expect(pane).toBeHidden();
  await expect(page.getByText('bv-on-the-way').first()).toBeVisible();
  await wizard.next().click();
  await expect(page.getByText(/There is no policy for this datasource type/)).toBeVisible();
});
