import { act, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { paths } from '#paths';
import { renderApp, type RenderedApp } from '#testing/renderApp.tsx';

/** The page, with its shortcuts: they are loaded with the search field, after the page is first drawn. */
async function renderWithShortcuts(path: string): Promise<RenderedApp> {
  const view = await renderApp(path);
  await screen.findByRole('combobox', { name: /^Search resources/ });
  return view;
}

it('goes to the pages of two letters', async () => {
  const { user, address } = await renderWithShortcuts(paths.home());
  await user.keyboard('gj');
  await waitFor(() => expect(address()).toBe(paths.jobs()));
  await user.keyboard('gv');
  await waitFor(() => expect(address()).toBe(paths.vaults()));
});

it('lists in Help what it listens to, and gives the focus back', async () => {
  const { user } = await renderWithShortcuts(paths.vaults());
  const create = screen.getByRole('link', { name: 'Create' });
  create.focus();
  await user.keyboard('?');
  const pane = within(await screen.findByRole('dialog', { name: 'Help + keyboard shortcuts' }));
  const does = pane.getAllByRole('definition').map(({ textContent }) => textContent);
  const keysFor = (action: string) => pane.getAllByRole('term')[does.indexOf(action)];
  expect(keysFor('Jobs')).toHaveTextContent('G then J');
  expect(keysFor('Search resources and services')).toHaveTextContent('/');
  // Shortcuts of the page under a pane are off.
  await user.keyboard('gj');
  await user.keyboard('{Escape}');
  await waitFor(() => expect(create).toHaveFocus());
  expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Backup vaults');
});

it('leaves alone what is typed', async () => {
  const { user, address } = await renderWithShortcuts(paths.vaults());
  await user.type(await screen.findByRole('searchbox', { name: 'Filter by name' }), 'gj/?');
  expect(screen.getByRole('searchbox', { name: 'Filter by name' })).toHaveValue('gj/?');
  expect(address()).toContain('/vaults?q=gj');
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
});

it('does nothing for single keys once they are turned off, in Help either', async () => {
  const { user, address } = await renderWithShortcuts(paths.vaults());
  await user.click(screen.getByRole('button', { name: 'Settings' }));
  await user.click(await screen.findByRole('switch', { name: 'Shortcuts of single keys' }));
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  await user.keyboard('gj?');
  expect(address()).toBe(paths.vaults());
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Help' }));
  expect(await screen.findByText(/^Shortcuts of single keys are off/)).toBeVisible();
});

it('presses the primary button of a pane, and of a wizard', async () => {
  const { user, address, router } = await renderWithShortcuts(paths.businessContinuity());
  const press = () => user.keyboard('{Control>}{Enter}{/Control}');
  await press();
  expect(address()).toBe(paths.businessContinuity());

  await user.click(screen.getByRole('button', { name: 'Configure protection' }));
  const pane = within(await screen.findByRole('dialog', { name: 'Configure protection' }));
  // The focus is on a list that Enter opens.
  await waitFor(() => expect(pane.getAllByRole('combobox')[0]).toHaveFocus());
  await press();
  expect(await pane.findByText('Select a datasource type.')).toBeVisible();

  await act(() => router.navigate(paths.configureBackup()));
  await screen.findByRole('heading', { level: 1, name: 'Configure Backup' });
  expect(screen.queryByText('Select a Backup vault.')).not.toBeInTheDocument();
  await press();
  expect(await screen.findByText('Select a Backup vault.')).toBeVisible();
});
