import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { RouterProvider, type DataRouter } from 'react-router';
import { SignedIn } from './SignedIn.tsx';
import { SessionContext, type Session } from './sign-in/session.ts';
import { Themed } from './theme/Themed.tsx';

interface AppProps {
  session: Session;
  client: QueryClient;
  router: DataRouter;
}

/** The whole portal around one session, one cache and one router. */
export function App({ session, client, router }: AppProps) {
  return (
    <Themed>
      <QueryClientProvider client={client}>
        <SessionContext value={session}>
          <SignedIn>
            <RouterProvider router={router} />
          </SignedIn>
        </SessionContext>
      </QueryClientProvider>
    </Themed>
  );
}
