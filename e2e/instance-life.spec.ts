/**
 * A backup instance from its first on-demand backup to its deletion: every command, and the states in which it is
 * disabled.
 */
import type { Page } from '@playwright/test';
import type { RecoveryPoint } from '#protocol/data-protection.ts';
import { expect, test, type World } from './fixtures.ts';
import { SERVER_NAME, VAULT_ID } from './ids.ts';
import { BackupInstancePage } from './pages/BackupInstancePage.ts';
import { VaultPage } from './pages/VaultPage.ts';
import { addPolicy, backUp, expectState, protect } from './prepare.ts';

const BACKUP = 'api-version=2025-07-01';
/** Makes simulated work faster on the mocks, and has no effect on the server. */
const FAST = '?speed=20';
const STOPPED = 'The state of the backup instance is Protection stopped.';

test('a backup on demand bears the chosen rule and its expiry, and its job is seen wherever jobs are', async ({
  page,
  world,
}) => {
  await world.open(`/${FAST}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const instanceId = await protect(world);
  await page.goto(new URL(`${BackupInstancePage.path(instanceId)}${FAST}`, page.url()).href);
  const instance = new BackupInstancePage(page);
  let until = '';

  await test.step('Backup Now offers every rule of the policy, and says until when each keeps the backup', async () => {
    await expect(instance.command('Restore')).toBeDisabled();
    await expect(instance.command('Restore')).toHaveAccessibleDescription('There is no recovery point to restore yet.');
    await instance.command('Backup Now').click();
    await expect(instance.pane().getByRole('radio')).toHaveCount(4);
    await expect(instance.pane().getByRole('radio', { name: /^Default/ })).toBeChecked();
    await instance
      .pane()
      .getByRole('radio', { name: /every month/ })
      .check();
    until = dayIn(await instance.pane().getByRole('status').textContent());
    await instance.pane().getByRole('button', { name: 'Backup now' }).click();
  });

  await test.step('the restore point appears by itself, kept by that rule until that day', async () => {
    await expect(instance.pointsOf('Monthly')).toHaveCount(1);
    await expect(instance.pointsOf('Monthly')).toContainText(until);
    await expect(instance.command('Restore')).toBeEnabled();
    const [point] = await pointsOf(world, instanceId);
    expect(point?.properties.retentionTagName).toBe('Monthly');
    expect(monthsBetween(point?.properties.recoveryPointTime, point?.properties.expiryTime)).toBe(36);
  });

  await test.step('the job is listed at the instance, at the vault and in the center', async () => {
    await expect(instance.jobs('Backup', 'Completed')).toHaveText('1');
    await instance.jobs('Backup', 'Completed').click();
    const rows = page.getByRole('table', { name: 'Jobs' }).getByRole('row').filter({ hasText: 'On-demand' });
    await expect(rows).toHaveCount(1);
    for (const path of [VaultPage.path(VAULT_ID, 'jobs'), '/bcc/jobs']) {
      await page.goto(new URL(path, page.url()).href);
      await expect(rows).toHaveCount(1);
      await expect(rows).toContainText(SERVER_NAME);
      await expect(rows).toContainText('Completed');
    }
    await rows.getByRole('link', { name: `Backup job of ${SERVER_NAME}` }).click();
    await expect(page.getByRole('dialog', { name: `Backup of ${SERVER_NAME}` })).toContainText('Take full backup');
  });
});

test('an instance is stopped, resumed, put under another policy, deleted and brought back', async ({ page, world }) => {
  test.setTimeout(2 * 60_000);
  await world.open(`/${FAST}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const instanceId = await protect(world);
  await Promise.all([backUp(world, instanceId), addPolicy(world, 'short', 'P7D')]);
  await page.goto(new URL(`${BackupInstancePage.path(instanceId)}${FAST}`, page.url()).href);
  const instance = new BackupInstancePage(page);
  const isIn = (state: string) => expect(instance.essentials()).toContainText(state);

  for (const [retention, state] of [
    ['Retain as per policy', 'BackupsSuspended'],
    ['Retain forever', 'ProtectionStopped'],
  ] as const) {
    await test.step(`Stop Backup, ${retention}: no backups, the restore point stays, and Resume Backup`, async () => {
      await isIn('Protection configured');
      await expect(instance.command('Resume Backup')).toHaveAccessibleDescription("Backups aren't stopped.");
      await instance.stop(retention);
      await isIn('Protection stopped');
      await expectState(world, instanceId, state);
      for (const command of ['Backup Now', 'Stop Backup', 'Edit backup instance']) {
        await expect(instance.command(command)).toBeDisabled();
        await expect(instance.command(command)).toHaveAccessibleDescription(STOPPED);
      }
      await expect(instance.command('Restore')).toBeEnabled();
      await expect(instance.pointsOf('Default')).toHaveCount(1);
      await instance.resume();
    });
  }

  await test.step('Edit backup instance: another policy, whose rules count from now on', async () => {
    await isIn('Protection configured');
    await instance.changePolicy('short');
    await expect(instance.essentials().getByRole('link', { name: 'short' })).toBeVisible();
    await isIn('Protection configured');
    await instance.command('Backup Now').click();
    await expect(instance.pane().getByRole('radio')).toHaveCount(1);
    await expect(instance.pane().getByRole('radio', { name: /7 days/ })).toBeChecked();
    await page.keyboard.press('Escape');
    // Existing points keep their retention.
    const [point] = await pointsOf(world, instanceId);
    expect(monthsBetween(point?.properties.recoveryPointTime, point?.properties.expiryTime)).toBe(3);
  });

  await test.step('Stop Backup > Delete Backup Data: only when its name is typed; soft deleted, with the days left', async () => {
    await instance.command('Stop Backup').click();
    const pane = instance.pane('Stop Backup');
    await pane.getByRole('radio', { name: 'Delete Backup Data' }).check();
    await expect(pane).toContainText('They stay soft deleted for 14 days and are then removed for good.');
    await confirmByName(instance, 'Stop Backup', 'Stop backup');
    await expectSoftDeleted(page, instance);
  });

  await test.step('UnDelete: stopped, with its restore point, and Resume Backup', async () => {
    await instance.undelete();
    await isIn('Protection stopped');
    await expect(instance.pointsOf('Default')).toHaveCount(1);
    await instance.resume();
    await isIn('Protection configured');
  });

  await test.step('Delete does the same', async () => {
    await instance.command('Delete').click();
    await confirmByName(instance, 'Delete Backup Data', 'Delete');
    await expectSoftDeleted(page, instance);
  });
});

/** A wrong name changes nothing; then the right one. */
async function confirmByName(instance: BackupInstancePage, title: string, button: string): Promise<void> {
  const pane = instance.pane(title);
  await pane.getByRole('textbox', { name: 'Type the name of Backup Item' }).fill(SERVER_NAME.slice(0, -1));
  await pane.getByRole('button', { name: button }).click();
  await expect(pane).toContainText(`The name doesn't match ${SERVER_NAME}.`);
  await pane.getByRole('textbox', { name: 'Type the name of Backup Item' }).fill(SERVER_NAME);
  await pane.getByRole('button', { name: button }).click();
}

/** The vault's list shows it, and so does the page of the instance, where only UnDelete is left. */
async function expectSoftDeleted(page: Page, instance: BackupInstancePage): Promise<void> {
  const row = page.getByRole('table', { name: 'Backup instances' }).getByRole('row').filter({ hasText: SERVER_NAME });
  await expect(row).toContainText('Soft deleted');
  await row.getByRole('link', { name: SERVER_NAME }).first().click();
  await expect(page.getByText(/They are removed for good in 14 days, on/)).toBeVisible();
  for (const command of ['Backup Now', 'Restore', 'Stop Backup', 'Edit backup instance', 'Delete']) {
    await expect(instance.command(command)).toBeDisabled();
  }
  await expect(instance.command('UnDelete')).toBeEnabled();
}

async function pointsOf({ arm }: World, instanceId: string): Promise<RecoveryPoint[]> {
  const path = `${instanceId}/recoveryPoints?${BACKUP}`;
  return (await arm<{ value: RecoveryPoint[] }>({ method: 'GET', path })).body.value;
}

/** The day in a text such as `Retained until: Nov 21, 2029, 1:53 PM`. */
const dayIn = (text: string | null): string => /[A-Z]\w+ \d+, \d{4}/.exec(text ?? '')?.[0] ?? 'no day';

function monthsBetween(from: string | undefined, to: string | null | undefined): number {
  const [start, end] = [new Date(from ?? ''), new Date(to ?? '')];
  return (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth();
}
