import { act, screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { paths } from '#paths';
import { renderApp } from '#testing/renderApp.tsx';

const openSettings = async (user: UserEvent) => {
  await user.click(screen.getByRole('button', { name: 'Settings' }));
  await screen.findByRole('dialog', { name: 'Settings' });
};

it('shows the theme that is chosen at once, keeps it, and gives the focus back', async () => {
  const { user } = await renderApp(paths.vaults());
  await openSettings(user);
  await user.click(screen.getByRole('radio', { name: 'Dark' }));
  expect(document.documentElement.style.colorScheme).toBe('dark');
  expect(localStorage.getItem('backup-portal.theme')).toBe('dark');

  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.getByRole('button', { name: 'Settings' })).toHaveFocus());
  expect(document.documentElement.style.colorScheme).toBe('dark');
});

it('makes the rows of lists lower, from the first paint on', async () => {
  const { user, unmount } = await renderApp(paths.vaults());
  const rowHeight = () => document.documentElement.style.getPropertyValue('--row-height');
  expect(rowHeight()).toBe('36px');
  await openSettings(user);
  await user.click(screen.getByRole('radio', { name: 'Compact' }));
  expect(rowHeight()).toBe('28px');

  unmount();
  document.documentElement.style.removeProperty('--row-height');
  await renderApp(paths.vaults());
  expect(rowHeight()).toBe('28px');
});

it('writes every date by the clock that is chosen, and says the other one in the tooltip', async () => {
  const { user, router } = await renderApp(paths.vaults());
  // A resource that was opened leaves a date on the home page.
  await user.click(await screen.findByRole('link', { name: 'bv-contoso-weu' }));
  await screen.findByRole('heading', { level: 1, name: 'bv-contoso-weu' });
  await waitFor(() => expect(localStorage.getItem('backup-portal.recent.operator')).toContain('bv-contoso-weu'));
  await act(() => router.navigate(paths.home()));
  const viewed = async () => {
    const table = await screen.findByRole('table', { name: 'Recent resources' });
    return within(table).getByText(/20\d\d/);
  };
  expect(await viewed()).not.toHaveTextContent('UTC');
  expect((await viewed()).title).toMatch(/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);

  await openSettings(user);
  await user.click(screen.getByRole('radio', { name: /^UTC/ }));
  await user.click(screen.getByRole('button', { name: 'Close' }));
  expect(await viewed()).toHaveTextContent(/^20\d\d-\d\d-\d\d \d\d:\d\d UTC$/);
  expect((await viewed()).title).toMatch(/20\d\d, \d+:\d\d:\d\d [AP]M/);
});
