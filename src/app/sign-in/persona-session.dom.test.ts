import { expect, it, vi } from 'vitest';
import { createPersonaSession } from './persona-session.ts';

const personas = [
  { id: 'ada@contoso.example', name: 'Ada', line: 'Contoso', description: 'May do everything.' },
  { id: 'ben@contoso.example', name: 'Ben', line: 'Contoso', description: 'May read.' },
];

it('begins as the first persona, whose id is the token', async () => {
  const session = createPersonaSession(personas, sessionStorage);
  expect(session.state().account.name).toBe('Ada');
  expect(await session.token()).toBe('ada@contoso.example');
});

it('changes the persona, notifies its listeners, and stays so after a reload', async () => {
  const session = createPersonaSession(personas, sessionStorage);
  const listener = vi.fn();
  session.subscribe(listener);
  session.state().become?.('ben@contoso.example');
  expect(listener).toHaveBeenCalledOnce();
  expect(await session.token()).toBe('ben@contoso.example');
  expect(await createPersonaSession(personas, sessionStorage).token()).toBe('ben@contoso.example');
});
