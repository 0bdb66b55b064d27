/** The wizard without a mouse. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { ConfigureBackupPage } from './pages/ConfigureBackupPage.ts';

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
