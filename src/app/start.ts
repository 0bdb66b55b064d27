/** From configuration to a session: what must be true before the first page can show. */
import { configureArm } from '#arm/arm.ts';
import { readConfig } from './config.ts';
import { takeCodeFromAddress } from './sign-in/code-in-address.ts';
import { signInByLink } from './sign-in/link-session.ts';
import { createPersonaSession } from './sign-in/persona-session.ts';
import type { Persona, Session } from './sign-in/session.ts';

/** Starts the provider inside the page, and answers whom one can be there. */
export type StartMocks = (armEndpoint: string) => Promise<readonly Persona[]>;

/** Signs in and points the ARM client at the endpoint. Throws a `StartProblem` when it cannot. */
export async function start(loadMocks: () => Promise<StartMocks>): Promise<Session> {
  const { origin } = location;
  const { armEndpoint, signIn } = await readConfig(origin);
  const session =
    signIn === 'mocks'
      ? createPersonaSession(await (await loadMocks())(armEndpoint), sessionStorage)
      : await signInByLink(origin, takeCodeFromAddress(), {
          fetch: (request) => fetch(request),
          storage: sessionStorage,
          now: Date.now,
          schedule: (deed, ms) => void setTimeout(deed, ms),
        });
  configureArm({ endpoint: armEndpoint, tokens: session });
  return session;
}
