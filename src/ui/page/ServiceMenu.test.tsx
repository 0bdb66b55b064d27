import { FluentProvider, webLightTheme } from '@fluentui/react-components';
import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { expect, it } from 'vitest';
import { filterMenu, ServiceMenu, type ServiceMenuGroup } from './ServiceMenu.tsx';

const entry = (label: string) => ({ label, to: `/${label.toLowerCase().replaceAll(' ', '-')}`, icon: <svg /> });
const GROUPS: readonly ServiceMenuGroup[] = [
  { items: [entry('Overview'), entry('Tags')] },
  { heading: 'Manage', items: [entry('Backup instances'), entry('Backup policies')] },
  { heading: 'Monitoring + Reporting', items: [entry('Backup jobs')] },
];

it.each([
  ['', ['Overview', 'Tags', 'Backup instances', 'Backup policies', 'Backup jobs']],
  ['back', ['Backup instances', 'Backup policies', 'Backup jobs']],
  ['POL', ['Backup policies']],
  ['manage inst', ['Backup instances']],
  ['monitoring', ['Backup jobs']],
  ['tags jobs', []],
])('filters by %j', (text, labels) => {
  expect(filterMenu(GROUPS, text).flatMap(({ items }) => items.map(({ label }) => label))).toEqual(labels);
});

function renderMenu() {
  const router = createMemoryRouter([{ path: '*', element: <ServiceMenu label="Backup vault" groups={GROUPS} /> }]);
  render(
    <FluentProvider theme={webLightTheme}>
      <RouterProvider router={router} />
    </FluentProvider>,
  );
  return { user: userEvent.setup(), path: () => router.state.location.pathname };
}

it('opens the first entry that is left by Enter, and shows all again by Escape', async () => {
  const { user, path } = renderMenu();
  await user.type(screen.getByRole('searchbox', { name: 'Search menu' }), 'pol');
  expect(screen.getAllByRole('link')).toHaveLength(1);
  expect(screen.getByRole('status')).toHaveTextContent('1 entry');
  await user.keyboard('{Enter}');
  expect(path()).toBe('/backup-policies');
  await user.keyboard('{Escape}');
  expect(screen.getAllByRole('link')).toHaveLength(5);
});

it('says when nothing matches', async () => {
  const { user, path } = renderMenu();
  await user.type(screen.getByRole('searchbox', { name: 'Search menu' }), 'zzz{Enter}');
  expect(screen.getByText('No entries match.')).toBeVisible();
  expect(path()).toBe('/');
});

it('is walked with the arrows, from the field down and back', async () => {
  const { user } = renderMenu();
  const field = screen.getByRole('searchbox', { name: 'Search menu' });
  await user.click(field);
  await user.keyboard('{ArrowDown}{ArrowDown}');
  expect(screen.getByRole('link', { name: 'Tags' })).toHaveFocus();
  await user.keyboard('{ArrowUp}{ArrowUp}');
  expect(field).toHaveFocus();
});
