import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { paths } from '#paths';
import { outageOf } from '#testing/outage.ts';
import { renderApp } from '#testing/renderApp.tsx';
import { backUp } from '#testing/service.ts';

const VAULT =
  '/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-erp/providers/Microsoft.DataProtection/backupVaults/bv-fabrikam-weu';
const EMPTY_VAULT =
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/bv-contoso-neu';

it('restores from the vault: says which instances can be, and leads to the wizard', async () => {
  const { user, address, router } = await renderApp(paths.vault(VAULT));
  await user.click(await screen.findByRole('button', { name: 'Restore' }));
  const pane = await screen.findByRole('dialog', { name: 'Restore' });
  expect(address()).toContain('pane=restore');
  expect(await within(pane).findByText('There is no recovery point to restore yet.')).toBeInTheDocument();
  await user.click(within(pane).getByRole('button', { name: 'Cancel' }));

  await backUp(VAULT);
  await router.navigate(paths.vaultInstances(VAULT));
  await screen.findByRole('heading', { level: 1, name: 'bv-fabrikam-weu | Backup instances' });
  await user.click(screen.getByRole('button', { name: 'Refresh' }));
  await user.click(screen.getByRole('button', { name: 'Restore' }));
  const again = await screen.findByRole('dialog', { name: 'Restore' });
  await user.click(await within(again).findByRole('link', { name: 'Restore pg-erp-hr' }));
  await waitFor(() => {
    expect(address()).toMatch(/\/restore\/basics/);
  });
});

it('says why a vault is not moved, and why nothing is restored from an empty one', async () => {
  await renderApp(paths.vault(EMPTY_VAULT));
  await screen.findByRole('region', { name: 'Essentials' });
  expect(screen.getByRole('button', { name: 'Move' })).toHaveAccessibleDescription(/not offered here/);
  await screen.findByText('Protection configured');
  expect(screen.getByRole('button', { name: 'Restore' })).toHaveAccessibleDescription(
    'Nothing is protected in this vault yet.',
  );
  expect(screen.getByText('North Europe')).toBeInTheDocument();
});

it('offers in a row what the page of the instance offers, and says why not', async () => {
  const { user, address } = await renderApp(paths.vaultInstances(VAULT));
  await user.click(await screen.findByRole('button', { name: 'More actions for pg-erp-hr' }));
  const item = (name: string) => screen.findByRole('menuitem', { name });
  expect((await screen.findAllByRole('menuitem')).map(({ textContent }) => textContent)).toEqual([
    'Backup Now',
    'Restore',
    'Stop Backup',
    'Resume Backup',
    'Edit backup instance',
    'Fix protection error',
    'Delete',
    'UnDelete',
    'View backup instance',
    'View jobs',
  ]);
  for (const name of ['Restore', 'Resume Backup', 'Fix protection error', 'UnDelete']) {
    expect(await item(name)).toHaveAttribute('aria-disabled', 'true');
  }
  await user.click(await item('Stop Backup'));
  expect(await screen.findByRole('dialog', { name: 'Stop Backup' })).toBeInTheDocument();
  expect(address()).toContain('pane=stop');
});

it('keeps the instances when those that are soft deleted cannot be read, and says so', async () => {
  const outage = outageOf(/\/deletedBackupInstances\?/i);
  outage.set('failing');
  const { user } = await renderApp(paths.vaultInstances(VAULT));
  expect(await screen.findByText('pg-erp-hr')).toBeInTheDocument();
  const gap = 'The soft-deleted backup instances of bv-fabrikam-weu could not be loaded';
  expect(await screen.findByText(gap)).toBeInTheDocument();
  outage.set('passing');
  await user.click(screen.getByRole('button', { name: 'Retry' }));
  await waitFor(() => {
    expect(screen.queryByText(gap)).not.toBeInTheDocument();
  });
});

it('shows a reader why a setting does not open from a link', async () => {
  await renderApp(paths.vaultProperties(VAULT, 'soft-delete'), { as: 'reader' });
  expect(await screen.findByText(/You can look at these settings, but not change them/)).toHaveTextContent(
    'Microsoft.DataProtection/backupVaults/write',
  );
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
});

it('shows a reader which role is needed to add a role assignment, when a link opens that', async () => {
  await renderApp(`${paths.vaultAccess(VAULT)}?pane=add`, { as: 'reader' });
  expect(await screen.findByText(/Check access shows what you may do here/)).toHaveTextContent(
    /roleAssignments\/write.*Owner/,
  );
});
