import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import { systemClock } from '#provider/memory/clock.ts';
import { createSimulatedEngine } from '#provider/memory/simulated-engine.ts';
import { EngineFault } from '#provider/ports.ts';
import { renderApp } from '#testing/renderApp.tsx';

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
  expect(await screen.findByText('Backup of pg-erp-hr')).toBeInTheDocument();
  expect(await screen.findByText('Activity ID')).toBeInTheDocument();
  expect(screen.getByText('On-demand')).toBeInTheDocument();
});

it('says which job is not there, with the code and the request id', async () => {
  await renderApp(paths.job(`${VAULT}/backupJobs/11111111-2222-4333-8444-555555555555`));
  expect(await screen.findByText('The job could not be loaded')).toBeInTheDocument();
  expect(screen.getByText(/^Code: /)).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Copy request id' })).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Retry' })).toBeInTheDocument();
});

it('tells of a failed backup what went wrong and what to do', async () => {
  const fault = new EngineFault('PostgreSQLFlexOperationFailedUserError', 'The server refused the connection.', [
    'Check that the server is running.',
  ]);
  const engine = createSimulatedEngine({ clock: systemClock, speed: () => 1_000_000, faultOf: () => fault });
  const { user, client } = await renderApp(paths.jobs(), { engine });
  await screen.findByText('No jobs yet');
  await backUp();
  await client.invalidateQueries();
  await user.click(await screen.findByRole('link', { name: 'Backup job of pg-erp-hr' }));
  expect(await screen.findByText('The server refused the connection.')).toBeInTheDocument();
  expect(screen.getByText('Check that the server is running.')).toBeInTheDocument();
  expect(screen.getByText('Code: PostgreSQLFlexOperationFailedUserError')).toBeInTheDocument();
});
