/** The signed-in person, in every way to sign in: tokens for the service, and a name for the account menu. */
import type { TokenSource } from '#arm/client.ts';
import type { Laboratory, Persona } from '#protocol/laboratory.ts';
import { createContext, use } from 'react';

export interface Session extends TokenSource {
  /** The current state; the same object until something changes. */
  state: () => SessionState;
  subscribe: (listener: () => void) => () => void;
  /** Present where the world behind the service is made up. */
  laboratory?: Laboratory;
}

export interface SessionState {
  account: Account;
  /** Other personas to switch to; only where that makes sense. */
  personas: readonly Persona[];
  become: ((personaId: string) => void) | undefined;
  signOut: (() => void) | undefined;
  /** Why no token can be had any more. The page then says so instead of showing errors everywhere. */
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

/** A state that notifies its listeners when it changes. */
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
