/**
 * Every command of a backup instance, and the Restore wizard, without a mouse: the focus goes into the pane, and comes
 * back to the command that opened it. The page is the same on every back end, so the mocks are enough.
 */
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { SERVER_NAME } from '../ids.ts';
import { tabTo, walkTo } from '../keys.ts';
import { BackupInstancePage } from '../pages/BackupInstancePage.ts';
import { RestorePage } from '../pages/RestorePage.ts';
import { addPolicy, backUp, protect } from '../prepare.ts';

const FAST = '?speed=20';
const COMMANDS = /^(Backup Now|Restore|Stop Backup|Resume Backup|Edit backup instance|Delete|UnDelete)$/;

test('every command of an instance and the Restore wizard can be used with the keyboard alone', async ({
  page,
  world,
}) => {
  test.setTimeout(2 * 60_000);
  await world.open(`/${FAST}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const instanceId = await protect(world);
  await Promise.all([backUp(world, instanceId), addPolicy(world, 'short', 'P7D')]);
  await page.goto(new URL(`${BackupInstancePage.path(instanceId)}${FAST}`, page.url()).href);
  const instance = new BackupInstancePage(page);
  const keys = page.keyboard;
  const isIn = (state: string) => expect(instance.essentials()).toContainText(state);
  const press = async (name: string) => {
    await expect(instance.command(name)).toBeEnabled();
    await goTo(page, name);
    await keys.press('Enter');
  };
  /** Opens the pane of a command, in which the focus is at `first`. */
  const openPane = async (name: string, title: string, first: string | RegExp) => {
    await press(name);
    await expect(instance.pane(title)).toBeVisible();
    await expect(instance.pane(title).locator(':focus')).toHaveAccessibleName(first);
  };
  /** Presses the primary button; the focus comes back. */
  const confirm = async (button: string, name: string, title: string) => {
    await tabTo(page, button);
    await keys.press('Enter');
    await expect(instance.pane(title)).toBeHidden();
    await expect(instance.command(name)).toBeFocused();
  };

  await test.step('Backup Now, with another rule', async () => {
    await openPane('Backup Now', 'Backup Now', /^Default/);
    await keys.press('ArrowUp');
    await expect(instance.pane().getByRole('radio', { name: /^Weekly|every week/ })).toBeChecked();
    await confirm('Backup now', 'Backup Now', 'Backup Now');
    await expect(instance.pointsOf('Weekly')).toHaveCount(1);
  });

  await test.step('Edit backup instance', async () => {
    await openPane('Edit backup instance', 'Edit backup instance', /^Policy/);
    await keys.press('ArrowDown');
    await keys.press('Enter');
    await expect(instance.pane('Edit backup instance')).toContainText('From now on: short');
    await confirm('Apply', 'Edit backup instance', 'Edit backup instance');
    await expect(instance.essentials().getByRole('link', { name: 'short' })).toBeVisible();
    await isIn('Protection configured');
  });

  await test.step('Stop Backup: Escape closes it, and the arrows choose', async () => {
    await openPane('Stop Backup', 'Stop Backup', 'Retain Backup Data');
    await keys.press('Escape');
    await expect(instance.pane('Stop Backup')).toBeHidden();
    await expect(instance.command('Stop Backup')).toBeFocused();
    await openPane('Stop Backup', 'Stop Backup', 'Retain Backup Data');
    await tabTo(page, 'Retain as per policy');
    await keys.press('ArrowUp');
    await expect(instance.pane('Stop Backup').getByRole('radio', { name: 'Retain forever' })).toBeChecked();
    await confirm('Stop backup', 'Stop Backup', 'Stop Backup');
    await isIn('Protection stopped');
  });

  await test.step('a disabled command is reached all the same, and says why', async () => {
    await goTo(page, 'Backup Now');
    await expect(instance.command('Backup Now')).toHaveAccessibleDescription(/Protection stopped/);
  });

  await test.step('Resume Backup', async () => {
    await press('Resume Backup');
    await expect(instance.pane('Resume Backup')).toBeVisible();
    await confirm('Resume backup', 'Resume Backup', 'Resume Backup');
    await isIn('Protection configured');
  });

  await test.step('Restore: the whole wizard, into another server', async () => {
    await press('Restore');
    await restoreInto(page, 'pg-inventory');
    await tabTo(page, 'Refresh');
    await walkTo(page, 'ArrowRight', 'View backup instance');
    await keys.press('Enter');
    await isIn('Protection configured');
  });

  await test.step('Delete, with the name typed', async () => {
    await openPane('Delete', 'Delete Backup Data', /^Type the name of Backup Item/);
    await keys.type(SERVER_NAME);
    await tabTo(page, 'Delete');
    await keys.press('Enter');
    await expect(page.getByRole('table', { name: 'Backup instances' })).toContainText('Soft deleted');
    await tabTo(page, SERVER_NAME);
    await keys.press('Enter');
  });

  await test.step('UnDelete', async () => {
    await press('UnDelete');
    await expect(instance.pane('Undelete')).toBeVisible();
    await confirm('Undelete', 'UnDelete', 'Undelete');
    await isIn('Protection stopped');
  });
});

/** Moves along the command bar, which is one tab stop. */
async function goTo(page: Page, command: string): Promise<void> {
  if ((await page.getByRole('toolbar').locator(':focus').count()) === 0) await tabTo(page, COMMANDS);
  await walkTo(page, 'ArrowRight', command);
}

/** From Basics to the databases that the job has made. */
async function restoreInto(page: Page, server: string): Promise<void> {
  const wizard = new RestorePage(page);
  const keys = page.keyboard;
  await expect(wizard.heading()).toBeVisible();
  await tabTo(page, 'Next: Restore point');
  await keys.press('Enter');

  await tabTo(page, 'Select restore point');
  await keys.press('Enter');
  const pane = wizard.pane('Select restore point');
  await expect(pane.getByRole('radio').first()).toBeVisible();
  await tabTo(page, 'Select');
  await keys.press('Enter');
  await expect(pane).toBeHidden();
  await expect(wizard.content().getByRole('button', { name: 'Select restore point' })).toBeFocused();
  await tabTo(page, 'Next: Restore parameters');
  await keys.press('Enter');

  await tabTo(page, 'Restore as Files');
  await keys.press('ArrowDown');
  await expect(wizard.content().getByRole('radio', { name: 'Restore to a PostgreSQL server' })).toBeChecked();
  await tabTo(page, /^Target server/);
  await keys.type(server);
  await keys.press('ArrowDown');
  await keys.press('Enter');
  await expect(wizard.content().getByRole('combobox', { name: /^Target server/ })).toHaveValue(server);
  await tabTo(page, 'Validate');
  await keys.press('Enter');
  await expect(wizard.validation()).toContainText('Success');
  await tabTo(page, 'Next: Review + restore');
  await keys.press('Enter');

  await expect(wizard.validation()).toContainText('Success');
  await tabTo(page, 'Restore');
  await keys.press('Enter');
  await expect(wizard.databases().filter({ hasText: '_restored' }).first()).toBeVisible();
}
