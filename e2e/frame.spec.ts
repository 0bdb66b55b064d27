/**
 * The frame of every page: search, shortcuts, settings, and the notification about a job that ends while another page
 * is open.
 */
import { lastName } from '#protocol/resource-id.ts';
import { expect, test } from './fixtures.ts';
import { SERVER_NAME, VAULT_NAME } from './ids.ts';
import { BackupInstancePage } from './pages/BackupInstancePage.ts';
import { CenterPage } from './pages/CenterPage.ts';
import { protect } from './prepare.ts';

test('search, settings and notifications work on every page', async ({ page, world }) => {
  test.setTimeout(2 * 60_000);
  await world.open('/');
  const heading = page.getByRole('heading', { level: 1 });
  const search = page.getByRole('combobox', { name: 'Search resources and services' });
  await expect(heading).toBeVisible();
  await expect(search).toBeVisible();
  const instanceId = await protect(world);
  const instance = new BackupInstancePage(page);
  const center = new CenterPage(page);

  await test.step('/ searches: a vault, and the instance that was made a moment ago', async () => {
    await heading.focus();
    await page.keyboard.press('/');
    await expect(search).toBeFocused();
    await page.keyboard.type(VAULT_NAME);
    await expect(page.getByRole('group', { name: 'Backup vaults' }).getByRole('option')).toHaveCount(1);
    await search.fill(SERVER_NAME);
    await page.getByRole('group', { name: 'Backup instances' }).getByRole('option', { name: SERVER_NAME }).click();
    await expect(instance.heading(SERVER_NAME)).toBeVisible();
  });

  await test.step('a job that ends is reported on another page, with a link to it', async () => {
    await instance.backUpNow(/Default/);
    await page.getByRole('navigation', { name: 'Portal menu' }).getByRole('link', { name: 'Backup vaults' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Backup vaults' })).toBeVisible();
    await page.getByRole('button', { name: /^Notifications/ }).click();
    const news = page.getByRole('dialog', { name: 'Notifications' }).getByRole('listitem').first();
    await expect(news).toContainText('Backup completed', { timeout: 60_000 });
    await news.getByRole('link', { name: 'View job' }).click();
    await expect(page.getByRole('heading', { level: 1, name: `Backup of ${SERVER_NAME}` })).toBeVisible();
  });

  await test.step('G J goes to the jobs, and ? lists the shortcuts', async () => {
    await heading.focus();
    await page.keyboard.press('g');
    await page.keyboard.press('j');
    await expect(center.heading('Jobs')).toBeVisible();
    await heading.focus();
    await page.keyboard.press('?');
    await expect(page).toHaveURL(/pane=help/);
    await expect(page.getByRole('dialog', { name: 'Help + keyboard shortcuts' })).toContainText('Jobs');
    await page.keyboard.press('Escape');
  });

  await test.step('dates are in UTC when one wants them so, also after a reload', async () => {
    await page.getByRole('button', { name: 'Settings' }).click();
    const pane = page.getByRole('dialog', { name: 'Settings' });
    await pane.getByRole('radio', { name: /^UTC/ }).click();
    await pane.getByRole('radio', { name: /^Compact/ }).click();
    await pane.getByRole('button', { name: 'Close' }).click();
    await expect(center.table('Jobs')).toContainText(/\d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC/);
    await page.reload();
    await expect(center.table('Jobs')).toContainText('UTC');
  });

  await test.step('columns are chosen, and kept', async () => {
    await center.goTo('Protected items');
    const column = page.getByRole('columnheader', { name: 'Last job', exact: true });
    await expect(column).toBeVisible();
    await page.getByRole('button', { name: 'Select columns' }).click();
    const pane = center.dialog('Select columns');
    await pane.getByRole('checkbox', { name: 'Last job', exact: true }).uncheck();
    await pane.getByRole('button', { name: 'Apply' }).click();
    await expect(column).toHaveCount(0);
    await page.reload();
    await expect(center.row('Protected items', SERVER_NAME)).toBeVisible();
    await expect(column).toHaveCount(0);
  });

  await test.step('Recover leads from the center into the Restore wizard', async () => {
    await page.getByRole('button', { name: 'Recover', exact: true }).click();
    const pane = center.dialog('Recover');
    await pane.getByRole('button', { name: 'Select a protected item' }).click();
    const items = center.dialog('Select Protected item');
    await items.getByRole('radio', { name: `Select ${SERVER_NAME}` }).click();
    await items.getByRole('button', { name: 'Select', exact: true }).click();
    await expect(pane).toContainText('Latest recovery point');
    await pane.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Restore' })).toBeVisible();
    expect(page.url()).toContain(encodeURIComponent(lastName(instanceId)));
  });
});
