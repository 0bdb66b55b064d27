/** A backup policy from its vault: created, read, kept while it is used, deleted when it is free. */
import { expect, test } from './fixtures.ts';
import { SERVER_NAME, VAULT_ID } from './ids.ts';
import { BackupPolicyPage } from './pages/BackupPolicyPage.ts';
import { CreatePolicyPage } from './pages/CreatePolicyPage.ts';
import { VaultPage } from './pages/VaultPage.ts';
import { deleteInstance, protect } from './prepare.ts';

// Few tests with many steps, because each one on the server starts a server.
test.describe.configure({ timeout: 2 * 60_000 });

const NAME = 'twelve-weeks';

test('a policy is made in its vault, read with its preview, kept while it is used, and deleted', async ({
  page,
  world,
}) => {
  await world.open(VaultPage.path(VAULT_ID, 'policies'));
  const policy = new BackupPolicyPage(page);
  const list = page.getByRole('table', { name: 'Backup policies' });
  const row = list.getByRole('row').filter({ hasText: NAME });

  await test.step('it is made', async () => {
    await page.getByRole('toolbar').getByRole('link', { name: 'Add' }).click();
    const creation = new CreatePolicyPage(page);
    await creation.name().fill(NAME);
    await creation.next().click();
    await creation.addRule('First successful backup taken every week', { count: 12, unit: 'Weeks' });
    await creation.next().click();
    await expect(page.getByText('Validation passed')).toBeVisible();
    await creation.create().click();
    await expect(row).toContainText('Weekly on Sunday');
  });

  await test.step('it is read, with what it will hold on any day', async () => {
    await row.getByRole('link', { name: NAME }).click();
    await expect(policy.heading(NAME)).toBeVisible();
    await expect(policy.rules()).toContainText('12 weeks');
    await expect(page.getByText('No backup instance uses this policy.')).toBeVisible();
    // At the end of any year the weekly rule holds as many points as it keeps weeks.
    await policy.preview().getByRole('button', { name: 'Show as table' }).click();
    const years = policy.preview().getByRole('table').getByRole('row');
    await expect(years).toHaveCount(11);
    await expect(years.last().getByRole('cell', { name: '12', exact: true }).first()).toBeVisible();
    await expect(policy.command('Edit')).toBeDisabled();
    await expect(policy.command('Edit')).toHaveAccessibleDescription(/can't be changed/);
  });

  const instanceId = await protect(world, { policy: NAME });

  await test.step('while a backup instance uses it, it is shown, and Delete is refused', async () => {
    await policy.command('Refresh').click();
    await expect(policy.items()).toContainText(SERVER_NAME);
    await expect(policy.items()).toContainText('Protection configured');
    await expect(policy.command('Delete')).toBeDisabled();
    await expect(policy.command('Delete')).toHaveAccessibleDescription(/^This policy is used by 1 backup instance\./);
    const { status, body } = await world.arm({
      method: 'DELETE',
      path: `${VAULT_ID}/backupPolicies/${NAME}?api-version=2025-07-01`,
    });
    expect(status, JSON.stringify(body)).toBe(400);
  });

  await test.step('from the list, its row leads to the items', async () => {
    await page.getByRole('button', { name: 'Close' }).click();
    await row.getByRole('link', { name: `1 associated items of ${NAME}` }).click();
    await expect(page).toHaveURL(/#associated-items$/);
    await policy.items().getByRole('link', { name: SERVER_NAME }).click();
    await expect(page).toHaveURL(/\/instances\//);
  });

  await test.step('free again, it is deleted', async () => {
    await deleteInstance(world, instanceId);
    await page.goto(new URL(BackupPolicyPage.path(VAULT_ID, NAME), page.url()).href);
    await policy.command('Delete').click();
    await policy.question().getByRole('button', { name: 'No' }).click();
    await expect(policy.question()).toBeHidden();
    await policy.command('Delete').click();
    await policy.question().getByRole('button', { name: 'Yes' }).click();
    await expect(page).toHaveURL(/\/policies$/);
    await expect(list).toContainText('weekly-standard');
    await expect(row).toHaveCount(0);
    await expect(page.getByText('Backup policy deleted').last()).toBeVisible();
  });
});
