/** Who is signed in, whatever the way: tokens for the service, and a name for the account menu. */
import type { Laboratory, Persona } from '#protocol/laboratory.ts';
import type { TokenSource } from '#arm/client.ts';
import { createContext, use } from 'react';

export interface Session extends TokenSource {
  /** The current state; the same object until something changes. */
  state: () => SessionState;
  subscribe: (listener: () => void) => () => void;
  /** Where the world behind the service is made up. */
  laboratory?: Laboratory;
}

export interface SessionState {
  account: Account;
  /** Others whom the person may be instead; only where that makes sense. */
  personas: readonly Persona[];
  become: ((personaId: string) => void) | undefined;
  signOut: (() => void) | undefined;
  /** Why no token is to be had any more. The page then says so instead of showing errors everywhere. */
  ended: 'signedOut' | 'expired' | undefined;
}

export interface Account {
  id: string;
  name: string;
  /** A line below the name, such as the role or the directory. */
  line: string | undefined;
}

export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('There is no session around this component.');
  return session;
}

/** A state that tells its listeners when it changes. */
export function createSessionState(initial: SessionState) {
  let current = initial;
  const listeners = new Set<() => void>();
  return {
    state: () => current,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    change(part: Partial<SessionState>) {
      current = { ...current, ...part };
      for (const listener of listeners) listener();
    },
  };
}
