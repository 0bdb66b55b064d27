import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useSyncExternalStore, type ReactNode } from 'react';
import { StartProblemPage } from './StartProblemPage.tsx';
import { StartProblem } from './start-problem.ts';
import { useSession } from './sign-in/session.ts';

/** Shows the portal while somebody is signed in, and refetches everything when the person changes. */
export function SignedIn({ children }: { children: ReactNode }) {
  const session = useSession();
  const { account, ended } = useSyncExternalStore(session.subscribe, session.state);
  const client = useQueryClient();
  const shownFor = useRef(account.id);
  useEffect(() => {
    if (shownFor.current === account.id) return;
    shownFor.current = account.id;
    // What one person may see is not for the next; what is on screen is refetched at once.
    void client.resetQueries();
  }, [account.id, client]);
  useEffect(() => {
    // The browser's Back must find nothing of it.
    if (ended === 'signedOut') client.clear();
  }, [ended, client]);
  return ended === undefined ? children : <StartProblemPage problem={ENDED[ended]} />;
}

const ENDED = {
  signedOut: new StartProblem('You are signed out', 'To sign in again, ask the server for a new link:', {
    command: 'npm run link',
  }),
  expired: new StartProblem(
    'Your sign-in has ended',
    'Nothing you chose is lost while this tab stays open. Ask the server for a new link, and open it in this tab:',
    { command: 'npm run link' },
  ),
};
