import { render, screen } from '@testing-library/react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { expect, it, vi } from 'vitest';
import { RouteProblem } from './RouteProblem.tsx';

it('says what happened when a page breaks, and offers ways on', async () => {
  // React and the router both report what was thrown.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const Broken = () => {
    throw new Error('A bug.');
  };
  render(
    <RouterProvider router={createMemoryRouter([{ path: '/', Component: Broken, errorElement: <RouteProblem /> }])} />,
  );
  expect(await screen.findByRole('heading', { level: 1, name: 'This page could not be shown' })).toBeVisible();
  expect(screen.getByText('A bug.')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Reload the page' })).toBeEnabled();
  expect(screen.getByRole('link', { name: 'Go to Home' })).toHaveAttribute('href', '/');
});
