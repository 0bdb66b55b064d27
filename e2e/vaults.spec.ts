/** A Backup vault from its creation to its deletion, with all of its settings. */
import { expect, test } from './fixtures.ts';
import { POLICY_NAME, SERVER_NAME, SUBSCRIPTION, VAULT_ID, VAULT_NAME } from './ids.ts';
import { AccessControlPage } from './pages/AccessControlPage.ts';
import { CreateVaultPage } from './pages/CreateVaultPage.ts';
import { VaultPage } from './pages/VaultPage.ts';
import { backupAdminId, backUp, deleteInstance, protect } from './prepare.ts';

// Few tests with many steps, because each one on the server starts a server.
test.describe.configure({ timeout: 2 * 60_000 });

interface VaultDocument {
  tags: Record<string, string>;
  properties: {
    storageSettings: { type: string }[];
    securitySettings: {
      softDeleteSettings: { state: string; retentionDurationInDays: number };
      immutabilitySettings: { state: string };
    };
  };
}

test('a vault is made through every tab, shows what was chosen, is tagged, and is deleted', async ({ page, world }) => {
  const vaultId = `${SUBSCRIPTION}/resourceGroups/rg-of-its-own/providers/Microsoft.DataProtection/backupVaults/bv-all-tabs`;
  await world.open('/vaults');
  await page.getByRole('toolbar').getByRole('link', { name: 'Create' }).click();
  const creation = new CreateVaultPage(page);
  const vault = new VaultPage(page);

  await test.step('Basics: a resource group of its own, zone-redundant', async () => {
    await expect(creation.heading()).toBeVisible();
    await creation.choose('Subscription', 'Contoso');
    await creation.newGroup('rg-of-its-own');
    await creation.name().fill('x');
    await creation.next().click();
    await expect(page.getByRole('tabpanel')).toContainText('The name must be 2 - 50 characters long');
    await creation.name().fill('bv-all-tabs');
    await creation.choose('Region', 'West Europe');
    await creation.choose('Backup storage redundancy', 'Zone-redundant');
    await creation.next().click();
  });

  await test.step('Vault properties: soft delete for 30 days, immutable', async () => {
    await expect(page.getByRole('switch', { name: /^(On|Off|Cross Region Restore)/ })).toBeDisabled();
    await creation.softDeleteDays().fill('7');
    await creation.next().click();
    await expect(page.getByText('Enter a number between 14 and 180.')).toBeVisible();
    await creation.softDeleteDays().fill('30');
    await page.getByRole('checkbox', { name: 'Enable vault immutability' }).check();
    await creation.next().click();
  });

  await test.step('Tags, then Review + create', async () => {
    await creation.addTag('env', 'test');
    await creation.next().click();
    await expect(page.getByText('Validation passed')).toBeVisible();
    for (const text of ['(new) rg-of-its-own', 'Zone-redundant', 'On, 30 days', 'env']) {
      await expect(creation.summary()).toContainText(text);
    }
    await creation.create().click();
  });

  await test.step('its Overview shows what was chosen, and JSON View what the service holds', async () => {
    await expect(vault.heading('bv-all-tabs')).toBeVisible();
    for (const text of ['rg-of-its-own', 'Zone-redundant', 'On, 30 days', 'Enabled', 'West Europe']) {
      await expect(vault.essentials()).toContainText(text);
    }
    await page.getByRole('button', { name: 'JSON View' }).click();
    const json = await vault.dialog('bv-all-tabs').locator('pre').textContent();
    const shown = JSON.parse(json ?? '') as VaultDocument;
    expect(shown).toMatchObject({
      tags: { env: 'test' },
      properties: {
        storageSettings: [{ type: 'ZoneRedundant' }],
        securitySettings: {
          softDeleteSettings: { state: 'On', retentionDurationInDays: 30 },
          immutabilitySettings: { state: 'Unlocked' },
        },
      },
    });
    const { body } = await world.arm<VaultDocument>({ method: 'GET', path: `${vaultId}?api-version=2025-07-01` });
    expect(body).toEqual(shown);
    await page.keyboard.press('Escape');
  });

  await test.step('Tags can be changed, and leaving before Apply asks first', async () => {
    await vault.goTo('Tags');
    await vault.tagValue(1).fill('prod');
    await page.getByRole('navigation', { name: 'Backup vault' }).getByRole('link', { name: 'Overview' }).click();
    await vault.question('Leave without applying the tags?').getByRole('button', { name: 'Stay' }).click();
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect(page.getByText('Updated tags').last()).toBeVisible();
    await page.reload();
    await expect(vault.tagValue(1)).toHaveValue('prod');
  });

  await test.step('empty, it is deleted', async () => {
    await page.getByRole('navigation', { name: 'Backup vault' }).getByRole('link', { name: 'Overview' }).click();
    await vault.command('Delete').click();
    await expect(vault.hurdle('No backup policies')).toBeVisible();
    await vault.confirmDelete().click();
    await expect(page).toHaveURL(/\/vaults$/);
    await expect(page.getByRole('link', { name: VAULT_NAME })).toBeVisible();
    await expect(page.getByRole('link', { name: 'bv-all-tabs' })).toBeHidden();
  });
});

test('every property can be changed, and what cannot be undone offers no way back', async ({ page, world }) => {
  await world.open(VaultPage.path(VAULT_ID, 'properties'));
  const vault = new VaultPage(page);
  const update = async (title: string) => {
    await vault.dialog(title).getByRole('button', { name: 'Update' }).click();
    await expect(vault.dialog(title)).toBeHidden();
  };

  await test.step('Soft Delete: other days, then always on, which cannot be turned off', async () => {
    await expect(vault.setting('Soft Delete')).toContainText('On, 14 days');
    const pane = await vault.openSetting('Soft Delete');
    await pane.getByRole('spinbutton', { name: /retention period/ }).fill('60');
    await update('Soft Delete');
    await expect(vault.setting('Soft Delete')).toContainText('On, 60 days');

    await vault.openSetting('Soft Delete');
    await pane.getByRole('checkbox', { name: 'Enable Always-on Soft Delete' }).check();
    await pane.getByRole('button', { name: 'Update' }).click();
    await expect(pane.getByRole('checkbox', { name: /^I understand/ })).toBeFocused();
    await page.keyboard.press('Space');
    await update('Soft Delete');
    await expect(vault.setting('Soft Delete')).toContainText('Always on, 60 days');

    await vault.openSetting('Soft Delete');
    await expect(pane.getByRole('checkbox', { name: 'Enable soft delete' })).toBeDisabled();
    await expect(pane.getByRole('checkbox', { name: 'Enable Always-on Soft Delete' })).toBeDisabled();
    await page.keyboard.press('Escape');
    await expect(pane).toBeHidden();
  });

  await test.step('Immutable vault: on, then locked for ever', async () => {
    const pane = await vault.openSetting('Immutable vault');
    await expect(pane.getByRole('checkbox', { name: 'Lock immutability' })).toBeHidden();
    await pane.getByRole('checkbox', { name: 'Enable vault immutability' }).check();
    await update('Immutable vault');
    await expect(vault.setting('Immutable vault')).toContainText('Enabled');

    await vault.openSetting('Immutable vault');
    await pane.getByRole('checkbox', { name: 'Lock immutability' }).check();
    await pane.getByRole('checkbox', { name: /^I understand/ }).check();
    await update('Immutable vault');
    await expect(vault.setting('Immutable vault')).toContainText('Nobody can turn it off again.');
    await expect(vault.setting('Immutable vault').getByRole('button')).toHaveCount(0);
  });

  await test.step('Cross Region Restore: on for ever', async () => {
    const pane = await vault.openSetting('Cross Region Restore');
    await pane.getByRole('switch').check();
    await update('Cross Region Restore');
    await expect(vault.setting('Cross Region Restore')).toContainText('cannot be turned off again');
    await expect(vault.setting('Cross Region Restore').getByRole('button')).toHaveCount(0);
  });

  await test.step('Cross Subscription Restore: off, then off for ever', async () => {
    const pane = await vault.openSetting('Cross Subscription Restore');
    const choose = async (option: RegExp) => {
      await pane.getByRole('combobox').click();
      await page.getByRole('option', { name: option }).click();
    };
    await choose(/^Disable/);
    await update('Cross Subscription Restore');
    await expect(vault.setting('Cross Subscription Restore')).toContainText('Disabled');

    await vault.openSetting('Cross Subscription Restore');
    await choose(/^Permanently disable/);
    await pane.getByRole('checkbox', { name: /^I understand/ }).check();
    await update('Cross Subscription Restore');
    await expect(vault.setting('Cross Subscription Restore')).toContainText(
      'can never be enabled for this vault again',
    );
    await expect(vault.setting('Cross Subscription Restore').getByRole('button')).toHaveCount(0);
  });

  await test.step('Alerts for all job failures: off', async () => {
    const pane = await vault.openSetting('Alerts for all job failures');
    await pane.getByRole('checkbox').uncheck();
    await update('Alerts for all job failures');
    await expect(vault.setting('Alerts for all job failures')).toContainText('Disabled');
  });

  await test.step('the service refuses to go back as well', async () => {
    const tries = [
      { securitySettings: { softDeleteSettings: { state: 'Off' } } },
      { securitySettings: { immutabilitySettings: { state: 'Disabled' } } },
      { featureSettings: { crossRegionRestoreSettings: { state: 'Disabled' } } },
      { featureSettings: { crossSubscriptionRestoreSettings: { state: 'Enabled' } } },
    ];
    for (const properties of tries) {
      const { status } = await world.arm({
        method: 'PATCH',
        path: `${VAULT_ID}?api-version=2025-07-01`,
        body: { properties },
      });
      expect(status, JSON.stringify(properties)).toBe(400);
    }
  });
});

test('its identity is turned off and on, and a person is given a role and loses it again', async ({ page, world }) => {
  await world.open(VaultPage.path(VAULT_ID, 'identity'));
  const vault = new VaultPage(page);

  await test.step('Identity: off, and on again as another one', async () => {
    await expect(page.getByRole('button', { name: 'Copy object (principal) ID' })).toBeVisible();
    const before = await page
      .getByRole('main')
      .getByText(/^[0-9a-f-]{36}/)
      .first()
      .textContent();
    await page.getByRole('button', { name: 'Turn off' }).click();
    await vault.question('Turn off the system assigned identity?').getByRole('button', { name: 'Turn off' }).click();
    await page.getByRole('button', { name: 'Turn on' }).click();
    await expect(page.getByRole('button', { name: 'Turn off' })).toBeVisible();
    await expect(page.getByText('The identity has no roles')).toBeVisible();
    await expect(page.getByText(before ?? '')).toBeHidden();
  });

  await test.step('Access control: a person gets a role, and it counts', async () => {
    const person = await backupAdminId(world);
    await vault.goTo('Access control (IAM)');
    const access = new AccessControlPage(page);
    await access.add('User Access Administrator', person);
    await expect(access.addPane()).toBeHidden();
    const row = access.rows().filter({ hasText: 'User Access Administrator' }).filter({ hasText: person });
    await expect(row).toContainText('This resource');

    await access.command('Check access').click();
    await expect(access.checkPane().getByRole('row', { name: /^Add role assignments/ })).toContainText('Yes');
    // The key goes to the focused element, and the pane takes the focus when it has opened.
    await expect(access.checkPane().locator(':focus')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(access.checkPane()).toBeHidden();
    const { status } = await world.arm({
      method: 'GET',
      path: `${VAULT_ID}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`,
      as: 'backup-admin',
    });
    expect(status).toBe(200);

    await row.getByRole('checkbox').check();
    await access.command('Remove').click();
    await access.question().getByRole('button', { name: 'Yes' }).click();
    await expect(access.question()).toBeHidden();
    await expect(row).toHaveCount(0);
  });
});

test('a vault is deleted only when nothing is left in it, and says what is', async ({ page, world }) => {
  await world.open(VaultPage.path(VAULT_ID));
  const vault = new VaultPage(page);
  await expect(vault.essentials()).toBeVisible();
  const instanceId = await protect(world);
  await backUp(world, instanceId);

  await test.step('a backup instance and a policy prevent it, each with a link', async () => {
    await page.goto(new URL(`${VaultPage.path(VAULT_ID)}?dialog=delete`, page.url()).href);
    await expect(vault.hurdle('1 backup instance')).toBeVisible();
    await expect(vault.hurdle('1 backup policy')).toBeVisible();
    await expect(vault.hurdle('No soft-deleted backup instances')).toBeVisible();
    await expect(vault.confirmDelete()).toBeDisabled();
    await vault.hurdle('1 backup instance').getByRole('link', { name: 'View backup instances' }).click();
    await expect(page.getByRole('table', { name: 'Backup instances' })).toContainText(SERVER_NAME);
  });

  await test.step('soft deleted, the instance is still listed', async () => {
    await deleteInstance(world, instanceId);
    await page.goto(new URL(`${VaultPage.path(VAULT_ID)}?dialog=delete`, page.url()).href);
    await expect(vault.hurdle('1 soft-deleted backup instance')).toBeVisible();
    await expect(vault.confirmDelete()).toBeDisabled();
    await vault.hurdle('1 soft-deleted').getByRole('link', { name: 'View soft-deleted instances' }).click();
    await expect(page.getByRole('table', { name: 'Backup instances' })).toContainText('Soft deleted');
  });

  await test.step('brought back and deleted without soft delete, it is gone', async () => {
    const deleted = instanceId.replace('/backupInstances/', '/deletedBackupInstances/');
    await world.arm({ method: 'POST', path: `${deleted}/undelete?api-version=2025-07-01`, body: {} });
    await expect
      .poll(async () => (await world.arm({ method: 'GET', path: `${instanceId}?api-version=2025-07-01` })).status)
      .toBe(200);
    await page.goto(new URL(`${VaultPage.path(VAULT_ID)}?dialog=delete`, page.url()).href);
    await vault.question('Delete Backup vault').getByRole('button', { name: 'Cancel' }).click();
    await vault.goTo('Properties');
    const pane = await vault.openSetting('Soft Delete');
    await pane.getByRole('checkbox', { name: 'Enable soft delete' }).uncheck();
    await pane.getByRole('button', { name: 'Update' }).click();
    await expect(vault.setting('Soft Delete')).toContainText('Off');
    await deleteInstance(world, instanceId);
  });

  await test.step('the policy is deleted on the way, and then the vault', async () => {
    await page.goto(new URL(`${VaultPage.path(VAULT_ID)}?dialog=delete`, page.url()).href);
    await expect(vault.hurdle('No backup instances')).toBeVisible();
    await vault.hurdle('1 backup policy').getByRole('link', { name: 'View backup policies' }).click();
    await page.getByRole('button', { name: `More actions for ${POLICY_NAME}` }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Yes' }).click();
    await expect(page.getByText('No backup policies').first()).toBeVisible();
    await vault.goTo('Overview');
    await vault.command('Delete').click();
    await expect(vault.question('Delete Backup vault')).toContainText("This can't be undone.");
    await vault.confirmDelete().click();
    await expect(page).toHaveURL(/\/vaults$/);
    await expect(page.getByRole('link', { name: VAULT_NAME })).toBeHidden();
  });
});
