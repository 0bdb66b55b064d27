/** The wizard without a mouse. */
import { expect, test } from './fixtures.ts';
import { tabTo, walkTo } from './keys.ts';
import { ConfigureBackupPage } from './pages/ConfigureBackupPage.ts';

test('the wizard can be walked with the keyboard alone', async ({ page, world }) => {
  await world.open(ConfigureBackupPage.path);
  const wizard = new ConfigureBackupPage(page);
  await expect(wizard.heading()).toBeVisible();
  const keys = page.keyboard;

  await tabTo(page, 'Select vault');
  await keys.press('Enter');
  await expect(wizard.pane('Select a Vault').getByRole('radio').first()).toBeVisible();
  // The vaults are one group of radio buttons: Tab enters it, the arrows move in it and choose.
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
