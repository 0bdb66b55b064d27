/** Sign-in for the mocks: nothing is proven, and the account menu changes the persona. */
import type { Laboratory, Persona } from '#protocol/laboratory.ts';
import { storedText } from '#ui/state/stored.ts';
import { createSessionState, type Session } from './session.ts';

const KEY = 'backup-portal.persona';

/** Begins as this tab's last persona, else as the first. A persona's token is its id. */
export function createPersonaSession(personas: readonly Persona[], storage: Storage, laboratory?: Laboratory): Session {
  const [first] = personas;
  if (!first) throw new Error('There are no personas.');
  const last = storedText(() => storage, KEY);
  const find = (id: string | null) => personas.find((persona) => persona.id === id);

  const session = createSessionState({
    account: find(last.read()) ?? first,
    personas,
    become(id) {
      last.keep(id);
      session.change({ account: find(id) ?? first });
    },
    signOut: undefined,
    ended: undefined,
  });
  return {
    ...session,
    ...(laboratory && { laboratory }),
    token: () => Promise.resolve(session.state().account.id),
    // A persona does not expire; a refusal is the service's own error, shown where it happened.
    refused: () => undefined,
  };
}
