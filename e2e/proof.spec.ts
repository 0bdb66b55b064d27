/** Proving a recovery point: a command reads it back, and the result is shown wherever the point is. */
import { expect, test } from './fixtures.ts';
import { SERVER_NAME } from './ids.ts';
import { BackupInstancePage } from './pages/BackupInstancePage.ts';
import { backUp, protect } from './prepare.ts';

test('the newest restore point is verified, and the page says so by itself', async ({ page, world }) => {
  await world.open('/?speed=20');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const instanceId = await protect(world);
  await backUp(world, instanceId);
  await page.goto(new URL(`${BackupInstancePage.path(instanceId)}?speed=20`, page.url()).href);
  const instance = new BackupInstancePage(page);
  await expect(instance.restorePoints()).toContainText('Not verified');

  await test.step('Verify says what it does before it does it', async () => {
    await instance.command('Verify').click();
    await expect(instance.pane('Verify')).toContainText('Reads every byte of the restore point back');
    await instance.pane('Verify').getByRole('button', { name: 'Verify', exact: true }).click();
  });

  await test.step('the point shows it, and the job is listed with the others', async () => {
    await expect(instance.restorePoints()).toContainText('Verified', { timeout: 30_000 });
    await page.goto(new URL('/bcc/jobs', page.url()).href);
    const row = page.getByRole('table', { name: 'Jobs' }).getByRole('row').filter({ hasText: 'Verify' });
    await expect(row).toContainText(SERVER_NAME);
    await expect(row).toContainText('Completed');
  });
});
