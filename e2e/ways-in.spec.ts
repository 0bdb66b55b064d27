/** Each link to the wizard opens the same page, at an address that can be shared. */
import { expect, test } from './fixtures.ts';
import { SERVER_NAME, serverId, VAULT_ID, VAULT_NAME } from './ids.ts';
import { BusinessContinuityPage } from './pages/BusinessContinuityPage.ts';
import { ConfigureBackupPage } from './pages/ConfigureBackupPage.ts';

test('from the Business Continuity Center, with nothing chosen', async ({ page, world }) => {
  await world.open(BusinessContinuityPage.path);
  const wizard = await new BusinessContinuityPage(page).configureProtection();
  await expect(wizard.heading()).toBeVisible();
  await expect(page).toHaveURL(/\/configure-backup\/basics/);
  await expect(page.getByRole('button', { name: 'Select vault' })).toBeVisible();
});

test('from a Backup vault, with the vault chosen', async ({ page, world }) => {
  await world.open(`/vaults/${encodeURIComponent(VAULT_ID)}/overview`);
  await page.getByRole('link', { name: 'Backup', exact: true }).click();
  const wizard = new ConfigureBackupPage(page);
  await expect(wizard.heading()).toBeVisible();
  await expect(page.getByText(VAULT_NAME).last()).toBeVisible();
  await wizard.next().click();
  await expect(wizard.policy()).toBeVisible();
});

test('from a server, with the server chosen; the link can be shared', async ({ page, world }) => {
  await world.open('/servers');
  await page.getByRole('link', { name: SERVER_NAME, exact: true }).click();
  await page.getByRole('link', { name: 'LTR (Vaulted Backups)' }).first().click();
  await expect(page.getByText('This server has no vaulted backups')).toBeVisible();
  await page.getByRole('button', { name: 'Configure backup' }).click();
  const wizard = new ConfigureBackupPage(page);
  await expect(wizard.heading()).toBeVisible();
  expect(new URL(page.url()).searchParams.getAll('servers')).toEqual([serverId(SERVER_NAME)]);

  await page.reload();
  await wizard.chooseVault(VAULT_NAME);
  await wizard.next().click();
  await wizard.choosePolicy('weekly-standard');
  await wizard.next().click();
  await expect(wizard.datasource(SERVER_NAME)).toContainText('Role assignment not done');
});
