/**
 * An instance whose protection could not be configured: what failed, what is missing, and how it is protected in the
 * end.
 */
import { expect, test } from './fixtures.ts';
import { SERVER_NAME } from './ids.ts';
import { BackupInstancePage } from './pages/BackupInstancePage.ts';
import { configure, expectState } from './prepare.ts';

test('what lacks its roles is fixed on its own page', async ({ page, world }) => {
  test.setTimeout(2 * 60_000);
  await world.open('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const id = await configure(world);
  await expectState(world, id, 'ProtectionError');
  await page.goto(new URL(BackupInstancePage.path(id), page.url()).href);
  const instance = new BackupInstancePage(page);
  const main = page.getByRole('main');

  await test.step('the page says what happened, and offers nothing that would fail', async () => {
    await expect(main).toContainText('Fix protection error for the backup instance.');
    await expect(main).toContainText('UserErrorMissingRequiredPermissions');
    await expect(instance.command('Backup Now')).toHaveAttribute('aria-disabled', 'true');
  });

  await test.step('the pane names the missing roles, assigns them, and goes on by itself', async () => {
    await instance.command('Fix protection error').click();
    await expect(page).toHaveURL(/pane=fix-protection/);
    const pane = instance.pane('Fix protection error');
    await expect(pane).toContainText('Role assignment not done');
    await expect(pane.getByRole('table', { name: 'Missing roles' })).toContainText(SERVER_NAME);
    await pane.getByRole('button', { name: 'Assign missing roles' }).click();
    await expect(pane).toContainText('Protection configured', { timeout: 60_000 });
    await pane.getByRole('button', { name: 'Close' }).last().click();
  });

  await test.step('it is protected, and can be backed up', async () => {
    await expect(instance.essentials()).toContainText('Protection configured');
    await expect(main).not.toContainText('Fix protection error for the backup instance.');
    await expect(instance.command('Fix protection error')).toHaveAttribute('aria-disabled', 'true');
    await expect(instance.command('Backup Now')).not.toHaveAttribute('aria-disabled', 'true');
  });
});
