/** Every scenario of the mocks: nothing blank, no endless spinner, no wrong success, nothing sent twice. */
import type { Page } from '@playwright/test';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { expectAccessible } from '../accessible.ts';
import { expect, test } from '../fixtures.ts';
import { POLICY_NAME, serverId, SUBSCRIPTION, VAULT_ID, VAULT_NAME } from '../ids.ts';
import { ConfigureBackupPage } from '../pages/ConfigureBackupPage.ts';

const POLICY_ID = `${VAULT_ID}/backupPolicies/${POLICY_NAME}`;
const SERVERS = ['pg-orders', 'pg-customers', 'pg-inventory', 'pg-identity'];

type World = Parameters<Parameters<typeof test>[2]>[0]['world'];

interface Day {
  scenario?: string;
  speed?: number;
}

/** Opens the Datasources tab of a world in which the vault may back up every server, with a scenario. */
async function openDatasources(page: Page, world: World, servers: string[], day: Day): Promise<ConfigureBackupPage> {
  await world.open('/vaults');
  await expect(page.getByRole('link', { name: VAULT_NAME })).toBeVisible();
  const vault = await world.arm({ method: 'GET', path: `${VAULT_ID}?api-version=2025-07-01` });
  const { principalId } = (vault.body as { identity: { principalId: string } }).identity;
  for (const roleId of new Set(backupRoleNeeds(serverId('any')).map((need) => need.roleId))) {
    await world.arm({
      method: 'PUT',
      path: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}?api-version=2022-04-01`,
      body: {
        properties: {
          principalId,
          principalType: 'ServicePrincipal',
          roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
        },
      },
    });
  }
  const choices = { vault: VAULT_ID, policy: POLICY_ID, servers: servers.map((name) => serverId(name)) };
  await world.open(ConfigureBackupPage.at('datasources', choices, day));
  return new ConfigureBackupPage(page);
}

/** The same, with every server checked, on the last tab. */
async function openReview(page: Page, world: World, servers: string[], day: Day): Promise<ConfigureBackupPage> {
  const wizard = await openDatasources(page, world, servers, day);
  for (const server of servers) await expect(wizard.datasource(server)).toContainText('Success');
  await wizard.next().click();
  await expect(wizard.strip('Validation passed')).toBeVisible();
  return wizard;
}

/** The vault's list, once everything that was sent is protected: one row for each server. */
async function expectProtectedOnce(page: Page, servers: string[]): Promise<void> {
  await expect(page).toHaveURL(/\/instances/);
  for (const server of servers) {
    const rows = page.getByRole('main').getByRole('row').filter({ hasText: server });
    await expect(rows).toHaveCount(1);
    await expect(rows).toContainText('Protection configured');
  }
}

test('throttled: the page says how long it waits, and gets there', async ({ page, world }) => {
  const wizard = await openDatasources(page, world, ['pg-orders'], { scenario: 'throttled', speed: 2 });
  await expect(wizard.askedToWait()).toBeVisible();
  await expect(wizard.datasource('pg-orders')).toContainText('Success');
  await expect(wizard.askedToWait()).toBeHidden();
});

test('slow network: the frame is there at once, and what is loading looks like it', async ({ page, world }) => {
  await world.open('/vaults?scenario=slow-network&speed=2');
  await expect(page.getByRole('heading', { level: 1, name: 'Backup vaults' })).toBeVisible();
  await expect(page.locator('[aria-busy="true"]').first()).toBeVisible();
  await expect(page.getByRole('link', { name: VAULT_NAME })).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
});

test('connection lost: shown once, and a check continues by itself', async ({ page, world }) => {
  const wizard = await openDatasources(page, world, SERVERS, { scenario: 'connection-lost', speed: 4 });
  await expect(wizard.connectionLost()).toHaveCount(1);
  await expect(wizard.datasource('pg-orders')).toContainText('Validating…');
  await expect(wizard.connectionLost()).toBeHidden();
  for (const server of SERVERS) await expect(wizard.datasource(server)).toContainText('Success');
});

test('connection lost in the middle of a submission: everything arrives, once', async ({ page, world }) => {
  const wizard = await openReview(page, world, SERVERS, { speed: 4 });
  await wizard.setScenario('connection-lost');
  await wizard.configure().click();
  await expect(wizard.connectionLost()).toHaveCount(1);
  await expectProtectedOnce(page, SERVERS);
});

test('a validation that never ends: it is given up, and can be repeated', async ({ page, world }) => {
  await page.clock.install();
  const wizard = await openDatasources(page, world, ['pg-orders'], { scenario: 'validation-never-ends' });
  await expect(wizard.datasource('pg-orders')).toContainText('Validating…');
  await page.clock.fastForward('05:01');
  await expect(wizard.datasource('pg-orders')).toContainText('Validation timed out');
  await wizard.setScenario('none');
  await wizard.command('Revalidate').click();
  await expect(wizard.datasource('pg-orders')).toContainText('Success');
});

test('an operation that fails late: that server says why, and is sent again', async ({ page, world }) => {
  const servers = SERVERS.slice(0, 2);
  const wizard = await openReview(page, world, servers, { scenario: 'operation-fails-late', speed: 4 });
  await wizard.configure().click();
  await expect(
    page.getByText('The server stopped answering while its protection was configured.').first(),
  ).toBeVisible();
  await expect(page).toHaveURL(/\/review/);
  await wizard.retryFailed().click();
  await expectProtectedOnce(page, servers);
});

test('slow propagation: the row says what it waits for, and becomes ready by itself', async ({ page, world }) => {
  const choices = { vault: VAULT_ID, policy: POLICY_ID, servers: [serverId('pg-orders')] };
  await world.open(ConfigureBackupPage.at('datasources', choices, { scenario: 'slow-propagation', speed: 60 }));
  const wizard = new ConfigureBackupPage(page);
  await expect(wizard.datasource('pg-orders')).toContainText('Role assignment not done');
  await wizard.assignMissingRoles('pg-orders');
  await expect(wizard.datasource('pg-orders')).toContainText('Waiting for role propagation…');
  await expect(wizard.datasource('pg-orders')).toContainText('Success');
});

test('vault deleted: nothing is sent, and the choices can be changed', async ({ page, world }) => {
  const servers = SERVERS.slice(0, 2);
  const wizard = await openReview(page, world, servers, { scenario: 'vault-deleted', speed: 20 });
  await wizard.configure().click();
  await expect(page.getByText('2 servers could not be configured')).toBeVisible();
  await expect(
    page.getByText(/backupVaults\/bv-contoso-weu' under resource group .* was not found/).first(),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Change choices' }).click();
  await expect(wizard.strip(/The Backup vault 'bv-contoso-weu' doesn't exist/)).toBeVisible();
  await expect(wizard.configure()).toBeDisabled();
});

test('policy deleted: it is named, and the review does not pass', async ({ page, world }) => {
  const wizard = await openDatasources(page, world, ['pg-orders'], { scenario: 'policy-deleted', speed: 20 });
  await expect(wizard.datasource('pg-orders')).toContainText('Success');
  await wizard.tab('Review + configure').click();
  await expect(wizard.strip(/The backup policy 'weekly-standard' isn't in this vault/)).toBeVisible();
  await expect(wizard.configure()).toBeDisabled();
  await wizard.tab('Basics').click();
  await expect(wizard.notices()).toBeVisible();
  await expectAccessible(page);
});

test('rights lost half-way: the rest says so, and is sent when the rights are back', async ({ page, world }) => {
  const wizard = await openReview(page, world, SERVERS, { scenario: 'rights-lost', speed: 20 });
  await wizard.configure().click();
  await expect(wizard.retryFailed()).toHaveText('Retry failed (2)');
  await expect(page.getByText('AuthorizationFailed').first()).toBeVisible();
  await expect(page.getByRole('cell', { name: 'Protection configured' })).toHaveCount(2);
  await wizard.setScenario('none');
  await wizard.retryFailed().click();
  await expectProtectedOnce(page, SERVERS);
});

test('errors of the service: what was taken is not sent again, what was not is', async ({ page, world }) => {
  const wizard = await openReview(page, world, SERVERS, { scenario: 'submission-5xx', speed: 20 });
  await wizard.configure().click();
  await expect(wizard.retryFailed()).toHaveText('Retry failed (1)');
  await expect(page.getByRole('cell', { name: 'Protection configured' })).toHaveCount(3);
  await expect(page.getByText('InternalServerError').first()).toBeVisible();
  await wizard.retryFailed().click();
  await expectProtectedOnce(page, SERVERS);
});

test('some fail: one notification for all, a reload forgets nothing, only those are sent again', async ({
  page,
  world,
}) => {
  const wizard = await openReview(page, world, SERVERS, { scenario: 'some-fail', speed: 20 });
  await wizard.configure().dblclick();
  await expect(wizard.retryFailed()).toHaveText('Retry failed (2)');
  await expect(page.getByText('Backup configured for some servers').first()).toBeVisible();
  await expect(page.getByText('2 servers could not be configured')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: /^Notifications/ }).click();
  const notifications = page.getByRole('dialog', { name: 'Notifications' });
  await expect(notifications.getByRole('listitem')).toHaveCount(3);
  await notifications.getByRole('button', { name: 'Close' }).click();

  await wizard.setScenario('none');
  await page.reload();
  await expect(page.getByRole('cell', { name: 'Protection configured' })).toHaveCount(2);
  await page.getByRole('button', { name: 'Configure the remaining (2)' }).click();
  await expectProtectedOnce(page, SERVERS);
});

test('an unknown scenario is reported, and the page works', async ({ page, world }) => {
  await world.open('/vaults?scenario=no-such-day');
  await expect(page.getByRole('complementary', { name: 'Laboratory' })).toContainText("no scenario 'no-such-day'");
  await expect(page.getByRole('link', { name: VAULT_NAME })).toBeVisible();
});
