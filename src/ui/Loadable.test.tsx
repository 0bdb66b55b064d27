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

function show(query: { data?: string; error?: Error }) {
  const refetch = vi.fn();
  render(
    <Loadable query={{ data: query.data, error: query.error ?? null, refetch }} skeleton={<p>skeleton</p>} what="Jobs">
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

it('keeps what a person is reading when a refresh fails', () => {
  show({ data: 'the jobs', error });
  expect(screen.getByText('the jobs')).toBeVisible();
  expect(screen.getByText('Jobs could not be refreshed')).toBeVisible();
});

it('shows data and nothing else when all is well', () => {
  show({ data: 'the jobs' });
  expect(screen.getByText('the jobs')).toBeVisible();
  expect(screen.queryByRole('button')).not.toBeInTheDocument();
});
