import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import { systemClock } from '#provider/memory/clock.ts';
import { createSimulatedEngine } from '#provider/memory/simulated-engine.ts';
import { EngineFault, type Engine } from '#provider/ports.ts';
import { refuseRequests } from '#testing/refuse-requests.ts';
import { renderApp } from '#testing/renderApp.tsx';
import { localText } from './CustomRange.tsx';

const VAULT =
  '/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-erp/providers/Microsoft.DataProtection/backupVaults/bv-fabrikam-weu';
const apiVersion = API_VERSIONS.dataProtection;

/** Runs one backup of the instance that the laboratory's world begins with. */
async function backUp(): Promise<void> {
  const [instance] = await arm.readAll<BackupInstance>(`${VAULT}/backupInstances`, { apiVersion });
  const trigger = { backupRuleOptions: { ruleName: 'BackupWeekly', triggerOption: {} } };
  await arm.post(`${instance?.id ?? ''}/backup`, trigger, { apiVersion });
}

it('filters the jobs, keeps the filter in the address, and opens a job', async () => {
  const { user, address, client } = await renderApp(paths.jobs());
  expect(await screen.findByText('No jobs yet')).toBeInTheDocument();
  await backUp();
  await client.invalidateQueries();
  expect(await screen.findByText('pg-erp-hr')).toBeInTheDocument();
  expect(screen.getByText('1 job')).toBeInTheDocument();

  const cards = screen.getByRole('group', { name: 'Jobs by status' });
  await user.click(within(cards).getByText('Failed'));
  expect(await screen.findByText('No jobs match the filters')).toBeInTheDocument();
  expect(address()).toBe('/bcc/jobs?status=Failed');

  await user.click(screen.getByText('Clear filters'));
  expect(await screen.findByText('pg-erp-hr')).toBeInTheDocument();
  expect(address()).toBe('/bcc/jobs?range=14d');

  await user.type(screen.getByPlaceholderText('Filter by backup instance'), 'erp-x');
  expect(await screen.findByText('0 jobs')).toBeInTheDocument();
  await user.clear(screen.getByPlaceholderText('Filter by backup instance'));

  await user.click(await screen.findByRole('link', { name: 'Backup job of pg-erp-hr' }));
  const pane = within(await screen.findByRole('dialog'));
  expect(await pane.findByText('Backup of pg-erp-hr')).toBeInTheDocument();
  expect(await pane.findByText('Activity ID')).toBeInTheDocument();
  expect(pane.getByText('On-demand')).toBeInTheDocument();
  expect(await pane.findByText('West Europe')).toBeInTheDocument();
  expect(address()).toMatch(/^\/bcc\/jobs\?range=14d&job=.*backupJobs/);

  await user.click(pane.getByText('Close'));
  await waitFor(() => expect(address()).toBe('/bcc/jobs?range=14d'));
  await user.click(screen.getByRole('link', { name: 'Backup job of pg-erp-hr' }));
  await user.click(within(await screen.findByRole('dialog')).getByText('Open the page of this job'));
  expect(await screen.findByRole('heading', { level: 1, name: 'Backup of pg-erp-hr' })).toBeInTheDocument();
});

it("takes a time range of one's own from the address, and forgets it with the range", async () => {
  const { user, address } = await renderApp('/bcc/jobs?range=custom&from=2026-01-01T00%3A00%3A00.000Z');
  const from = await screen.findByLabelText('From');
  expect(from).toHaveValue(localText('2026-01-01T00:00:00.000Z'));
  fireEvent.change(screen.getByLabelText('To'), { target: { value: '2025-12-31T00:00' } });
  expect(await screen.findByText('This is before the beginning.')).toBeInTheDocument();
  expect(new URLSearchParams(address().split('?')[1]).get('to')).toBe(new Date('2025-12-31T00:00').toISOString());

  await user.click(screen.getByRole('button', { name: /^Time range/ }));
  await user.click(await screen.findByRole('menuitemradio', { name: 'Past 6 hours' }));
  await waitFor(() => expect(address()).toBe('/bcc/jobs?range=6h'));
  expect(screen.queryByLabelText('From')).not.toBeInTheDocument();
});

it('saves what the filters leave as a file', async () => {
  const saved: Blob[] = [];
  URL.createObjectURL = (blob: Blob) => {
    saved.push(blob);
    return 'blob:jobs';
  };
  URL.revokeObjectURL = () => undefined;
  const { user, client } = await renderApp(paths.jobs());
  await screen.findByText('No jobs yet');
  const command = screen.getByRole('button', { name: 'Export to CSV' });
  expect(command).toHaveAccessibleDescription('There are no jobs to export.');
  await backUp();
  await client.invalidateQueries();
  await screen.findByText('pg-erp-hr');
  await user.click(screen.getByRole('button', { name: 'Export to CSV' }));
  await waitFor(() => expect(saved).toHaveLength(1));
  const lines = (await saved[0]?.text())?.split('\r\n');
  expect(lines?.[0]).toMatch(/^\uFEFF?Backup instance,Vault,Datasource,/);
  expect(lines?.[1]).toMatch(/^pg-erp-hr,bv-fabrikam-weu,pg-erp-hr,Azure Database for PostgreSQL flexible servers,/);
  expect(lines).toHaveLength(3);
});

it('shows the jobs of the vaults that respond, and says which do not', async () => {
  const { router, user } = await renderApp(paths.servers());
  await backUp();
  refuseRequests(/bv-contoso-weu\/backupJobs/i);
  await router.navigate(paths.jobs());
  expect(await screen.findByText('pg-erp-hr')).toBeInTheDocument();
  expect(await screen.findByText('The jobs of bv-contoso-weu could not be loaded')).toBeInTheDocument();
  expect(screen.getByText('Code: RefusedByTest')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Retry' }));
  expect(await screen.findByText('The jobs of bv-contoso-weu could not be loaded')).toBeInTheDocument();
});

it('keeps what it shows when it cannot be refreshed, and says so', async () => {
  const { user, client } = await renderApp(paths.vaultJobs(VAULT));
  await screen.findByText('No jobs yet');
  await backUp();
  await client.invalidateQueries();
  await screen.findByText('pg-erp-hr');
  refuseRequests(/backupJobs/i);
  await user.click(screen.getByRole('button', { name: 'Refresh' }));
  expect(await screen.findByText('Jobs could not be refreshed')).toBeInTheDocument();
  expect(screen.getByText('pg-erp-hr')).toBeInTheDocument();
});

it('says that there is no such job, with the request id and a way back', async () => {
  const { user, address } = await renderApp(paths.job(`${VAULT}/backupJobs/11111111-2222-4333-8444-555555555555`));
  expect(await screen.findByText('The job was not found')).toBeInTheDocument();
  expect(screen.getByText(/Request ID: \S/)).toBeInTheDocument();
  await user.click(screen.getByRole('link', { name: 'Go to all jobs' }));
  await waitFor(() => expect(address()).toBe(paths.jobs()));
});

it('filters by location, and calls regions by their names', async () => {
  const { client, router } = await renderApp('/bcc/jobs?location=northeurope');
  expect(await screen.findByText('No jobs yet')).toBeInTheDocument();
  await backUp();
  await client.invalidateQueries();
  expect(await screen.findByText('No jobs match the filters')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: /^Location.*North Europe/ })).toBeInTheDocument();
  await router.navigate('/bcc/jobs?location=westeurope');
  expect(await screen.findByRole('link', { name: 'Backup job of pg-erp-hr' })).toBeInTheDocument();
  expect(screen.getByRole('button', { name: /^Location.*West Europe/ })).toBeInTheDocument();
});

it('shows why a backup failed and what to do', async () => {
  const fault = new EngineFault('PostgreSQLFlexOperationFailedUserError', 'The server refused the connection.', [
    'Check that the server is running.',
  ]);
  fault.details = { database: 'shop', serverError: 'canceling statement', toolOutput: 'pg_dump: error: query failed' };
  const engine = createSimulatedEngine({ clock: systemClock, speed: () => 1_000_000, faultOf: () => fault });
  const { user, client } = await renderApp(paths.jobs(), { engine });
  await screen.findByText('No jobs yet');
  await backUp();
  await client.invalidateQueries();
  await user.click(await screen.findByRole('link', { name: 'Backup job of pg-erp-hr' }));
  expect(await screen.findByText('The server refused the connection.')).toBeInTheDocument();
  expect(screen.getByText('Check that the server is running.')).toBeInTheDocument();
  expect(screen.getByText('Code: PostgreSQLFlexOperationFailedUserError')).toBeInTheDocument();
  await user.click(screen.getByText('Details'));
  expect(screen.getByText("PostgreSQL's error")).toBeVisible();
  expect(screen.getByText('canceling statement')).toBeVisible();
  expect(screen.getByText('pg_dump: error: query failed')).toBeVisible();
});

it('shows each database that failed, and that the others are kept', async () => {
  const simulated = createSimulatedEngine({ clock: systemClock, speed: () => 1_000_000 });
  const failure = (database: string) => ({
    code: 'UserErrorServerRowSecurity',
    message: `Database "${database}": rows would be hidden.`,
    recommendedAction: [],
    details: { database },
  });
  const engine: Engine = {
    ...simulated,
    backUp: async (...call) => ({ ...(await simulated.backUp(...call)), failures: [failure('one'), failure('two')] }),
  };
  const { user, client } = await renderApp(paths.jobs(), { engine });
  await screen.findByText('No jobs yet');
  await backUp();
  await client.invalidateQueries();
  await user.click(await screen.findByRole('link', { name: 'Backup job of pg-erp-hr' }));
  expect(await screen.findByText('Database "one": rows would be hidden.')).toBeInTheDocument();
  expect(screen.getByText('Database "two": rows would be hidden.')).toBeInTheDocument();
  expect(screen.getByText('What did not fail is kept as an incomplete restore point.')).toBeInTheDocument();
});
