/**
 * Sign-in to our own server: a one-time code in the link is exchanged for a short-lived token, which is renewed for as
 * long as the tab is open and kept over a reload.
 */
import { ArmError } from '#arm/error.ts';
import { StartProblem } from '../start-problem.ts';
import { createSessionState, type Account, type Session } from './session.ts';

const KEY = 'backup-portal.token';
/** Part of a token's life after which a new one is asked for. */
const RENEW_AFTER = 0.7;
// setTimeout takes no more.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface LinkSignInPorts {
  fetch: (request: Request) => Promise<Response>;
  storage: Storage;
  /** Milliseconds since 1970. */
  now: () => number;
  schedule: (deed: () => void, ms: number) => void;
}

interface Held {
  token: string;
  /** Milliseconds since 1970. */
  renewAt: number;
  endsAt: number;
}

/**
 * Signs in with the code, or with the token that this tab still holds. Throws a `StartProblem` when neither works.
 * `origin` is where `/auth` stands.
 */
export async function signInByLink(origin: string, code: string | null, ports: LinkSignInPorts): Promise<Session> {
  const kept = keptToken(ports);
  const exchanged = code === null ? undefined : await ask(`${origin}/auth/token`, { code }, undefined, ports);
  const held = exchanged?.held ?? kept;
  if (!held) throw problemWith(exchanged?.status);
  return openSession(origin, held, ports);
}

function openSession(origin: string, first: Held, ports: LinkSignInPorts): Session {
  let held: Held | undefined;
  let renewal: Promise<void> | undefined;

  const session = createSessionState({
    account: accountIn(first.token),
    personas: [],
    become: undefined,
    signOut() {
      end('signedOut');
    },
    ended: undefined,
  });

  function hold(next: Held) {
    held = next;
    ports.storage.setItem(KEY, JSON.stringify(next));
    // Also while nobody presses anything: a page left open over lunch should still work.
    ports.schedule(
      () => {
        if (held === next) void renew();
      },
      Math.min(Math.max(0, next.renewAt - ports.now()), LONGEST_TIMER_MS),
    );
  }

  function end(why: 'signedOut' | 'expired') {
    held = undefined;
    ports.storage.removeItem(KEY);
    session.change({ ended: why });
  }

  function renew(): Promise<void> {
    const token = held?.token;
    // Many requests may find the token old at once; one asks for the next.
    renewal ??= ask(`${origin}/auth/renew`, undefined, token, ports)
      .then(({ held: next, status }) => {
        if (next && held) hold(next);
        else if (status === 401 && held?.token === token) end('expired');
      })
      .finally(() => {
        renewal = undefined;
      });
    return renewal;
  }

  hold(first);
  return {
    ...session,
    async token() {
      if (held && ports.now() >= held.renewAt) await renew();
      if (held && ports.now() < held.endsAt) return held.token;
      if (held) end('expired');
      throw new ArmError({ status: 401, code: 'SignInEnded', message: 'Your sign-in has ended.' });
    },
    refused(token) {
      if (token === held?.token) end('expired');
    },
  };
}

interface Answer {
  /** Undefined when there was no token in it. */
  held: Held | undefined;
  /** 0 when there was no answer. */
  status: number;
}

async function ask(url: string, body: unknown, token: string | undefined, ports: LinkSignInPorts): Promise<Answer> {
  const headers = new Headers();
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  try {
    const init = { method: 'POST', headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await ports.fetch(new Request(url, init));
    if (!response.ok) return { held: undefined, status: response.status };
    const answer = (await response.json()) as { access_token?: unknown; expires_in?: unknown };
    if (typeof answer.access_token !== 'string') return { held: undefined, status: response.status };
    const lifeMs = Number(answer.expires_in) * 1000;
    const held = {
      token: answer.access_token,
      renewAt: ports.now() + lifeMs * RENEW_AFTER,
      endsAt: ports.now() + lifeMs,
    };
    return { held, status: response.status };
  } catch {
    return { held: undefined, status: 0 };
  }
}

function keptToken({ storage, now }: LinkSignInPorts): Held | undefined {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? 'null') as Held | null;
    return kept && kept.endsAt > now() ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** The name in a JSON web token. Only to show it: whether the token is good is the service's to say. */
function accountIn(token: string): Account {
  const claims = claimsIn(token);
  const name = textOf(claims.name) ?? textOf(claims.preferred_username) ?? textOf(claims.sub) ?? 'Signed in';
  return { id: textOf(claims.oid) ?? textOf(claims.sub) ?? name, name, line: textOf(claims.preferred_username) };
}

function claimsIn(token: string): Record<string, unknown> {
  try {
    const base64 = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

function problemWith(status: number | undefined): StartProblem {
  if (status === 0 || (status !== undefined && status >= 500)) {
    return new StartProblem(
      'The server cannot be reached',
      'Signing in did not work, because the server did not answer. Check that it is running, and then reload the page.',
    );
  }
  return status === undefined ? signInNeeded() : linkUsed();
}

const signInNeeded = (): StartProblem =>
  new StartProblem(
    'Sign in to Backup Portal',
    'Open the link that the server printed when it started, or ask for a new one:',
    {
      command: 'npm run link',
    },
  );

const linkUsed = (): StartProblem =>
  new StartProblem(
    'This link does not work any more',
    'A sign-in link works once and for a short time. Ask the server for a new one:',
    {
      command: 'npm run link',
    },
  );
