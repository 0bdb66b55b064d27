import { render, screen } from '@testing-library/react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { beforeEach, expect, it, vi } from 'vitest';
import { RouteProblem } from './RouteProblem.tsx';

beforeEach(() => {
  // React and the router both report what was thrown.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});

function breakWith(error: Error) {
  const Broken = () => {
    throw error;
  };
  render(
    <RouterProvider router={createMemoryRouter([{ path: '/', Component: Broken, errorElement: <RouteProblem /> }])} />,
  );
}

it('says what happened when a page breaks, and offers ways on', async () => {
  breakWith(new Error('A bug.'));
  expect(await screen.findByRole('heading', { level: 1, name: 'This page could not be shown' })).toBeVisible();
  expect(screen.getByText('A bug.')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Reload the page' })).toBeEnabled();
  expect(screen.getByRole('link', { name: 'Go to Home' })).toHaveAttribute('href', '/');
});

it.each([
  'Failed to fetch dynamically imported module: https://portal.example/assets/ReviewStep.js',
  'error loading dynamically imported module: https://portal.example/assets/ReviewStep.js',
  'Importing a module script failed.',
])('takes "%s" for a part that is missing, and says that choices are kept', async (message) => {
  breakWith(new TypeError(message));
  expect(await screen.findByText('A part of the page could not be loaded')).toBeVisible();
  expect(screen.getByText(/What you chose in the wizard is kept in this tab/)).toBeVisible();
});
