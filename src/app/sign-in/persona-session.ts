/** Sign-in for the mocks: nobody proves anything, and the account menu makes one somebody else. */
import type { Laboratory, Persona } from '#protocol/laboratory.ts';
import { createSessionState, type Session } from './session.ts';

const KEY = 'backup-portal.persona';

/** Begins as the person this tab was last, else as the first. A persona's token is its id. */
export function createPersonaSession(personas: readonly Persona[], storage: Storage, laboratory?: Laboratory): Session {
  const [first] = personas;
  if (!first) throw new Error('There are no personas.');
  const find = (id: string | null) => personas.find((persona) => persona.id === id);

  const session = createSessionState({
    account: find(storage.getItem(KEY)) ?? first,
    personas,
    become(id) {
      storage.setItem(KEY, id);
      session.change({ account: find(id) ?? first });
    },
    signOut: undefined,
    ended: undefined,
  });
  return {
    ...session,
    ...(laboratory && { laboratory }),
    token: () => Promise.resolve(session.state().account.id),
    // A persona cannot run out; a refusal is the service's own error, shown where it happened.
    refused: () => undefined,
  };
}
