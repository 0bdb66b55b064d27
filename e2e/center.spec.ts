/** Business Continuity Center: from unprotected servers to the jobs of protected ones, and failures. */
import { expect, test } from './fixtures.ts';
import { POLICY_NAME, SERVER_NAME, serverId, VAULT_NAME } from './ids.ts';
import { BackupInstancePage } from './pages/BackupInstancePage.ts';
import { BusinessContinuityPage } from './pages/BusinessContinuityPage.ts';
import { CenterPage } from './pages/CenterPage.ts';
import { ConfigureBackupPage } from './pages/ConfigureBackupPage.ts';
import { CreatePolicyPage } from './pages/CreatePolicyPage.ts';
import { JobsPage } from './pages/JobsPage.ts';
import { backUp, deleteInstance, protect, takeVaultRoles } from './prepare.ts';

// Few tests with many steps, because each one on the server starts a server.
test.describe.configure({ timeout: 2 * 60_000 });

test('the center leads from an unprotected server to its backup, and to policies and vaults', async ({
  page,
  world,
}) => {
  await world.open(BusinessContinuityPage.path);
  const center = new CenterPage(page);
  const servers = center.tile('PostgreSQL flexible servers');

  await test.step('Overview > Not protected > the wizard for that server', async () => {
    await servers.getByRole('link', { name: /Not protected$/ }).click();
    await expect(center.heading('Protectable resources')).toBeVisible();
    await center.row('Protectable resources', SERVER_NAME).getByRole('checkbox').check();
    await expect(page.getByRole('button', { name: 'Configure protection (1)' })).toBeVisible();
    await center.act(SERVER_NAME, 'Configure protection');
    await expect(new ConfigureBackupPage(page).heading()).toBeVisible();
    expect(new URL(page.url()).searchParams.getAll('servers')).toEqual([serverId(SERVER_NAME)]);
  });

  await protect(world);

  await test.step('Protected items > the item > Backup now', async () => {
    await page.goto(new URL(BusinessContinuityPage.path, page.url()).href);
    await servers.getByRole('link', { name: /^[1-9]\d* Protected$/ }).click();
    await expect(page).toHaveURL(/status=Protected/);
    await expect(page.getByRole('button', { name: /Protected$/, pressed: true })).toBeVisible();
    await expect(center.row('Protected items', SERVER_NAME)).toContainText('Protected');
    await center.row('Protected items', SERVER_NAME).getByRole('link', { name: SERVER_NAME, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: SERVER_NAME })).toBeVisible();
    await expect(center.row('Associated items', VAULT_NAME)).toContainText('Azure Backup');
    await center.act(SERVER_NAME, 'Backup now');
    const instance = new BackupInstancePage(page);
    await instance
      .pane()
      .getByRole('radio', { name: /Default/ })
      .check();
    await instance.pane().getByRole('button', { name: 'Backup now' }).click();
    await expect(instance.restorePoints().getByRole('row').filter({ hasText: 'Default' })).toHaveCount(1, {
      timeout: 60_000,
    });
  });

  await test.step('Overview > Jobs > those that completed', async () => {
    await page.goto(new URL(BusinessContinuityPage.path, page.url()).href);
    await center.tile('Jobs (last 24 hours)').getByRole('link', { name: '1 Completed' }).click();
    await expect(page).toHaveURL(/status=Completed/);
    const jobs = new JobsPage(page);
    await expect(jobs.card('Completed')).toHaveAttribute('aria-pressed', 'true');
    await expect(jobs.rows()).toHaveCount(1);
    await expect(jobs.rows()).toContainText(SERVER_NAME);
  });

  await test.step('Protection policies > Create policy for a vault', async () => {
    await center.goTo('Protection policies');
    await expect(center.row('Protection policies', VAULT_NAME)).toContainText(POLICY_NAME);
    await page.getByRole('button', { name: 'Create policy' }).click();
    const pane = center.dialog('Start: Create Policy');
    await pane.getByRole('button', { name: 'Continue' }).click();
    await expect(pane).toContainText('Select a vault.');
    await pane.getByRole('combobox', { name: 'Vault' }).click();
    await page.getByRole('option', { name: new RegExp(`^${VAULT_NAME}`) }).click();
    await pane.getByRole('button', { name: 'Continue' }).click();
    await expect(new CreatePolicyPage(page).heading()).toBeVisible();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(center.heading('Protection policies')).toBeVisible();
  });

  await test.step('Vaults > the jobs of one', async () => {
    await center.goTo('Vaults');
    await expect(center.row('Vaults', VAULT_NAME)).toContainText('Backup vault');
    await center.act(VAULT_NAME, 'View backup jobs');
    await expect(page.getByRole('heading', { level: 1, name: `${VAULT_NAME} | Backup jobs` })).toBeVisible();
    await expect(new JobsPage(page).rows()).toHaveCount(1);
  });

  await test.step('Backup center says where everything is now', async () => {
    await page.goto(new URL('/backup-center', page.url()).href);
    await expect(page.getByText(/is being replaced by Business Continuity Center/)).toBeVisible();
    await page.getByRole('link', { name: 'Open Business Continuity Center' }).click();
    await expect(center.heading('Overview')).toBeVisible();
  });
});

test('jobs are filtered in the address, explained, and exported; what went wrong raises alerts', async ({
  page,
  world,
}) => {
  await world.open('/bcc/jobs');
  const center = new CenterPage(page);
  const jobs = new JobsPage(page);
  await expect(center.heading('Jobs')).toBeVisible();
  const instanceId = await protect(world);
  await backUp(world, instanceId);
  await takeVaultRoles(world);
  const failed = await backUp(world, instanceId, 'Failed');
  const [error] = failed.properties.errorDetails ?? [];
  const code = error?.code ?? 'no code';

  await test.step('status cards count and filter, in the address', async () => {
    await page.getByRole('button', { name: 'Refresh' }).click();
    await expect(jobs.card('Completed')).toHaveText(/^1/);
    await expect(jobs.card('Failed')).toHaveText(/^1/);
    await expect(jobs.rows()).toHaveCount(2);
    await jobs.card('Failed').click();
    await expect(page).toHaveURL(/[?&]status=Failed/);
    await expect(jobs.rows()).toHaveCount(1);
    await center.filterBy('Time range', 'Past 7 days');
    await expect(page).toHaveURL(/[?&]range=7d/);
  });

  await test.step('a reload keeps them, and a range without jobs says so', async () => {
    await page.reload();
    await expect(jobs.rows()).toHaveCount(1);
    await expect(center.filter('Time range')).toHaveText(/Past 7 days/);
    await center.filterBy('Time range', 'Custom');
    const range = page.getByRole('group', { name: 'Custom time range' });
    await range.getByLabel('To').fill('2020-01-01T00:00');
    await expect(page.getByText('No jobs match the filters')).toBeVisible();
    await expect(center.count()).toHaveText('0 jobs');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect(jobs.rows()).toHaveCount(2);
  });

  await test.step('the details of the failed one say why and what to do', async () => {
    await jobs.card('Failed').click();
    await jobs.openDetails(/^Backup job of/);
    await expect(jobs.pane()).toContainText(code);
    await expect(jobs.pane()).toContainText('Assign the missing roles to the managed identity of the vault');
    await expect(jobs.subTasks().getByRole('row', { name: /Validate vault permissions/ })).toContainText('Failed');
    await page.keyboard.press('Escape');
    await expect(jobs.pane()).toBeHidden();
    await jobs.card('Failed').click();
  });

  await test.step('those of the good one show each sub task done', async () => {
    await jobs.card('Completed').click();
    await jobs.openDetails(/^Backup job of/);
    await expect(jobs.subTasks().getByRole('row', { name: /Create recovery point/ })).toContainText('Completed');
    await jobs.pane().getByRole('button', { name: 'Close' }).last().click();
    await jobs.card('Completed').click();
    await expect(jobs.rows()).toHaveCount(2);
  });

  await test.step('the file holds what the list shows', async () => {
    const lines = (await jobs.exported()).trim().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^\uFEFF?Backup instance,Vault,Datasource,/);
    expect(lines.filter((line) => line.includes(',Failed,') && line.includes(code))).toHaveLength(1);
    expect(lines.filter((line) => line.includes(',Completed,'))).toHaveLength(1);
  });

  await test.step('Alerts: the failed job and the deleted backup data', async () => {
    await deleteInstance(world, instanceId);
    await page.goto(new URL('/bcc/alerts', page.url()).href);
    await expect(center.row('Alerts', 'Delete Backup Data')).toContainText('Sev 0 (Critical)');
    await expect(center.row('Alerts', 'Backup Failure')).toContainText('Sev 1 (Error)');
    await center.filterBy('Category', 'Job failure');
    await expect(center.count()).toHaveText('1 alert');
    await page.getByRole('link', { name: 'View impacted items of Backup Failure' }).click();
    const pane = center.dialog('Impacted items');
    await expect(pane.getByRole('row', { name: new RegExp(SERVER_NAME) })).toContainText(code);
    await pane.getByRole('link', { name: `View job of ${SERVER_NAME}` }).click();
    await expect(page.getByRole('heading', { level: 1, name: `Backup of ${SERVER_NAME}` })).toBeVisible();
    await expect(page.getByRole('main')).toContainText(code);
  });
});
