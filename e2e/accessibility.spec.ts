/** No violation of any rule of axe on any page, step or pane, in both themes; and the wizard without a mouse. */
import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from './fixtures.ts';
import { BackupInstancePage } from './pages/BackupInstancePage.ts';
import { BusinessContinuityPage } from './pages/BusinessContinuityPage.ts';
import { ConfigureBackupPage } from './pages/ConfigureBackupPage.ts';

const VAULT_ID =
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/bv-contoso-weu';
const VAULT = `/vaults/${encodeURIComponent(VAULT_ID)}`;

const PAGES = [
  ['home', '/', 'Backup vaults'],
  ['Business Continuity Center', '/bcc/overview', 'Configure protection'],
  ['jobs', '/bcc/jobs', 'Jobs'],
  ['Backup vaults', '/vaults', 'bv-contoso-weu'],
  ['a vault', `${VAULT}/overview`, 'Essentials'],
  ['the instances of a vault', `${VAULT}/instances`, 'Backup instances'],
  ['the policies of a vault', `${VAULT}/policies`, 'weekly-standard'],
  ['the jobs of a vault', `${VAULT}/jobs`, 'Backup jobs'],
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
  await page.getByRole('button', { name: /Account|Operator|operator/ }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await expectAccessible(page);
});

test('the wizard can be walked with the keyboard alone', async ({ page, world }) => {
  await world.open(ConfigureBackupPage.path);
  const wizard = new ConfigureBackupPage(page);
  await expect(wizard.heading()).toBeVisible();
  const keys = page.keyboard;

  await tabTo(page, 'Select vault');
  await keys.press('Enter');
  await expect(wizard.pane('Select a Vault').getByRole('radio').first()).toBeVisible();
  // The vaults are one group of radio buttons: Tab enters it, the arrows walk in it and choose.
  await tabTo(page, /^Select bv-/);
  await walkTo(page, 'ArrowDown', 'Select bv-contoso-weu');
  await keys.press('Space');
  await tabTo(page, 'Select');
  await keys.press('Enter');
  await expect(wizard.pane('Select a Vault')).toBeHidden();
  await tabTo(page, 'Next');
  await keys.press('Enter');

  await tabTo(page, 'Backup policy');
  await keys.press('ArrowDown');
  await keys.press('Enter');
  await expect(wizard.policy()).toHaveValue('weekly-standard');
  await tabTo(page, 'Next');
  await keys.press('Enter');

  await tabTo(page, 'Add');
  await keys.press('Enter');
  await expect(wizard.pane('Select resources to backup').getByRole('checkbox').first()).toBeVisible();
  await tabTo(page, 'Select pg-sample');
  await keys.press('Space');
  await tabTo(page, 'Select (1 item)');
  await keys.press('Enter');
  await expect(wizard.datasource('pg-sample')).toContainText('Role assignment not done');
  await tabTo(page, 'Select pg-sample');
  await keys.press('Space');
  await tabTo(page, 'Add');
  await walkTo(page, 'ArrowRight', 'Assign missing roles');
  await keys.press('Enter');
  await tabTo(page, 'Confirm');
  await keys.press('Enter');
  await expect(wizard.datasource('pg-sample')).toContainText('Success');
  await tabTo(page, 'Next');
  await keys.press('Enter');

  await expect(page.getByText('Validation passed')).toBeVisible();
  await tabTo(page, 'Configure backup');
  await keys.press('Enter');
  await expect(page.getByRole('table', { name: 'Backup instances' })).toContainText('Protection configured');
});

const tabTo = (page: Page, name: string | RegExp): Promise<void> => walkTo(page, 'Tab', name);

/** Presses a key until the element with this accessible name has the focus. */
async function walkTo(page: Page, key: 'Tab' | 'ArrowDown' | 'ArrowRight', name: string | RegExp): Promise<void> {
  const isThere = (focused: string) => (typeof name === 'string' ? focused === name : name.test(focused));
  for (let presses = 0; presses < 80; presses += 1) {
    if (key !== 'Tab' && isThere(await focusedName(page))) return;
    await page.keyboard.press(key);
    if (isThere(await focusedName(page))) return;
  }
  throw new Error(`Nothing called ${String(name)} was reached with the ${key} key.`);
}

async function focusedName(page: Page): Promise<string> {
  const name = await page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement)) return '';
    const labelledBy = element.getAttribute('aria-labelledby')?.split(' ') ?? [];
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
    const named = [...labelledBy.map((id) => document.getElementById(id)), ...labels];
    if (named.length === 0) return element.getAttribute('aria-label') ?? element.textContent;
    return element.getAttribute('aria-label') ?? named.map((label) => label?.textContent ?? '').join(' ');
  });
  return name.trim().replace(/\s*\*$/, '');
}
