/** From configuration to a session: what must be true before the first page can show. */
import { configureArm } from '#arm/arm.ts';
import type { Laboratory, Persona } from '#protocol/laboratory.ts';
import { readConfig } from './config.ts';
import { takeCodeFromAddress } from './sign-in/code-in-address.ts';
import { signInByLink, type OtherTabs } from './sign-in/link-session.ts';
import { createPersonaSession } from './sign-in/persona-session.ts';
import type { Session } from './sign-in/session.ts';

/** Starts the provider inside the page, and returns its personas and its laboratory. */
export type StartMocks = (armEndpoint: string) => Promise<{ personas: readonly Persona[]; laboratory: Laboratory }>;

/** Signs in and points the ARM client at the endpoint. Throws a `StartProblem` when it cannot. */
export async function start(loadMocks: () => Promise<StartMocks>): Promise<Session> {
  const { origin } = location;
  const { armEndpoint, signIn } = await readConfig(origin);
  const session =
    signIn === 'mocks'
      ? await signInToMocks(await loadMocks(), armEndpoint)
      : await signInByLink(origin, takeCodeFromAddress(), {
          fetch: (request) => fetch(request),
          storage: sessionStorage,
          now: Date.now,
          schedule: (callback, ms) => void setTimeout(callback, ms),
          tabs: otherTabs(),
        });
  configureArm({ endpoint: armEndpoint, tokens: session });
  return session;
}

async function signInToMocks(startMocks: StartMocks, armEndpoint: string): Promise<Session> {
  const { personas, laboratory } = await startMocks(armEndpoint);
  return createPersonaSession(personas, sessionStorage, laboratory);
}

function otherTabs(): OtherTabs {
  const channel = new BroadcastChannel('backup-portal.sign-in');
  return {
    notify: (news) => channel.postMessage(news),
    listen: (listener) => channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => listener(data)),
  };
}
