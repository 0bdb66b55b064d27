/** A lock on a vault: set on the page, shown wherever it prevents something, and deleted again. */
import { expect, test } from './fixtures.ts';
import { VAULT_ID } from './ids.ts';
import { BackupInstancePage } from './pages/BackupInstancePage.ts';
import { LocksPage } from './pages/LocksPage.ts';
import { VaultPage } from './pages/VaultPage.ts';
import { protect } from './prepare.ts';

const NAME = 'do not delete';

test('a lock is set, is named as the reason of refusals, and is deleted', async ({ page, world }) => {
  test.setTimeout(2 * 60_000);
  await world.open(VaultPage.path(VAULT_ID, 'locks'));
  await expect(page.getByText('No locks')).toBeVisible();
  const instanceId = await protect(world);
  const vault = new VaultPage(page);
  const locks = new LocksPage(page);
  const instance = new BackupInstancePage(page);

  await test.step('it is set, and the service refuses by it', async () => {
    await locks.add(NAME, 'Delete', 'Audit until June');
    await expect(locks.rows().filter({ hasText: NAME })).toContainText(/Delete.*This resource.*Audit until June/);
    const { status } = await world.arm({ method: 'DELETE', path: `${instanceId}?api-version=2025-07-01` });
    expect(status).toBe(409);
  });

  await test.step('commands that it refuses say so, and the others stay', async () => {
    await vault.goTo('Overview');
    await expect(vault.command('Delete')).toBeDisabled();
    await expect(vault.command('Delete')).toHaveAccessibleDescription(new RegExp(`Delete lock '${NAME}'`));
    await page.goto(new URL(BackupInstancePage.path(instanceId), page.url()).href);
    await expect(instance.command('Delete')).toBeDisabled();
    await expect(instance.command('Stop Backup')).toBeEnabled();
  });

  await test.step('it is taken away, and they can be used again', async () => {
    await page.goto(new URL(VaultPage.path(VAULT_ID, 'locks'), page.url()).href);
    await locks.delete(NAME);
    await expect(page.getByText('No locks')).toBeVisible();
    await vault.goTo('Overview');
    await expect(vault.command('Delete')).toBeEnabled();
  });
});
