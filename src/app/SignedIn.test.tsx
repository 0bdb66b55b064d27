import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { createMemoryRouter } from 'react-router';
import { expect, it, onTestFinished } from 'vitest';
import { App } from './App.tsx';
import { createQueryClient } from './query-client.ts';
import { createSessionState, type Session } from './sign-in/session.ts';

/** A portal of two pages, and a signed-in person who can sign out. */
function open() {
  const state = createSessionState({
    account: { id: 'operator', name: 'Local operator', line: undefined },
    personas: [],
    become: undefined,
    signOut: () => state.change({ ended: 'signedOut' }),
    ended: undefined,
  });
  const session: Session = { ...state, token: () => Promise.resolve('a token'), refused: () => undefined };
  const client = createQueryClient();
  const router = createMemoryRouter(
    [
      { path: '/', element: <h1>Home of the operator</h1> },
      { path: '/secret', element: <h1>What the operator may see</h1> },
    ],
    { initialEntries: ['/', '/secret'] },
  );
  onTestFinished(() => router.dispose());
  render(<App session={session} client={client} router={router} />);
  return { state, client, router, user: userEvent.setup() };
}

it('says that one is signed out, and how to sign in again', async () => {
  const { state } = open();
  await screen.findByRole('heading', { name: 'What the operator may see' });
  state.state().signOut?.();
  expect(await screen.findByRole('heading', { level: 1, name: 'You are signed out' })).toBeVisible();
  expect(screen.getByText('npm run link')).toBeVisible();
});

it('shows nothing from before after that, even when the person goes back', async () => {
  const { state, router, client } = open();
  client.setQueryData(['vaults'], ['bv-contoso-weu']);
  state.state().signOut?.();
  await screen.findByRole('heading', { name: 'You are signed out' });
  await router.navigate(-1);
  expect(screen.getAllByRole('heading')).toHaveLength(1);
  expect(screen.queryByText(/operator/)).not.toBeInTheDocument();
  expect(client.getQueryCache().getAll()).toEqual([]);
});

it('keeps what was read when a sign-in has only run out', async () => {
  const { state, client } = open();
  client.setQueryData(['vaults'], ['bv-contoso-weu']);
  state.change({ ended: 'expired' });
  await screen.findByRole('heading', { name: 'Your sign-in has ended' });
  expect(client.getQueryData(['vaults'])).toEqual(['bv-contoso-weu']);
});
