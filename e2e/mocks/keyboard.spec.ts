/**
 * The commands of the command bars with the keyboard alone: Tab to the bar, the arrows along it, Enter, and back to the
 * command when what it opened closes. The page is the same on every back end, so the mocks are enough. The commands of
 * a backup instance have a file of their own.
 */
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { goTo } from '../going.ts';
import { POLICY_NAME, SERVER_NAME, VAULT_ID, VAULT_NAME } from '../ids.ts';
import { tabTo, walkTo } from '../keys.ts';
import { VaultPage } from '../pages/VaultPage.ts';
import { backUp, backupAdminId, protect } from '../prepare.ts';

const FAST = '?speed=50';

const command = (page: Page, name: string) =>
  page
    .getByRole('toolbar')
    .getByRole('button', { name, exact: true })
    .or(page.getByRole('toolbar').getByRole('link', { name, exact: true }));

/** Tab to the bar from the top of the page, and along it to the command. */
async function walkToCommand(page: Page, name: string): Promise<void> {
  await expect(command(page, name)).toBeEnabled();
  const stop = page.getByRole('toolbar').locator('[tabindex="0"]');
  await page.getByRole('heading', { level: 1 }).focus();
  await tabTo(page, ((await stop.textContent()) ?? '').trim());
  await walkTo(page, 'ArrowRight', name);
}

const BUSY_VAULT =
  '/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-erp/providers/Microsoft.DataProtection/backupVaults/bv-fabrikam-weu';
const OTHER_VAULT = VAULT_ID.replace(VAULT_NAME, 'bv-contoso-neu');
const OPENINGS = [
  ['/bcc/overview', 'Configure protection', 'Configure protection'],
  ['/bcc/overview', 'Recover', 'Recover'],
  ['/bcc/protected', 'Select columns', 'Select columns'],
  ['/bcc/policies', 'Create policy', 'Start: Create Policy'],
  [VaultPage.path(BUSY_VAULT), 'Restore', 'Restore'],
  [VaultPage.path(VAULT_ID), 'Delete', 'Delete Backup vault'],
  [VaultPage.path(VAULT_ID, 'iam'), 'Add role assignment', 'Add role assignment'],
  [VaultPage.path(VAULT_ID, 'iam'), 'Check access', 'Check access'],
  [`/vaults/${encodeURIComponent(OTHER_VAULT)}/policies/${POLICY_NAME}`, 'Delete', 'Delete backup policy'],
] as const;

test('every command that opens something gives the focus to it, and gets it back', async ({ page, world }) => {
  test.setTimeout(2 * 60_000);
  await world.open('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  for (const [path, name, title] of OPENINGS) {
    await test.step(`${name} at ${path}`, async () => {
      await goTo(page, path);
      await walkToCommand(page, name);
      await page.keyboard.press('Enter');
      const opened = page.getByRole('dialog', { name: title }).or(page.getByRole('alertdialog', { name: title }));
      await expect(opened).toBeVisible();
      await expect(opened.locator(':focus')).toHaveCount(1);
      await page.keyboard.press('Escape');
      await expect(opened).toBeHidden();
      await expect(command(page, name)).toBeFocused();
    });
  }
});

test('what a command opens is filled and confirmed with the keyboard', async ({ page, world }) => {
  test.setTimeout(2 * 60_000);
  await world.open(`/${FAST}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await backUp(world, await protect(world));
  const person = await backupAdminId(world);
  const keys = page.keyboard;

  await test.step('a role is given, and taken again', async () => {
    await goTo(page, VaultPage.path(VAULT_ID, 'iam'));
    await walkToCommand(page, 'Add role assignment');
    await keys.press('Enter');
    const pane = page.getByRole('dialog', { name: 'Add role assignment' });
    await expect(pane.getByRole('combobox', { name: 'Role' })).toBeFocused();
    await keys.type('User Access Administrator');
    await keys.press('ArrowDown');
    await keys.press('Enter');
    await tabTo(page, 'Object ID');
    await keys.type(person);
    await tabTo(page, 'Add');
    await keys.press('Enter');
    await expect(pane).toBeHidden();
    await expect(command(page, 'Add role assignment')).toBeFocused();

    const box = page.getByRole('checkbox', { name: `Select User Access Administrator of ${person}` });
    await box.focus();
    await keys.press('Space');
    await walkToCommand(page, 'Remove');
    await keys.press('Enter');
    const question = page.getByRole('alertdialog', { name: 'Remove role assignments' });
    await expect(question.getByRole('button', { name: 'Yes' })).toBeFocused();
    await keys.press('Enter');
    await expect(question).toBeHidden();
    await expect(box).toHaveCount(0);
  });

  await test.step('a column is hidden', async () => {
    await goTo(page, '/bcc/protected');
    await walkToCommand(page, 'Select columns');
    await keys.press('Enter');
    const pane = page.getByRole('dialog', { name: 'Select columns' });
    await expect(pane).toBeVisible();
    await tabTo(page, 'Protection policy');
    await keys.press('Space');
    await tabTo(page, 'Apply');
    await keys.press('Enter');
    await expect(pane).toBeHidden();
    await expect(page.getByRole('columnheader', { name: 'Protection policy' })).toHaveCount(0);
    await expect(command(page, 'Select columns')).toBeFocused();
  });

  await test.step('jobs are saved as a file', async () => {
    await goTo(page, '/bcc/jobs');
    // The previous page has a Refresh as well.
    await expect(page.getByRole('heading', { level: 1, name: 'Business Continuity Center | Jobs' })).toBeVisible();
    await walkToCommand(page, 'Refresh');
    await keys.press('Enter');
    await expect(page.getByRole('table', { name: 'Jobs' })).toContainText(SERVER_NAME);
    await walkToCommand(page, 'Export to CSV');
    const downloading = page.waitForEvent('download');
    await keys.press('Enter');
    expect((await downloading).suggestedFilename()).toMatch(/^backup-jobs-.*\.csv$/);
  });

  await test.step('a command that leads elsewhere is followed', async () => {
    await goTo(page, VaultPage.path(VAULT_ID));
    await walkToCommand(page, 'Backup');
    await keys.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Configure Backup' })).toBeVisible();
  });
});
