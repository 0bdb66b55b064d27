/** Proving a restore point from the page of its instance, over the provider. */
import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { LOCAL_STORAGE } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import { changeVault } from '#resources/vaults.ts';
import { renderApp } from '#testing/renderApp.tsx';

const VAULT =
  '/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-erp/providers/Microsoft.DataProtection/backupVaults/bv-fabrikam-weu';

it('a restore point is drilled, and the page shows that it is proven and how long a restore takes', async () => {
  const { user, address } = await renderApp(paths.vaultInstances(VAULT));
  await user.click(await screen.findByText('pg-erp-hr'));
  await screen.findByText('No restore points yet');
  expect(await screen.findByRole('button', { name: 'Drill' })).toHaveAccessibleDescription(
    'There is no recovery point to prove yet.',
  );
  await user.click(screen.getByRole('button', { name: 'Backup Now' }));
  const backup = await screen.findByRole('dialog', { name: 'Backup Now' });
  await within(backup).findByRole('radio', { name: /^Default/ });
  await user.click(within(backup).getByRole('button', { name: 'Backup now' }));
  expect(await screen.findByText('1 restore point', {}, { timeout: 15_000 })).toBeInTheDocument();

  const points = screen.getByRole('table', { name: 'Restore points' });
  expect(within(points).getByRole('cell', { name: 'Not verified' })).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Drill' }));
  const pane = await screen.findByRole('dialog', { name: 'Drill' });
  expect(address()).toContain('pane=drill');
  // The mocks have no disk.
  expect(await within(pane).findByText('Not encrypted')).toBeInTheDocument();
  await user.click(within(pane).getByRole('button', { name: 'Drill' }));
  expect(await within(points).findByText(/^Proven /, {}, { timeout: 15_000 })).toBeInTheDocument();
  expect(await screen.findByText(/ago · .* to restore|just now · .* to restore/)).toBeInTheDocument();

  const [newest] = await screen.findAllByText('View job');
  if (newest) await user.click(newest);
  expect(await screen.findByText('Drill of pg-erp-hr')).toBeInTheDocument();
  expect(await screen.findByText('Tables compared')).toBeInTheDocument();
}, 40_000);

it('a restore point is verified, and page and job show what was compared', async () => {
  const { user } = await renderApp(paths.vaultInstances(VAULT));
  await user.click(await screen.findByText('pg-erp-hr'));
  await user.click(await screen.findByRole('button', { name: 'Backup Now' }));
  const backup = await screen.findByRole('dialog', { name: 'Backup Now' });
  await within(backup).findByRole('radio', { name: /^Default/ });
  await user.click(within(backup).getByRole('button', { name: 'Backup now' }));
  expect(await screen.findByText('1 restore point', {}, { timeout: 15_000 })).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Verify' }));
  const pane = await screen.findByRole('dialog', { name: 'Verify' });
  expect(pane).toHaveTextContent('the tables in the dumps against what the backup says of them');
  await user.click(within(pane).getByRole('button', { name: 'Verify' }));
  // Behind the pane until the pane has closed.
  const points = await screen.findByRole('table', { name: 'Restore points' });
  expect(await within(points).findByText(/^Verified /, {}, { timeout: 15_000 })).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Verify' }));
  const again = await screen.findByRole('dialog', { name: 'Verify' });
  expect(within(again).getByText('Read in the dumps')).toBeInTheDocument();
  expect(within(again).getByText(/^\d+ databases, \d+ tables, [\d,]+ rows$/)).toBeInTheDocument();
  const [close] = within(again).getAllByRole('button', { name: 'Close' });
  if (close) await user.click(close);

  const [newest] = await screen.findAllByText('View job');
  if (newest) await user.click(newest);
  expect(await screen.findByText('Verify of pg-erp-hr')).toBeInTheDocument();
  expect(await screen.findByText('Tables compared')).toBeInTheDocument();
  expect(screen.getByText('Rows compared')).toBeInTheDocument();
}, 40_000);

it('a vault shows how often it proves, and Off is a choice', async () => {
  const { user } = await renderApp(paths.vaultProperties(VAULT));
  const card = await screen.findByRole('region', { name: 'Proof of restore points' });
  expect(within(card).getByText('Drill: Weekly · Verify: Monthly')).toBeInTheDocument();
  await user.click(within(card).getByRole('button', { name: 'Update proof of restore points' }));
  const pane = await screen.findByRole('dialog', { name: 'Proof of restore points' });
  await user.click(within(pane).getByRole('combobox', { name: 'Drill' }));
  await user.click(await screen.findByRole('option', { name: 'Off' }));
  await user.click(within(pane).getByRole('button', { name: 'Update' }));
  expect(await within(card).findByText('Drill: Off · Verify: Monthly')).toBeInTheDocument();
}, 20_000);

it('a restore point of a vault with two storages shows where it is', async () => {
  const { user } = await renderApp(paths.vaultInstances(VAULT), {
    vaultStorages: [LOCAL_STORAGE, { name: 'offsite', type: 'S3' }],
  });
  await changeVault(VAULT, { properties: { copyStorage: { name: 'offsite' } } });
  await user.click(await screen.findByText('pg-erp-hr'));
  await user.click(await screen.findByRole('button', { name: 'Backup Now' }));
  const backup = await screen.findByRole('dialog', { name: 'Backup Now' });
  await within(backup).findByRole('radio', { name: /^Default/ });
  await user.click(within(backup).getByRole('button', { name: 'Backup now' }));
  expect(await screen.findByText('1 restore point', {}, { timeout: 15_000 })).toBeInTheDocument();
  const points = screen.getByRole('table', { name: 'Restore points' });
  expect(within(points).getByRole('columnheader', { name: /Copies/ })).toBeInTheDocument();
  expect(await within(points).findByText('In local and offsite', {}, { timeout: 15_000 })).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Verify' }));
  const pane = await screen.findByRole('dialog', { name: 'Verify' });
  expect(within(pane).getByText('Copy in local')).toBeInTheDocument();
  expect(within(pane).getByText('Copy in offsite')).toBeInTheDocument();
}, 40_000);
