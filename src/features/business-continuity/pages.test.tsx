/** The pages of the center over the laboratory's world: one server is protected, the others are not. */
import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { isRunning, type BackupInstance, type Job } from '#protocol/data-protection.ts';
import { lastName } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { systemClock } from '#provider/memory/clock.ts';
import { createSimulatedEngine } from '#provider/memory/simulated-engine.ts';
import { EngineFault } from '#provider/ports.ts';
import { refuseRequests } from '#testing/refuse-requests.ts';
import { renderApp } from '#testing/renderApp.tsx';

const SUBSCRIPTION = '/subscriptions/55555555-5555-4555-8555-555555555555';
const VAULT = `${SUBSCRIPTION}/resourceGroups/rg-erp/providers/Microsoft.DataProtection/backupVaults/bv-fabrikam-weu`;
const SERVER = `${SUBSCRIPTION}/resourceGroups/rg-erp/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-erp-hr`;
const apiVersion = API_VERSIONS.dataProtection;

const theInstance = async (): Promise<string> => {
  const [instance] = await arm.readAll<BackupInstance>(`${VAULT}/backupInstances`, { apiVersion });
  return instance?.id ?? '';
};
const backUp = async (): Promise<void> => {
  const trigger = { backupRuleOptions: { ruleName: 'BackupWeekly', triggerOption: {} } };
  await arm.post(`${await theInstance()}/backup`, trigger, { apiVersion });
  await expect
    .poll(async () => (await arm.readAll<Job>(`${VAULT}/backupJobs`, { apiVersion })).some(isRunning))
    .toBe(false);
};
const failing = () =>
  createSimulatedEngine({
    clock: systemClock,
    speed: () => 1_000_000,
    faultOf: () => new EngineFault('PostgreSQLFlexOperationFailedUserError', 'The server refused.', ['Start it.']),
  });

it('leads from what is protected to its instances, and from there to a backup', async () => {
  const { user, address } = await renderApp(paths.protectedItems());
  const cards = within(await screen.findByRole('group', { name: 'Protected items by status' }));
  await user.click(cards.getByText('Protection paused'));
  expect(await screen.findByText('No protected items match the filters')).toBeInTheDocument();
  expect(address()).toBe('/bcc/protected?status=Protection+paused');
  await user.click(screen.getByText('Clear filters'));

  await user.click(await screen.findByRole('link', { name: 'pg-erp-hr' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'pg-erp-hr' })).toBeInTheDocument();
  const table = within(await screen.findByRole('table', { name: 'Associated items' }));
  expect(table.getByText('Protected')).toBeInTheDocument();
  await user.click(table.getByRole('button', { name: 'More actions for pg-erp-hr' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Backup now' }));
  await waitFor(() => expect(address()).toMatch(/pane=backup-now$/));
});

it('lists what is soft deleted as disabled, and without it when it may not be seen', async () => {
  const { router, client } = await renderApp(paths.backupCenter());
  await backUp();
  await arm.remove(await theInstance(), { apiVersion });
  await router.navigate(paths.protectedItems());
  const row = within(await screen.findByRole('row', { name: /pg-erp-hr/ }));
  expect(row.getByText('Protection disabled')).toBeInTheDocument();

  refuseRequests(/deletedBackupInstances/i);
  await router.navigate(paths.backupCenter());
  client.clear();
  await router.navigate(paths.protectedItems());
  expect(await screen.findByText('Nothing is protected yet')).toBeInTheDocument();
});

it('says that a server is not protected, and offers to do it', async () => {
  const { user, address } = await renderApp(paths.protectedItem(SERVER.replace('pg-erp-hr', 'pg-erp-core')));
  expect(await screen.findByText('This server is not protected')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Configure protection' }));
  await waitFor(() => expect(address()).toMatch(/^\/configure-backup\/basics\?servers=.*pg-erp-core/));
});

it('carries the ticked servers into the wizard', async () => {
  const { user, address } = await renderApp(paths.protectableResources());
  await user.click(await screen.findByRole('checkbox', { name: 'Select pg-erp-core' }));
  expect(screen.queryByRole('checkbox', { name: 'Select pg-erp-hr' })).not.toBeInTheDocument();
  expect(screen.getByRole('checkbox', { name: 'Select pg-orders-replica' })).toBeDisabled();
  await user.click(screen.getByRole('checkbox', { name: 'Select pg-billing' }));
  await user.click(screen.getByRole('button', { name: 'Configure protection (2)' }));
  await waitFor(() => expect(address()).toMatch(/^\/configure-backup\/basics\?/));
  const servers = new URLSearchParams(address().split('?')[1]).getAll('servers');
  expect(servers.map((id) => lastName(id)).sort()).toEqual(['pg-billing', 'pg-erp-core']);
});

it('does not count a server as unprotected while a vault has not been read', async () => {
  const { router } = await renderApp(paths.backupCenter());
  refuseRequests(/backupVaults\/[^/]+\/backupInstances/i);
  await router.navigate(paths.protectableResources());
  expect(await screen.findByText('Protectable resources could not be loaded')).toBeInTheDocument();
  expect(screen.queryByText('pg-erp-hr')).not.toBeInTheDocument();
});

it('begins a policy by its vault', async () => {
  const { user, address } = await renderApp(paths.startPolicy());
  const pane = within(await screen.findByRole('dialog'));
  await user.click(pane.getByText('Continue'));
  expect(await pane.findByText('Select a vault.')).toBeInTheDocument();
  await user.click(pane.getByRole('combobox', { name: 'Vault' }));
  await user.click(await screen.findByRole('option', { name: /^bv-fabrikam-weu/ }));
  await user.click(pane.getByText('Continue'));
  await waitFor(() =>
    expect(address()).toMatch(/bv-fabrikam-weu\/policies\/create\/basics\?returnTo=%2Fbcc%2Fpolicies$/),
  );
});

it('lists the policies and the vaults of every subscription', async () => {
  const { user, router } = await renderApp(paths.protectionPolicies());
  const row = within(await screen.findByRole('row', { name: /bv-fabrikam-weu/ }));
  expect(row.getByText('Fabrikam')).toBeInTheDocument();
  expect(row.getByText('rg-erp')).toBeInTheDocument();

  await router.navigate(paths.protectionVaults());
  await screen.findByRole('heading', { level: 1, name: 'Business Continuity Center | Vaults' });
  await user.type(await screen.findByPlaceholderText('Filter by name'), 'fabrikam');
  expect(await screen.findByText('1 vault')).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'bv-fabrikam-weu' })).toBeInTheDocument();
});

it('raises an alert for a failed backup, and leads to the job', async () => {
  const { user, router, address } = await renderApp(paths.alerts(), { engine: failing() });
  expect(await screen.findByText('No alerts')).toBeInTheDocument();
  await backUp();
  await user.click(screen.getByRole('button', { name: 'Refresh' }));
  expect(await screen.findByText('Backup Failure')).toBeInTheDocument();
  expect(screen.getByText('Sev 1 (Error)')).toBeInTheDocument();

  await user.click(screen.getByRole('link', { name: 'View impacted items of Backup Failure' }));
  const pane = within(await screen.findByRole('dialog'));
  expect(pane.getByText('PostgreSQLFlexOperationFailedUserError')).toBeInTheDocument();
  expect(address()).toBe('/bcc/alerts?alert=Backup+Failure');
  await user.click(pane.getByRole('link', { name: 'View job of pg-erp-hr' }));
  expect(await screen.findByText('Start it.')).toBeInTheDocument();

  await router.navigate(paths.alerts({ severity: 'Sev 0' }));
  expect(await screen.findByText('No alerts match the filters')).toBeInTheDocument();
});

it('shows on the overview what needs attention', async () => {
  const { user } = await renderApp(paths.businessContinuity(), { engine: failing() });
  expect(await screen.findByText('Nothing needs your attention.')).toBeInTheDocument();
  await backUp();
  await user.click(screen.getByRole('button', { name: 'Refresh' }));
  const list = within(await screen.findByRole('table', { name: 'Items that need attention' }));
  expect(list.getByText('Last backup failed')).toBeInTheDocument();
  expect(list.getByRole('link', { name: 'pg-erp-hr' })).toBeInTheDocument();
});

it('points from the Backup center to where everything is now', async () => {
  const { user, address } = await renderApp('/backup-center');
  expect(screen.getByText(/^Backup center is being replaced by Business Continuity Center\./)).toBeInTheDocument();
  for (const name of ['Backup', 'Restore', 'Policy', 'Vault']) {
    expect(screen.getByRole('link', { name })).toBeInTheDocument();
  }
  await user.click(screen.getByText('Open Business Continuity Center'));
  await waitFor(() => expect(address()).toBe('/bcc/overview'));
});
