import { act, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { paths } from '#paths';
import { renderApp } from '#testing/renderApp.tsx';

const services = () => within(screen.getByRole('navigation', { name: 'Azure services' }));

it('puts the services with a star on top, and keeps them', async () => {
  const { user, address, unmount } = await renderApp(paths.home());
  expect(services().queryByRole('link', { name: 'Alerts' })).not.toBeInTheDocument();
  await user.click(services().getByRole('button', { name: 'More services' }));
  expect(address()).toBe('/?services=all');
  await user.click(screen.getByRole('button', { name: 'Favorite: Alerts', pressed: false }));
  await user.click(screen.getByRole('button', { name: 'Favorite: Jobs', pressed: true }));
  const shown = () =>
    services()
      .getAllByRole('link')
      .map(({ textContent }) => textContent);
  expect(shown().at(-1)).toBe('Alerts');
  expect(shown()).not.toContain('Jobs');

  unmount();
  await renderApp(paths.home());
  expect(shown().at(-1)).toBe('Alerts');
  expect(shown()).not.toContain('Jobs');
});

it('lists what was opened last, for this person alone, without what does not exist', async () => {
  const { user, router } = await renderApp(paths.home());
  expect(screen.getByText(/that you open are listed here/)).toBeVisible();
  await act(() => router.navigate(paths.vaults()));
  const vault = await screen.findByRole('link', { name: 'bv-contoso-weu' });
  await user.click(vault);
  await screen.findByRole('heading', { level: 1, name: 'bv-contoso-weu' });
  await waitFor(() => expect(localStorage.getItem('backup-portal.recent.operator')).toContain('bv-contoso-weu'));
  await act(() => router.navigate(router.state.location.pathname.replace('bv-contoso-weu', 'bv-gone')));
  await screen.findByRole('heading', { level: 1, name: 'bv-gone' });

  await act(() => router.navigate(paths.home()));
  const recent = within(await screen.findByRole('table', { name: 'Recent resources' }));
  expect(recent.getByRole('link', { name: 'bv-contoso-weu' })).toBeVisible();
  expect(recent.getByText('Backup vault')).toBeVisible();
  expect(recent.queryByText('bv-gone')).not.toBeInTheDocument();

  await user.click(screen.getByRole('button', { name: /Account: Olivia Operator/ }));
  await user.click(await screen.findByRole('menuitemradio', { name: /Rowan Reader/ }));
  expect(await screen.findByText(/that you open are listed here/)).toBeVisible();
});
