/**
 * No violation of any axe rule on any page, step, pane or dialog, in both themes; and nothing lost on a narrow or
 * enlarged screen. The page is the same on every back end, so the mocks are enough.
 */
import type { Page } from '@playwright/test';
import { ROLE_IDS } from '#protocol/authorization.ts';
import { expectAccessible } from '../accessible.ts';
import { expect, test, type World } from '../fixtures.ts';
import { goTo } from '../going.ts';
import { DATA_GROUP, POLICY_NAME, SERVER_NAME, serverId, VAULT_ID, VAULT_NAME } from '../ids.ts';
import { BackupInstancePage } from '../pages/BackupInstancePage.ts';
import { BusinessContinuityPage } from '../pages/BusinessContinuityPage.ts';
import { ConfigureBackupPage } from '../pages/ConfigureBackupPage.ts';
import { backUp, configure, deleteInstance, expectState, protect, stopProtection, takeVaultRoles } from '../prepare.ts';

const VAULT = `/vaults/${encodeURIComponent(VAULT_ID)}`;
const OTHER_VAULT = VAULT.replace(VAULT_NAME, 'bv-contoso-neu');
const SERVER = `/servers/${encodeURIComponent(serverId(SERVER_NAME))}`;
const UNPROTECTED = encodeURIComponent(serverId('pg-dev', DATA_GROUP.replace('rg-data', 'rg-test')));
const FAST = '?speed=50';

/** Nothing is still on its way. */
const expectSettled = (page: Page) => expect(page.locator('[aria-busy="true"]')).toHaveCount(0);

const PAGES = [
  ['home', '/', 'Azure services'],
  ['Business Continuity Center', '/bcc/overview', 'Items that need attention'],
  ['protectable resources', '/bcc/protectable', 'pg-dev'],
  ['protected items', '/bcc/protected', 'pg-erp-hr'],
  ['a server that nothing protects', `/bcc/protected/${UNPROTECTED}`, 'This server is not protected'],
  ['protection policies', '/bcc/policies', 'weekly-standard'],
  ['the vaults of the center', '/bcc/vaults', VAULT_NAME],
  ['alerts', '/bcc/alerts', 'No alerts'],
  ['the Backup center', '/backup-center', 'Open Business Continuity Center'],
  ['jobs', '/bcc/jobs', 'No jobs yet'],
  ['Backup vaults', '/vaults', VAULT_NAME],
  ['a new vault', '/vaults/create/basics', 'Project details'],
  ['the properties of a new vault', '/vaults/create/properties', 'Cross Region Restore'],
  ['the tags of a new vault', '/vaults/create/tags', 'Add tag'],
  ['the review of a new vault', '/vaults/create/review', 'Enter a name for the Backup vault.'],
  ['a vault', `${VAULT}/overview`, 'Essentials'],
  ['the activity log of a vault', `${VAULT}/activity-log`, 'Nothing was written to this resource'],
  ['who may do what at a vault', `${VAULT}/iam`, 'Contributor'],
  ['the roles of a vault', `${VAULT}/iam?tab=roles`, 'Backup Operator'],
  ['the locks of a vault', `${VAULT}/locks`, 'No locks'],
  ['the tags of a vault', `${VAULT}/tags`, 'Add tag'],
  ['the identity of a vault', `${VAULT}/identity`, 'The identity has no roles'],
  ['the properties of a vault', `${VAULT}/properties`, 'Cross Subscription Restore'],
  ['the instances of a vault', `${VAULT}/instances`, 'Nothing is protected yet'],
  ['the policies of a vault', `${VAULT}/policies`, 'weekly-standard'],
  ['the jobs of a vault', `${VAULT}/jobs`, 'No jobs yet'],
  ['a policy', `${VAULT}/policies/${POLICY_NAME}`, 'Retention preview'],
  ['a new policy', `${VAULT}/policies/create/basics`, 'Policy name'],
  ['the schedule of a new policy', `${VAULT}/policies/create/schedule`, 'Add retention rule'],
  ['the review of a new policy', `${VAULT}/policies/create/review`, 'Enter a name for the backup policy.'],
  ['a template to deploy', '/deploy/template', 'Template'],
  ['the servers', '/servers', SERVER_NAME],
  ['a server', `${SERVER}/overview`, 'Essentials'],
  ['the activity log of a server', `${SERVER}/activity-log`, 'Nothing was written to this resource'],
  ['the locks of a server', `${SERVER}/locks`, 'No locks'],
  ['the vaulted backups of a server', `${SERVER}/ltr`, 'This server has no vaulted backups'],
  ['a page that does not exist', '/no/such/page', 'There is no page at this address'],
  ['a vault that does not exist', `${VAULT}-gone/overview`, 'The Backup vault was not found'],
] as const;

test('axe: every page that an address leads to', async ({ page, world }) => {
  test.setTimeout(6 * 60_000);
  await world.open('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  for (const [name, path, settled] of PAGES) {
    await test.step(name, async () => {
      await goTo(page, path);
      await expect(page.getByRole('main').getByText(settled).first()).toBeVisible();
      await expectSettled(page);
      await expectAccessible(page);
    });
  }
});

/** The instances of a vault, in every state that has panes of its own. */
async function everyState(world: World) {
  const [active, stopped, deleted] = await Promise.all(
    [SERVER_NAME, 'pg-orders', 'pg-inventory'].map((name) => protect(world, { server: serverId(name) })),
  );
  const ids = { active: active ?? '', stopped: stopped ?? '', deleted: deleted ?? '' };
  const [job] = await Promise.all([backUp(world, ids.active), stopProtection(world, ids.stopped)]);
  await backUp(world, ids.deleted);
  await deleteInstance(world, ids.deleted);
  await takeVaultRoles(world);
  const broken = await configure(world, { server: serverId('pg-billing') });
  await expectState(world, broken, 'ProtectionError');
  const failed = await backUp(world, ids.active, 'Failed');
  return { ...ids, broken, job: encodeURIComponent(job.id), failed: encodeURIComponent(failed.id) };
}

test('axe: what protects servers, and every pane and question that an address opens', async ({ page, world }) => {
  test.setTimeout(6 * 60_000);
  await world.open(`/${FAST}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const { active, stopped, deleted, broken, job, failed } = await everyState(world);
  const instance = BackupInstancePage.path(active);

  const pages = [
    ['a backup instance', instance, 'Restore points'],
    ['a stopped one', BackupInstancePage.path(stopped), 'Restore points'],
    ['a deleted one', BackupInstancePage.path(deleted), 'removed for good'],
    ['one with an error', BackupInstancePage.path(broken), 'Fix protection error for the backup instance.'],
    ['the activity log of a vault that is used', `${VAULT}/activity-log`, 'Create or update backup instance'],
    ['the jobs of an instance', `${instance}/jobs`, 'Failed'],
    ['its activity log', `${instance}/activity-log`, 'Back up backup instance'],
    ['the instances of a vault', `${VAULT}/instances`, 'Protection error'],
    ['a job that completed', `/bcc/jobs/${job}`, 'Create recovery point'],
    ['a job that failed', `/bcc/jobs/${failed}`, 'Assign the missing roles'],
    ['the jobs', '/bcc/jobs?range=custom', 'From'],
    ['the alerts', '/bcc/alerts', 'Backup Failure'],
    ['an item that is protected', `/bcc/protected/${encodeURIComponent(serverId(SERVER_NAME))}`, 'Associated items'],
    ['what needs attention', '/bcc/overview', 'Items that need attention'],
    ['a policy in use', `${VAULT}/policies/${POLICY_NAME}`, 'Associated items'],
    ['a protected server', `${SERVER}/ltr`, VAULT_NAME],
    ['a restore', `${instance}/restore/basics`, 'Basics'],
    ['its restore point', `${instance}/restore/point`, '(latest)'],
    ['its parameters', `${instance}/restore/parameters`, 'Restore type'],
    ['its review', `${instance}/restore/review`, 'Restore parameters'],
  ] as const;
  for (const [name, path, settled] of pages) {
    await test.step(name, async () => {
      await goTo(page, path);
      await expect(page.getByRole('main').getByText(settled).first()).toBeVisible();
      await expectSettled(page);
      await expectAccessible(page);
    });
  }

  const panes = [
    ['Configure protection', '/bcc/overview?pane=configure-protection'],
    ['Recover', '/bcc/overview?pane=recover'],
    ['Select Protected item', '/bcc/overview?pane=recover-item'],
    ['Change scope', '/bcc/protected?pane=scope'],
    ['Select columns', '/bcc/protected?pane=columns'],
    ['Start: Create Policy', '/bcc/policies?pane=create-policy'],
    [`Backup of ${SERVER_NAME}`, `/bcc/jobs?job=${failed}`],
    ['Impacted items', '/bcc/alerts?alert=Backup+Failure'],
    ['Laboratory', '/vaults?pane=laboratory'],
    ['Restore', `${VAULT}/overview?pane=restore`],
    ['Delete Backup vault', `${VAULT}/overview?dialog=delete`],
    ['Add role assignment', `${VAULT}/iam?pane=add`],
    ['Check access', `${VAULT}/iam?pane=check-access`],
    ['Add custom role', `${VAULT}/iam?tab=roles&pane=add-role`],
    ['Backup Operator', `${VAULT}/iam?tab=roles&pane=view-role&role=${ROLE_IDS.backupOperator}`],
    ['Add lock', `${VAULT}/locks?pane=add`],
    ['Soft Delete', `${VAULT}/properties?pane=soft-delete`],
    ['Immutable vault', `${VAULT}/properties?pane=immutability`],
    ['Cross Region Restore', `${VAULT}/properties?pane=cross-region-restore`],
    ['Cross Subscription Restore', `${VAULT}/properties?pane=cross-subscription-restore`],
    ['Alerts for all job failures', `${VAULT}/properties?pane=alerts`],
    ['Delete backup policy', `${OTHER_VAULT}/policies/${POLICY_NAME}?dialog=delete`],
    ['Backup Now', `${instance}?pane=backup-now`],
    ['Stop Backup', `${instance}?pane=stop`],
    ['Edit backup instance', `${instance}?pane=edit`],
    ['Delete Backup Data', `${instance}?pane=delete`],
    ['Resume Backup', `${BackupInstancePage.path(stopped)}?pane=resume`],
    ['Undelete', `${BackupInstancePage.path(deleted)}?pane=undelete`],
    ['Fix protection error', `${BackupInstancePage.path(broken)}?pane=fix-protection`],
  ] as const;
  for (const [name, path] of panes) {
    await test.step(name, async () => {
      await goTo(page, path);
      const opened = page.getByRole('dialog', { name, exact: true }).or(page.getByRole('alertdialog', { name }));
      await expect(opened.first()).toBeVisible();
      await expectSettled(page);
      await expectAccessible(page);
    });
  }

  await test.step('an event of the activity log', async () => {
    await goTo(page, `${VAULT}/activity-log?status=Failed`);
    await page.getByRole('table', { name: 'Events' }).getByRole('link').first().click();
    await expect(page.getByRole('dialog').getByText('The operation failed')).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('tab', { name: 'JSON' }).click();
    await expect(page.getByRole('region', { name: 'event.json' })).toBeVisible();
    await expectAccessible(page);
  });
});

const TEMPLATE = JSON.stringify({
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
  contentVersion: '1.0.0.0',
  parameters: { days: { type: 'int', defaultValue: 14 } },
  resources: [],
});

test('axe: what opens without an address', async ({ page, world }) => {
  test.setTimeout(3 * 60_000);
  await world.open(`/vaults${FAST}`);
  await expect(page.getByRole('link', { name: VAULT_NAME })).toBeVisible();
  const opens = async (opened: 'dialog' | 'alertdialog' | 'menu' | 'listbox', name?: string | RegExp) => {
    await expect(page.getByRole(opened, name === undefined ? {} : { name }).first()).toBeVisible();
    await expectSettled(page);
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(page.getByRole(opened)).toBeHidden();
  };

  await test.step('the header', async () => {
    for (const name of ['Notifications', 'Settings', 'Help']) {
      await page
        .getByRole('banner')
        .getByRole('button', { name: new RegExp(`^${name}`) })
        .click();
      await opens('dialog', new RegExp(`^${name}`));
    }
    await page
      .getByRole('banner')
      .getByRole('button', { name: /^Account/ })
      .click();
    await opens('menu');
    await page.keyboard.press('/');
    await page.getByRole('combobox', { name: /^Search/ }).fill('pg-');
    await opens('listbox');
  });

  await test.step('the menu of a row and of a filter', async () => {
    await goTo(page, '/bcc/policies');
    await page
      .getByRole('button', { name: `More actions for ${POLICY_NAME}` })
      .first()
      .click();
    await opens('menu');
    await page.getByRole('button', { name: /^Vault :/ }).click();
    await opens('menu');
  });

  await test.step('the JSON of a vault', async () => {
    await goTo(page, `${VAULT}/overview`);
    await page.getByRole('button', { name: 'JSON View' }).click();
    await opens('dialog', VAULT_NAME);
  });

  await test.step('questions at a vault', async () => {
    await goTo(page, `${VAULT}/identity`);
    await page.getByRole('button', { name: 'Turn off' }).click();
    await opens('alertdialog');
    await goTo(page, `${VAULT}/tags`);
    await page.getByRole('button', { name: 'Add tag' }).click();
    await page.getByRole('textbox', { name: 'Name of tag 1' }).fill('env');
    await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Backup vaults' }).click();
    await opens('alertdialog', 'Leave without applying the tags?');
    await page.getByRole('button', { name: 'Discard changes' }).click();
  });

  await test.step('where a template goes, and its review', async () => {
    await goTo(page, '/deploy/template');
    await page.getByRole('textbox', { name: 'Template' }).fill(TEMPLATE);
    await goTo(page, '/deploy/basics');
    await expect(page.getByText('Project details')).toBeVisible();
    await expectAccessible(page);
    await goTo(page, '/deploy/review');
    await expect(page.getByText(/^Some steps need attention/)).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('a retention rule', async () => {
    await goTo(page, `${VAULT}/policies/create/schedule`);
    await page.getByRole('button', { name: 'Add retention rule' }).click();
    await opens('dialog', 'Add retention');
  });
});

test('axe: every step and pane from the wizard to the job', async ({ page, world }) => {
  test.setTimeout(6 * 60_000);
  await world.open(BusinessContinuityPage.path);
  const overview = new BusinessContinuityPage(page);
  const wizard = await overview.configureProtection();
  await expect(wizard.heading()).toBeVisible();
  await expectAccessible(page);
  await wizard.next().click();
  await expect(page.getByText('Select a Backup vault.')).toBeVisible();
  await expectAccessible(page);
  await wizard.openSelectVault();
  await expect(wizard.pane('Select a Vault').getByRole('radio').first()).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Create new' }).click();
  await expect(wizard.pane('Create Backup Vault')).toBeVisible();
  await wizard.pane('Create Backup Vault').getByRole('button', { name: 'Create', exact: true }).click();
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  await wizard.chooseVault('bv-contoso-weu');
  await wizard.next().click();
  await wizard.choosePolicy('weekly-standard');
  await expectAccessible(page);
  await wizard.next().click();
  await expectAccessible(page);
  await wizard.command('Add').click();
  const select = wizard.pane('Select resources to backup');
  await select.getByRole('button', { name: 'Databases of pg-sample' }).click();
  await expect(select.getByRole('list', { name: 'Databases of pg-sample' })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  await wizard.addServers('pg-sample');
  await expect(wizard.datasource('pg-sample')).toContainText('Role assignment not done');
  await expectAccessible(page);
  await wizard.datasource('pg-sample').getByRole('button', { name: 'View details' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await wizard.tick('pg-sample');
  await wizard.command('Assign missing roles').click();
  await expect(wizard.pane('Grant missing permissions')).toBeVisible();
  await expectAccessible(page);
  await wizard.pane('Grant missing permissions').getByRole('button', { name: 'Confirm' }).click();
  await expect(wizard.datasource('pg-sample')).toContainText('Success');
  await wizard.next().click();
  await expect(page.getByText('Validation passed')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Export' }).click();
  await expect(wizard.pane('Export')).toContainText('deploymentTemplate.json');
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  await wizard.configure().click();
  const row = page.getByRole('table', { name: 'Backup instances' }).getByRole('row').filter({ hasText: 'pg-sample' });
  await expect(row).toContainText('Protection configured');
  await page.getByRole('button', { name: /^Notifications/ }).click();
  await expect(wizard.pane('Notifications')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await row.getByRole('link', { name: 'pg-sample' }).first().click();

  const instance = new BackupInstancePage(page);
  await expect(instance.essentials()).toContainText('Protection configured');
  await instance.backUpNow(/Default/);
  await instance.openNewestJob();
  await expect(page.getByText('Take full backup')).toBeVisible();
  await expectAccessible(page);
});

/** 1024 px, and the width that 200 % zoom leaves of them. */
for (const [name, viewport] of [
  ['at 1024 px', { width: 1024, height: 768 }],
  ['at 1024 px and 200 % zoom', { width: 512, height: 384 }],
] as const) {
  test(`the wizard loses nothing ${name}`, async ({ page, world }) => {
    await page.setViewportSize(viewport);
    await world.open(ConfigureBackupPage.path);
    const wizard = new ConfigureBackupPage(page);
    const fits = async () => {
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(beyond, 'pixels that only scrolling sideways would show').toBeLessThanOrEqual(0);
    };
    await wizard.chooseVault(VAULT_NAME);
    await fits();
    await wizard.next().click();
    await wizard.choosePolicy(POLICY_NAME);
    await fits();
    await wizard.next().click();
    await wizard.addServers(SERVER_NAME);
    await expect(wizard.datasource(SERVER_NAME)).toContainText('Role assignment not done');
    await fits();
    await wizard.assignMissingRoles(SERVER_NAME);
    await expect(wizard.datasource(SERVER_NAME)).toContainText('Success');
    await wizard.next().click();
    await expect(page.getByText('Validation passed')).toBeVisible();
    await fits();
    await expect(wizard.configure()).toBeInViewport();
  });
}
