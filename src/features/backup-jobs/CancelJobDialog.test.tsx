import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type { BackupInstance, OperationResult } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import { systemClock } from '#provider/memory/clock.ts';
import { createSimulatedEngine } from '#provider/memory/simulated-engine.ts';
import type { Engine } from '#provider/ports.ts';
import { renderApp } from '#testing/renderApp.tsx';

const VAULT =
  '/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-erp/providers/Microsoft.DataProtection/backupVaults/bv-fabrikam-weu';
const apiVersion = API_VERSIONS.dataProtection;

const simulated = createSimulatedEngine({ clock: systemClock, speed: () => 1_000_000 });
/** Its backups run until the test ends them. */
const endless: Engine = {
  ...simulated,
  backUp: (_sealed, _sink, { signal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('The tool was stopped.')))),
};

/** The page of a backup that has just started. */
async function openJob(engine: Engine) {
  const view = await renderApp(paths.jobs(), { engine });
  const [instance] = await arm.readAll<BackupInstance>(`${VAULT}/backupInstances`, { apiVersion });
  const trigger = { backupRuleOptions: { ruleName: 'BackupWeekly', triggerOption: {} } };
  const { jobId = '' } = await arm.post<OperationResult>(`${instance?.id ?? ''}/backup`, trigger, { apiVersion });
  await view.router.navigate(paths.job(jobId));
  await screen.findByRole('heading', { level: 1, name: 'Backup of pg-erp-hr' });
  return view;
}

const command = () => screen.findByRole('button', { name: 'Cancel job' });

it('asks first, and does not cancel the job when the person declines', async () => {
  const { user } = await openJob(endless);
  (await command()).focus();
  await user.keyboard('{Enter}');
  const question = within(await screen.findByRole('alertdialog', { name: 'Cancel job' }));
  expect(question.getByText(/cancel the backup of 'pg-erp-hr'\? What it has written so far is removed/)).toBeVisible();
  await user.click(question.getByText('No'));
  await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument());
  expect(await command()).not.toHaveAttribute('aria-disabled', 'true');
});

it('cancels the job, and says that it is being canceled', async () => {
  const { user } = await openJob(endless);
  await user.click(await command());
  await user.click(within(await screen.findByRole('alertdialog')).getByText('Yes'));
  expect(await screen.findByText('Canceling')).toBeInTheDocument();
  const disabled = await command();
  await waitFor(() => expect(disabled).toHaveAttribute('aria-disabled', 'true'));
  expect(disabled).toHaveAccessibleDescription('The job is being canceled.');
});

it('is not offered for a job that has ended', async () => {
  await openJob(simulated);
  await waitFor(async () => expect(await command()).toHaveAccessibleDescription('The job has ended.'));
});
