import { screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { paths } from '#paths';
import { refuseRequests } from '#testing/refuse-requests.ts';
import { renderApp } from '#testing/renderApp.tsx';

const FIELD = { name: 'Search resources and services' };
const field = () => screen.getByRole('combobox', FIELD);
/** It is loaded after the page's first look. */
const openSearch = async (user: UserEvent) => user.click(await screen.findByRole('combobox', FIELD));
const results = () => within(screen.getByRole('listbox', { name: 'Search results' }));
const current = () => results().getByRole('option', { selected: true });
const count = () => screen.findByText(/^(No results|\d+ results?)$/, { selector: '[role="status"]' });

it('finds by name in groups, marks what was found, and opens the current result by Enter', async () => {
  const { user, address } = await renderApp(paths.vaults());
  await openSearch(user);
  await user.keyboard('ORDERS');
  expect(await count()).toHaveTextContent(/results/);

  const servers = within(await screen.findByRole('group', { name: 'Servers' }));
  const options = servers.getAllByRole('option');
  expect(options[0]).toHaveTextContent(/^pg-orders/);
  expect(within(options[0] as HTMLElement).getByText('orders').tagName).toBe('MARK');
  // The arrows wrap around.
  const first = current();
  expect(field()).toHaveAttribute('aria-activedescendant', first.id);
  await user.keyboard('{ArrowUp}{ArrowDown}');
  expect(current()).toBe(first);

  while (!current().textContent.startsWith('pg-orders')) await user.keyboard('{ArrowDown}');
  expect(field()).toHaveFocus();
  await user.keyboard('{Enter}');
  await screen.findByRole('heading', { level: 1, name: 'pg-orders' });
  expect(address()).toContain('/servers/');
  expect(screen.queryByRole('listbox')).not.toBeInTheDocument();

  // Earlier finds are offered again, before anything is typed.
  await openSearch(user);
  const recent = within(await screen.findByRole('group', { name: 'Recent' }));
  expect(recent.getByRole('option')).toHaveTextContent('pg-orders');
});

it('finds pages by what they are called, and instances and policies by their vault', async () => {
  const { user, address } = await renderApp(paths.vaults());
  await openSearch(user);
  await user.keyboard('weekly weu');
  const policies = within(await screen.findByRole('group', { name: 'Backup policies' }));
  expect(policies.getAllByRole('option')[0]).toHaveTextContent(/weekly-standard.*-weu/);

  await user.clear(field());
  await user.keyboard('backup jobs');
  const services = await screen.findByRole('group', { name: 'Services' });
  await user.click(within(services).getByRole('option', { name: /^Jobs/ }));
  await waitFor(() => expect(address()).toBe(paths.jobs()));
});

it('leads to the whole list when there are more', async () => {
  const { user, address } = await renderApp(paths.home());
  await openSearch(user);
  await user.keyboard('pg');
  await count();
  const servers = within(screen.getByRole('group', { name: 'Servers' }));
  expect(servers.getByText(/^5 of \d+$/)).toBeVisible();
  await user.click(servers.getByRole('option', { name: /^See all in/ }));
  await waitFor(() => expect(address()).toBe(`${paths.servers()}?q=pg`));
});

it('says when there is nothing, and Escape goes back to where one was', async () => {
  const { user } = await renderApp(paths.vaults());
  const create = screen.getByRole('link', { name: 'Create' });
  create.focus();
  await screen.findByRole('combobox', FIELD);
  await user.keyboard('/');
  expect(field()).toHaveFocus();
  await user.keyboard('no such thing');
  expect(await count()).toHaveTextContent('No results');
  expect(screen.getByText(/^No results for “no such thing”/)).toBeVisible();
  expect(results().queryAllByRole('option')).toHaveLength(0);
  await user.keyboard('{Escape}');
  expect(create).toHaveFocus();
  expect(field()).toHaveValue('');
  expect(field()).toHaveAttribute('aria-expanded', 'false');
});

it('says what it could not search, and searches it again', async () => {
  const { user } = await renderApp(paths.home());
  const { fetch } = globalThis;
  refuseRequests(/flexibleServers\?/);
  await openSearch(user);
  await user.keyboard('bv-');
  expect(await screen.findByText('Not searched: Servers.')).toBeVisible();
  // The others are found nevertheless.
  expect(screen.getByRole('group', { name: 'Backup vaults' })).toBeVisible();

  globalThis.fetch = fetch;
  await user.click(screen.getByRole('button', { name: 'Retry' }));
  await waitFor(() => expect(screen.queryByText(/^Not searched/)).not.toBeInTheDocument());
  expect(screen.getByRole('group', { name: 'Backup vaults' })).toBeVisible();
});
