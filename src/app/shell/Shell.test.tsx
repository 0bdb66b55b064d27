import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { paths } from '#paths';
import { news } from '#resources/mutation-meta.ts';
import { renderApp } from '#testing/renderApp.tsx';

const heading = () => screen.getByRole('heading', { level: 1 });

it('leads from place to place, says where one is, and moves the focus there', async () => {
  const { user } = await renderApp(paths.home());
  const menu = within(screen.getByRole('navigation', { name: 'Portal menu' }));
  expect(menu.getByRole('link', { name: 'Home' })).toHaveAttribute('aria-current', 'page');
  expect(heading()).not.toHaveFocus();

  await user.click(menu.getByRole('link', { name: 'Backup vaults' }));
  await screen.findByRole('heading', { level: 1, name: 'Backup vaults' });
  await waitFor(() => expect(heading()).toHaveFocus());
  expect(document.title).toBe('Backup vaults - Backup Portal');
  expect(menu.getByRole('link', { name: 'Backup vaults' })).toHaveAttribute('aria-current', 'page');
});

it('lets the keyboard skip header and menu', async () => {
  const { user } = await renderApp(paths.vaults());
  await user.tab();
  expect(screen.getByRole('link', { name: 'Skip to main content' })).toHaveFocus();
  await user.keyboard('{Enter}');
  expect(heading()).toHaveFocus();
});

it('says that an address has no page, and offers a way back', async () => {
  const { user, address } = await renderApp('/nowhere');
  expect(heading()).toHaveTextContent('Page not found');
  await user.click(screen.getByRole('link', { name: 'Go to Home' }));
  await waitFor(() => expect(address()).toBe('/'));
});

it('refetches everything when the persona changes', async () => {
  const { user, client } = await renderApp(paths.vaults());
  await screen.findByRole('link', { name: 'bv-contoso-weu' });
  const before = client.getQueryCache().getAll().length;
  expect(before).toBeGreaterThan(0);

  await user.click(screen.getByRole('button', { name: /Account: Olivia Operator/ }));
  await user.click(await screen.findByRole('menuitemradio', { name: /Rowan Reader/ }));
  expect(await screen.findByRole('button', { name: /Account: Rowan Reader/ })).toBeVisible();
  // The reader sees the same vault, by their own rights.
  expect(await screen.findByRole('link', { name: 'bv-contoso-weu' })).toBeVisible();
});

it('reports an action: as a toast, as a number on the bell, and in the list behind it', async () => {
  const { user, client } = await renderApp(paths.vaults());
  let fail: (error: Error) => void = () => undefined;
  const mutation = client.getMutationCache().build(client, {
    mutationFn: () => new Promise((_, reject) => (fail = reject)),
    meta: news<string>({
      notification: {
        start: (name) => ({ title: 'Creating Backup vault', body: `'${name}' in westeurope` }),
        failed: { title: 'Failed to create Backup vault' },
      },
    }),
  });
  void mutation.execute('bv-new').catch(() => undefined);
  expect(await screen.findByText("'bv-new' in westeurope")).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Notifications, 1 new' }));
  const pane = within(await screen.findByRole('dialog', { name: 'Notifications' }));
  expect(pane.getByRole('progressbar', { name: 'Creating Backup vault' })).toBeVisible();

  fail(new Error('The name is taken.'));
  expect(await pane.findByText('Failed to create Backup vault')).toBeVisible();
  expect(pane.getByText('The name is taken.')).toBeVisible();
  await user.click(pane.getByRole('button', { name: 'Dismiss all' }));
  expect(await pane.findByText('No notifications yet')).toBeVisible();
  expect(client.getMutationCache().getAll()).toHaveLength(0);
});
