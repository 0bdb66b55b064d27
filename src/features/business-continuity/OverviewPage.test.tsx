import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderApp } from '#testing/renderApp.tsx';

it('counts what is protected, and leads into the wizard by way of the datasource type', async () => {
  const { user, address } = await renderApp('/bcc/overview');
  expect(await screen.findByRole('link', { name: '1 Protected' })).toBeInTheDocument();

  await user.click(screen.getByText('Configure protection'));
  const pane = await screen.findByRole('dialog');
  await user.click(within(pane).getByText('Continue'));
  expect(await within(pane).findByText('Select a datasource type.')).toBeInTheDocument();

  await user.click(within(pane).getByRole('combobox', { name: /Datasource type/ }));
  await user.click(await screen.findByRole('option', { name: 'Azure Database for PostgreSQL flexible servers' }));
  await user.click(within(pane).getByText('Continue'));
  expect(await screen.findByText('Configure Backup')).toBeInTheDocument();
  expect(address()).toBe('/configure-backup/basics');
});
