/**
 * No violation of any rule of axe on any page, step or pane, in both themes; and nothing lost on a narrow or enlarged
 * screen. The page is the same on every back end, so the mocks stand for all.
 */
import { expect, expectAccessible, test } from '../fixtures.ts';
import { POLICY_NAME, SERVER_NAME, serverId, VAULT_ID, VAULT_NAME } from '../ids.ts';
import { BackupInstancePage } from '../pages/BackupInstancePage.ts';
import { BusinessContinuityPage } from '../pages/BusinessContinuityPage.ts';
import { ConfigureBackupPage } from '../pages/ConfigureBackupPage.ts';

const VAULT = `/vaults/${encodeURIComponent(VAULT_ID)}`;
const SERVER = `/servers/${encodeURIComponent(serverId(SERVER_NAME))}`;

const PAGES = [
  ['home', '/', 'Backup vaults'],
  ['Business Continuity Center', '/bcc/overview', 'Configure protection'],
  ['protectable resources', '/bcc/protectable', SERVER_NAME],
  ['protected items', '/bcc/protected', 'Protected items'],
  ['a server that nothing protects', `/bcc/protected/${SERVER.split('/')[2]}`, 'This server is not protected'],
  ['protection policies', '/bcc/policies', 'weekly-standard'],
  ['the vaults of the center', '/bcc/vaults', 'bv-contoso-weu'],
  ['alerts', '/bcc/alerts', 'No alerts'],
  ['the Backup center', '/backup-center', 'Open Business Continuity Center'],
  ['jobs', '/bcc/jobs', 'Jobs'],
  ['Backup vaults', '/vaults', 'bv-contoso-weu'],
  ['a vault', `${VAULT}/overview`, 'Essentials'],
  ['the instances of a vault', `${VAULT}/instances`, 'Backup instances'],
  ['the policies of a vault', `${VAULT}/policies`, 'weekly-standard'],
  ['the jobs of a vault', `${VAULT}/jobs`, 'Backup jobs'],
  ['a policy', `${VAULT}/policies/${POLICY_NAME}`, 'Retention preview'],
  ['a new policy', `${VAULT}/policies/create/basics`, 'Policy name'],
  ['the schedule of a new policy', `${VAULT}/policies/create/schedule`, 'Add retention rule'],
  ['a template to deploy', '/deploy', 'Template'],
  ['the servers', '/servers', SERVER_NAME],
  ['a server', `${SERVER}/overview`, 'Essentials'],
  ['the vaulted backups of a server', `${SERVER}/ltr`, 'This server has no vaulted backups'],
  ['a page that does not exist', '/no/such/page', 'Home'],
  ['a vault that does not exist', `${VAULT}-gone/overview`, 'ResourceNotFound'],
] as const;

test('axe: every page that an address leads to', async ({ page, world }) => {
  test.setTimeout(3 * 60_000);
  await world.open('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  for (const [name, path, settled] of PAGES) {
    await test.step(name, async () => {
      await page.goto(new URL(path, page.url()).href);
      await expect(page.getByRole('main').getByText(settled).first()).toBeVisible();
      await expectAccessible(page);
    });
  }
});

test('axe: every step and pane from the wizard to the job', async ({ page, world }) => {
  test.setTimeout(6 * 60_000);
  await world.open(BusinessContinuityPage.path);
  const overview = new BusinessContinuityPage(page);
  await overview.openConfigureProtection();
  await expect(overview.pane()).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  const wizard = await overview.configureProtection();
  await expect(wizard.heading()).toBeVisible();
  await expectAccessible(page);
  await wizard.next().click();
  await expect(page.getByText('Select a Backup vault.')).toBeVisible();
  await expectAccessible(page);
  await wizard.openSelectVault();
  await expect(wizard.pane('Select a Vault').getByRole('radio').first()).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Create new' }).click();
  await expect(wizard.pane('Create Backup Vault')).toBeVisible();
  await wizard.pane('Create Backup Vault').getByRole('button', { name: 'Create', exact: true }).click();
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  await wizard.chooseVault('bv-contoso-weu');
  await wizard.next().click();
  await wizard.choosePolicy('weekly-standard');
  await expectAccessible(page);
  await wizard.next().click();
  await expectAccessible(page);
  await wizard.command('Add').click();
  const select = wizard.pane('Select resources to backup');
  await select.getByRole('button', { name: 'Databases of pg-sample' }).click();
  await expect(select.getByRole('list', { name: 'Databases of pg-sample' })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  await wizard.addServers('pg-sample');
  await expect(wizard.datasource('pg-sample')).toContainText('Role assignment not done');
  await expectAccessible(page);
  await wizard.datasource('pg-sample').getByRole('button', { name: 'View details' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await wizard.tick('pg-sample');
  await wizard.command('Assign missing roles').click();
  await expect(wizard.pane('Grant missing permissions')).toBeVisible();
  await expectAccessible(page);
  await wizard.pane('Grant missing permissions').getByRole('button', { name: 'Confirm' }).click();
  await expect(wizard.datasource('pg-sample')).toContainText('Success');
  await wizard.next().click();
  await expect(page.getByText('Validation passed')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Export' }).click();
  await expect(wizard.pane('Export')).toContainText('deploymentTemplate.json');
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  await wizard.configure().click();
  const row = page.getByRole('table', { name: 'Backup instances' }).getByRole('row').filter({ hasText: 'pg-sample' });
  await expect(row).toContainText('Protection configured');
  await expectAccessible(page);
  await page.getByRole('button', { name: /^Notifications/ }).click();
  await expect(wizard.pane('Notifications')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await row.getByRole('link', { name: 'pg-sample' }).first().click();

  const instance = new BackupInstancePage(page);
  await expect(instance.essentials()).toContainText('Protection configured');
  await expectAccessible(page);
  await instance.command('Delete').click();
  await expect(wizard.pane('Delete Backup Data')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await instance.command('Backup Now').click();
  await expect(instance.pane().getByRole('radio').first()).toBeVisible();
  await expectAccessible(page);
  await instance.pane().getByRole('button', { name: 'Backup now' }).click();
  await expect(instance.restorePoints().getByRole('row').filter({ hasText: 'Default' })).toHaveCount(1);
  await expectAccessible(page);
  await page.goto(new URL('/bcc/jobs', page.url()).href);
  await page.getByRole('link', { name: 'Backup job of pg-sample' }).first().click();
  await expect(page.getByText('Take full backup')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Open the page of this job' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Backup of pg-sample' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: /Account|Operator|operator/ }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await expectAccessible(page);
});

/** 1024 px as they are, and what is left of them at 200 % zoom. */
for (const [name, viewport] of [
  ['at 1024 px', { width: 1024, height: 768 }],
  ['at 1024 px and 200 % zoom', { width: 512, height: 384 }],
] as const) {
  test(`the wizard loses nothing ${name}`, async ({ page, world }) => {
    await page.setViewportSize(viewport);
    await world.open(ConfigureBackupPage.path);
    const wizard = new ConfigureBackupPage(page);
    const fits = async () => {
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(beyond, 'pixels that only scrolling sideways would show').toBeLessThanOrEqual(0);
    };
    await wizard.chooseVault(VAULT_NAME);
    await fits();
    await wizard.next().click();
    await wizard.choosePolicy(POLICY_NAME);
    await fits();
    await wizard.next().click();
    await wizard.addServers(SERVER_NAME);
    await expect(wizard.datasource(SERVER_NAME)).toContainText('Role assignment not done');
    await fits();
    await wizard.assignMissingRoles(SERVER_NAME);
    await expect(wizard.datasource(SERVER_NAME)).toContainText('Success');
    await wizard.next().click();
    await expect(page.getByText('Validation passed')).toBeVisible();
    await fits();
    await expect(wizard.configure()).toBeInViewport();
  });
}
