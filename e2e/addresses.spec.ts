/** Any address opened cold: the page itself, missing things, and missing rights. */
import { ROLE_IDS } from '#protocol/authorization.ts';
import { openCold } from './going.ts';
import { expect, test } from './fixtures.ts';
import { SERVER_NAME, serverId, SUBSCRIPTION, VAULT_ID } from './ids.ts';
import { BackupInstancePage } from './pages/BackupInstancePage.ts';
import { BackupPolicyPage } from './pages/BackupPolicyPage.ts';
import { VaultPage } from './pages/VaultPage.ts';
import { backupAdminId, give, protect, takeRoles } from './prepare.ts';

// Few tests with many steps, because each one on the server starts a server.
test.describe.configure({ timeout: 3 * 60_000 });

const SERVER = encodeURIComponent(serverId(SERVER_NAME));

test('what does not exist is said, with a way back', async ({ page, world }) => {
  await world.open('/no/such/page');
  await expect(page.getByRole('main')).toContainText('There is no page at this address');
  await expect(page.getByRole('link', { name: 'Go to Home' })).toBeVisible();

  const gone = `${VAULT_ID}/backupInstances/gone`;
  const addresses = [
    [VaultPage.path(`${VAULT_ID}-gone`), 'Backup vault', 'Go to Backup vaults'],
    [VaultPage.path(`${VAULT_ID}-gone`, 'properties'), 'Backup vault', 'Go to Backup vaults'],
    [BackupPolicyPage.path(VAULT_ID, 'gone'), 'backup policy', 'Go to the backup policies of the vault'],
    [BackupInstancePage.path(gone), 'backup instance', 'Go to the backup instances of the vault'],
    [`${BackupInstancePage.path(gone)}/restore`, 'backup instance', 'Go to the backup instances of the vault'],
    [`/bcc/jobs/${encodeURIComponent(`${VAULT_ID}/backupJobs/gone`)}`, 'job', 'Go to all jobs'],
    [`/servers/${SERVER}-gone/overview`, 'server', 'Go to all servers'],
  ] as const;
  for (const [address, what, way] of addresses) {
    await test.step(address, async () => {
      await openCold(page, address);
      await expect(page.getByRole('heading', { name: `The ${what} was not found` })).toBeVisible();
      await expect(page.getByRole('link', { name: way })).toBeVisible();
    });
  }
  await page.getByRole('link', { name: 'Go to all servers' }).click();
  await expect(page.getByRole('link', { name: SERVER_NAME })).toBeVisible();
});

test('a person with read access only sees what is missing, and so does a person without any', async ({
  page,
  world,
}) => {
  await world.open('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const instanceId = await protect(world);
  const person = await backupAdminId(world);
  await takeRoles(world, person);
  await give(world, ROLE_IDS.reader, person, SUBSCRIPTION);

  await test.step('a reader sees the vault, and what would be needed to change it', async () => {
    await world.open(VaultPage.path(VAULT_ID, 'properties'), 'backup-admin');
    const vault = new VaultPage(page);
    const update = vault.setting('Soft Delete').getByRole('button');
    await expect(update).toBeDisabled();
    await expect(update).toHaveAccessibleDescription(/Microsoft\.DataProtection\/backupVaults\/write/);
    await vault.goTo('Access control (IAM)');
    await expect(vault.command('Add role assignment')).toBeDisabled();
    await expect(vault.command('Add role assignment')).toHaveAccessibleDescription(/roleAssignments\/write/);
  });

  await test.step('and the backup instance, with the right that a backup would take', async () => {
    await openCold(page, BackupInstancePage.path(instanceId));
    const instance = new BackupInstancePage(page);
    await expect(instance.essentials()).toContainText('Protection configured');
    await expect(instance.command('Backup Now')).toBeDisabled();
    await expect(instance.command('Backup Now')).toHaveAccessibleDescription(/backupInstances\/backup\/action/);
    await openCold(page, `${BackupInstancePage.path(instanceId)}?pane=stop`);
    await expect(instance.pane('Not available')).toContainText('backupInstances/suspendBackups/action');
  });

  await takeRoles(world, person);

  await test.step('without any role, a thing says which right is missing', async () => {
    const things = [
      [VaultPage.path(VAULT_ID), 'backupVaults/read'],
      [VaultPage.path(VAULT_ID, 'activity-log'), 'eventtypes/values/read'],
      [VaultPage.path(VAULT_ID, 'policies'), 'backupPolicies/read'],
      [BackupInstancePage.path(instanceId), 'backupInstances/read'],
      [`/servers/${SERVER}/overview`, 'flexibleServers/read'],
    ] as const;
    for (const [address, right] of things) {
      await openCold(page, address);
      await expect(page.getByRole('main')).toContainText(right);
      await expect(page.getByRole('main')).toContainText('AuthorizationFailed');
    }
  });

  await test.step('and a list says that there is nothing to look into', async () => {
    for (const address of ['/bcc/protected', '/bcc/jobs', '/vaults', '/servers']) {
      await openCold(page, address);
      await expect(page.getByText('You have no access to any subscription')).toBeVisible();
    }
  });
});
