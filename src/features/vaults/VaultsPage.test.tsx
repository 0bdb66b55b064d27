import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderApp } from '#testing/renderApp.tsx';

it('leads from the list of vaults through one vault to its policies', async () => {
  const { user, address } = await renderApp('/vaults');
  await user.type(await screen.findByPlaceholderText('Filter by name'), 'contoso');
  expect(await screen.findByText('2 vaults')).toBeInTheDocument();
  expect(address()).toBe('/vaults?q=contoso');
  expect(screen.queryByText('bv-fabrikam-weu')).not.toBeInTheDocument();

  await user.click(screen.getByText('bv-contoso-weu'));
  expect(await screen.findByText('Soft delete')).toBeInTheDocument();
  expect(screen.getByText('Geo-redundant')).toBeInTheDocument();
  expect(screen.getByText('On, 14 days')).toBeInTheDocument();

  await user.click(screen.getByText('Backup policies'));
  expect(await screen.findByText('Weekly on Sunday at 2:00 AM (UTC)')).toBeInTheDocument();
  expect(screen.getByText('Yearly 10 years, Monthly 36 months, Weekly 26 weeks, Default 3 months')).toBeInTheDocument();
});

it('takes a region from a link by its code, and starts empty when the filters are cleared', async () => {
  const { user, address } = await renderApp('/vaults?location=northeurope&q=zzz');
  expect(await screen.findByText('No vaults match the filters')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: /^Location.*North Europe/ })).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Clear filters' }));
  expect(await screen.findByText('3 vaults')).toBeInTheDocument();
  expect(screen.getByPlaceholderText('Filter by name')).toHaveValue('');
  expect(address()).toBe('/vaults');
});

it('offers the wizard, with the vault chosen, where nothing is protected', async () => {
  const { user, address } = await renderApp('/vaults');
  await user.click(await screen.findByText('bv-contoso-weu'));
  await user.click(await screen.findByText('Backup instances', { selector: 'a *, a' }));
  await user.click(await screen.findByText('Configure backup'));
  expect(await screen.findByText('Configure Backup')).toBeInTheDocument();
  expect(address()).toMatch(/^\/configure-backup\/basics\?vault=.*bv-contoso-weu/);
});

it('leads from a row to what prevents deleting the vault', async () => {
  const { user } = await renderApp('/vaults');
  await user.click(await screen.findByRole('button', { name: 'More actions for bv-contoso-neu' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
  expect(await screen.findByRole('alertdialog', { name: 'Delete Backup vault' })).toBeVisible();
  expect(await screen.findByText('1 backup policy')).toBeVisible();
});
