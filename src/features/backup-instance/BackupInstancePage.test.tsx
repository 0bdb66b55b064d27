import { act, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { paths } from '#paths';
import { refuseRequests } from '#testing/refuse-requests.ts';
import { renderApp, type RenderedApp } from '#testing/renderApp.tsx';

const VAULT =
  '/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-erp/providers/Microsoft.DataProtection/backupVaults/bv-fabrikam-weu';

/** Opens the instance that the laboratory's world begins with. */
async function openInstance(as?: string): Promise<RenderedApp> {
  const view = await renderApp(paths.vaultInstances(VAULT), as === undefined ? {} : { as });
  await view.user.click(await screen.findByText('pg-erp-hr'));
  await screen.findByText('Backup storage redundancy');
  return view;
}

describe('a backup instance', () => {
  it('backs up now by the chosen rule, and shows the restore point when the job has ended', async () => {
    const { user, address } = await openInstance();
    expect(await screen.findByText('No restore points yet')).toBeInTheDocument();

    await user.click(screen.getByRole('button', { name: 'Backup Now' }));
    const pane = await screen.findByRole('dialog', { name: 'Backup Now' });
    expect(address()).toContain('pane=backup-now');
    expect(await within(pane).findByRole('radio', { name: /^Default/ })).toBeChecked();
    await user.click(within(pane).getByRole('radio', { name: /every month/ }));
    await user.click(within(pane).getByRole('button', { name: 'Backup now' }));

    // Nobody presses Refresh: the page itself polls every few seconds while a job runs.
    expect(await screen.findByText('1 restore point', {}, { timeout: 15_000 })).toBeInTheDocument();
    const points = screen.getByRole('table', { name: 'Restore points' });
    expect(within(points).getByRole('cell', { name: 'Monthly' })).toBeInTheDocument();
    expect(address()).not.toContain('pane');

    await user.click(await screen.findByText('View job'));
    expect(await screen.findByText('Backup of pg-erp-hr')).toBeInTheDocument();
    expect(await screen.findByText('Take full backup')).toBeInTheDocument();
  });

  it('shows the commands that cannot be used, each with its reason', async () => {
    await openInstance();
    await screen.findByText('No restore points yet');
    const restore = screen.getByRole('button', { name: 'Restore' });
    expect(restore).toHaveAttribute('aria-disabled', 'true');
    expect(restore).toHaveAccessibleDescription('There is no recovery point to restore yet.');
    expect(screen.getByRole('button', { name: 'Resume Backup' })).toHaveAccessibleDescription(
      "Backups aren't stopped.",
    );
  });

  it('is deleted only when its name is typed', async () => {
    const { user, address } = await openInstance();
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    const pane = await screen.findByRole('dialog', { name: 'Delete Backup Data' });
    await user.type(within(pane).getByRole('textbox', { name: /Type the name/ }), 'pg-erp');
    await user.click(within(pane).getByRole('button', { name: 'Delete' }));
    expect(await within(pane).findByText("The name doesn't match pg-erp-hr.")).toBeInTheDocument();

    await user.type(within(pane).getByRole('textbox', { name: /Type the name/ }), '-hr');
    await user.click(within(pane).getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('Nothing is protected yet')).toBeInTheDocument();
    expect(address()).toMatch(/\/instances$/);
  });

  it('shows a refusal of the service that could not be known before', async () => {
    refuseRequests(/\/permissions\?/);
    const { user } = await openInstance('reader');
    await user.click(screen.getByRole('button', { name: 'Backup Now' }));
    const pane = await screen.findByRole('dialog', { name: 'Backup Now' });
    await within(pane).findByRole('radio', { name: /^Default/ });
    await user.click(within(pane).getByRole('button', { name: 'Backup now' }));
    expect(await within(pane).findByText('The backup was not started')).toBeInTheDocument();
    expect(within(pane).getByText('Code: AuthorizationFailed')).toBeInTheDocument();
  });
});

describe('ending and beginning protection', () => {
  const essentials = () => screen.getByRole('region', { name: 'Essentials' });

  it('stops with retained data, says what stays, and resumes', async () => {
    const { user, address } = await openInstance();
    await screen.findByText('No restore points yet');
    await user.click(screen.getByRole('button', { name: 'Stop Backup' }));
    const pane = await screen.findByRole('dialog', { name: 'Stop Backup' });
    expect(address()).toContain('pane=stop');
    expect(within(pane).getByRole('radio', { name: 'Retain as per policy' })).toBeChecked();
    await user.click(within(pane).getByRole('radio', { name: 'Retain forever' }));
    expect(within(pane).getByText('There are no recovery points yet, so nothing is kept.')).toBeInTheDocument();
    await user.click(within(pane).getByRole('button', { name: 'Stop backup' }));

    expect(await within(essentials()).findByText('Protection stopped')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Backup Now' })).toHaveAttribute('aria-disabled', 'true');
    await user.click(screen.getByRole('button', { name: 'Resume Backup' }));
    const resume = await screen.findByRole('dialog', { name: 'Resume Backup' });
    await user.click(within(resume).getByRole('button', { name: 'Resume backup' }));
    expect(await within(essentials()).findByText('Protection configured')).toBeInTheDocument();
  });

  it('deletes, says how long the data is kept, and brings it back stopped', async () => {
    const { user } = await openInstance();
    await screen.findByText('No restore points yet');
    await user.click(screen.getByRole('button', { name: 'Backup Now' }));
    await user.click(await screen.findByRole('button', { name: 'Backup now' }));
    expect(await screen.findByText('1 restore point', {}, { timeout: 15_000 })).toBeInTheDocument();

    await user.click(screen.getByRole('button', { name: 'Stop Backup' }));
    const pane = await screen.findByRole('dialog', { name: 'Stop Backup' });
    await user.click(within(pane).getByRole('radio', { name: 'Delete Backup Data' }));
    expect(await within(pane).findByText(/They stay soft deleted for 14 days/)).toBeInTheDocument();
    await user.type(within(pane).getByRole('textbox', { name: /Type the name/ }), 'pg-erp-hr');
    await user.click(within(pane).getByRole('button', { name: 'Stop backup' }));

    const list = await screen.findByRole('table', { name: 'Backup instances' });
    await user.click(await within(list).findByRole('link', { name: 'pg-erp-hr' }));
    expect(await screen.findByText(/They are removed for good in 14 days/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'UnDelete' }));
    await user.click(await screen.findByRole('button', { name: 'Undelete' }));
    expect(await within(essentials()).findByText('Protection stopped')).toBeInTheDocument();
    expect(await screen.findByText('1 restore point')).toBeInTheDocument();
  });

  it('says why a pane that a link leads to cannot be used', async () => {
    const { router, address } = await openInstance();
    await screen.findByText('No restore points yet');
    await act(() => router.navigate(`${address()}?pane=resume`));
    const pane = await screen.findByRole('dialog', { name: 'Not available' });
    expect(within(pane).getByText("Backups aren't stopped.")).toBeInTheDocument();
  });
});
