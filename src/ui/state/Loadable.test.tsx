import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { ArmError } from '#arm/error.ts';
import { Loadable } from './Loadable.tsx';

const error = new ArmError({
  status: 503,
  code: 'ServiceUnavailable',
  message: 'Try again later.',
  requestId: 'request-1',
  recommendedAction: ['Wait for a few minutes.'],
});

function show(query: { data?: string; error?: Error; dataUpdatedAt?: number; isFetching?: boolean }) {
  const refetch = vi.fn();
  render(
    <Loadable query={{ data: undefined, error: null, refetch, ...query }} skeleton={<p>skeleton</p>} what="Jobs">
      {(data) => <p>{data}</p>}
    </Loadable>,
  );
  return refetch;
}

it('shows the skeleton while there is nothing else to show', () => {
  show({});
  expect(screen.getByText('skeleton')).toBeVisible();
});

it('shows what went wrong, what to do, and a way to try again', async () => {
  const refetch = show({ error });
  expect(screen.getByText('Jobs could not be loaded')).toBeVisible();
  expect(screen.getByText('Wait for a few minutes.')).toBeVisible();
  expect(screen.getByText('Code: ServiceUnavailable')).toBeVisible();
  expect(screen.getByText(/request-1/)).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
  expect(refetch).toHaveBeenCalledOnce();
});

it('keeps what a person is reading when a refresh fails, says from when it is, and tries again', async () => {
  const refetch = show({ data: 'the jobs', error, dataUpdatedAt: Date.UTC(2026, 1, 10, 8, 30) });
  expect(screen.getByText('the jobs')).toBeVisible();
  expect(screen.getByText('Jobs could not be refreshed')).toBeVisible();
  expect(screen.getByText(/What is shown is from/)).toHaveTextContent(/2026/);
  expect(screen.getByText('Code: ServiceUnavailable')).toBeVisible();
  expect(screen.queryByText('Jobs could not be loaded')).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(refetch).toHaveBeenCalledOnce();
});

it('says that it is trying again', () => {
  show({ data: 'the jobs', error, isFetching: true });
  expect(screen.getByRole('button', { name: 'Trying again…' })).toBeVisible();
});

it('shows data and nothing else when all is well', () => {
  show({ data: 'the jobs' });
  expect(screen.getByText('the jobs')).toBeVisible();
  expect(screen.queryByRole('button')).not.toBeInTheDocument();
});
