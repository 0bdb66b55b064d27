/** The laboratory of the mocks: another time, another scenario, another person, another world. */
import type { Page } from '@playwright/test';
import { expectAccessible } from '../accessible.ts';
import { expect, test } from '../fixtures.ts';
import { BackupInstancePage } from '../pages/BackupInstancePage.ts';
import { LaboratoryPane } from '../pages/LaboratoryPane.ts';

// The laboratory changes the speed.
test.use({ speed: 1 });

type World = Parameters<Parameters<typeof test>[2]>[0]['world'];

const VAULT =
  '/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-erp/providers/Microsoft.DataProtection/backupVaults/bv-fabrikam-weu';

/** Waits for the vaults: after that the page's own first requests disturb nothing. */
async function openVaults(page: Page, world: World): Promise<void> {
  await world.open('/vaults');
  await expect(page.getByRole('link', { name: 'bv-fabrikam-weu' })).toBeVisible();
}

/** The small estate's first instance. */
async function firstInstance(world: World): Promise<string> {
  const { body } = await world.arm<{ value: { id: string }[] }>({
    method: 'GET',
    path: `${VAULT}/backupInstances?api-version=2025-07-01`,
  });
  return body.value[0]?.id ?? '';
}

async function begin(page: Page, world: World): Promise<LaboratoryPane> {
  await openVaults(page, world);
  const laboratory = new LaboratoryPane(page);
  await laboratory.open();
  return laboratory;
}

test('a year ahead is a year of jobs and of recovery points, and survives a reload', async ({ page, world }) => {
  test.slow();
  await openVaults(page, world);
  await world.open('/bcc/jobs?range=custom&operation=Backup&pane=laboratory');
  const laboratory = new LaboratoryPane(page);
  await laboratory.move('A year ahead');
  await laboratory.close();
  // The list was there before, and is fresh. A year has 52 Sundays, or 53; the proofs of its points are jobs of their own.
  await expect(page.getByText(/^5[23] jobs$/)).toBeVisible();
  await expect(page.getByRole('row', { name: /pg-erp-hr.*Completed.*Scheduled/ }).first()).toBeVisible();
  const year = new Date().getFullYear() + 1;
  await expect(laboratory.account()).toContainText(new RegExp(`Laboratory · ${String(year)}-\\d{2}-\\d{2}`));

  await world.open(BackupInstancePage.path(await firstInstance(world)));
  const instance = new BackupInstancePage(page);
  // Weeks are kept for half a year, months and years for longer.
  await expect(page.getByText(/^3[2-5] restore points$/)).toBeVisible();
  await expect(instance.pointsOf('Weekly').first()).toContainText(String(year));
  await expect(instance.pointsOf('Monthly').first()).toBeVisible();
  await expect(laboratory.account()).toContainText(`Laboratory · ${String(year)}`);
  await expectAccessible(page);
});

test('a scenario starts and ends at once, and is shown above every page', async ({ page, world }) => {
  const laboratory = await begin(page, world);
  await expectAccessible(page);
  await laboratory.scenario('Slow network').check();
  await laboratory.close();
  await expect(laboratory.account()).toContainText('Laboratory · slow-network');
  const fromWorker: string[] = [];
  page.on('response', (response) => {
    if (response.fromServiceWorker()) fromWorker.push(new URL(response.url()).pathname);
  });
  await page.reload();
  await expect(laboratory.account()).toContainText('Laboratory · slow-network');
  await expect(page.getByRole('link', { name: 'bv-fabrikam-weu' })).toBeVisible();
  expect(fromWorker, 'requests that the mocks answer').toContain('/subscriptions');
  expect(
    fromWorker.filter((path) => path === '/vaults' || path.startsWith('/assets/')),
    'files that the worker handles for nothing',
  ).toEqual([]);
  await laboratory.open();
  await expect(laboratory.scenario('Slow network')).toBeChecked();
  await laboratory.scenario('None').check();
  await laboratory.close();
  await expect(laboratory.account()).not.toContainText('Laboratory');
});

test('a backup that runs is hurried up', async ({ page, world }) => {
  await openVaults(page, world);
  await world.open(BackupInstancePage.path(await firstInstance(world)));
  const instance = new BackupInstancePage(page);
  // Eight gigabytes take more than three minutes in real life.
  await instance.backUpNow(/every month/);
  await expect(instance.jobs('Backup', 'In progress')).toHaveText('1');
  const laboratory = new LaboratoryPane(page);
  await laboratory.open();
  await laboratory.speed('500x').check();
  await laboratory.close();
  await expect(instance.pointsOf('Monthly')).toHaveCount(1, { timeout: 30_000 });
});

test('one becomes somebody else, and the world stays', async ({ page, world }) => {
  const laboratory = await begin(page, world);
  await laboratory.persona().selectOption({ label: 'Rowan Reader: Auditor who may only read' });
  await laboratory.close();
  await expect(laboratory.account()).toContainText('Rowan Reader');
  await expect(page.getByRole('link', { name: 'bv-fabrikam-weu' })).toBeVisible();
});

test('another estate, and a reset, start over after a question', async ({ page, world }) => {
  const laboratory = await begin(page, world);
  await laboratory.move('A week ahead');
  await laboratory.scenario('Throttled').check();
  await laboratory.pane().getByRole('button', { name: 'Reset' }).click();
  await laboratory.confirm('Reset the laboratory?');
  await expect(laboratory.pane()).toBeHidden();
  await expect(laboratory.account()).not.toContainText('Laboratory');

  await laboratory.open();
  await laboratory.estate().selectOption({ value: 'empty' });
  await laboratory.confirm('Change the estate?');
  await expect(laboratory.pane()).toBeHidden();
  await page.getByRole('link', { name: 'Backup vaults' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: /vaults/i })).toBeVisible();
  await expect(page.getByRole('link', { name: 'bv-fabrikam-weu' })).toBeHidden();
});
