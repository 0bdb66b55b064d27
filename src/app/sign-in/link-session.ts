/**
 * Sign-in to our own server: a one-time code in the link is exchanged for a short-lived token, which is renewed for as
 * long as the tab is open and kept over a reload. Signing out ends the session on the server, forgets all that the tab
 * kept, and signs the same person out of the browser's other tabs.
 */
import { ArmError } from '#arm/error.ts';
import { storedValue } from '#ui/state/stored.ts';
import { StartProblem } from '../start-problem.ts';
import { createSessionState, type Account, type Session } from './session.ts';

const KEY = 'backup-portal.token';
/** Part of a token's life after which it is renewed. */
const RENEW_AFTER = 0.7;
// The maximum of setTimeout.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface LinkSignInPorts {
  fetch: (request: Request) => Promise<Response>;
  storage: Storage;
  /** Milliseconds since 1970. */
  now: () => number;
  schedule: (callback: () => void, ms: number) => void;
  tabs: OtherTabs;
}

/** The tabs of this browser that show the same portal. */
export interface OtherTabs {
  notify: (news: unknown) => void;
  listen: (listener: (news: unknown) => void) => void;
}

interface Held {
  token: string;
  /** Milliseconds since 1970. */
  renewAt: number;
  endsAt: number;
}

/**
 * Signs in with the code, or with the token that this tab still holds. Throws a `StartProblem` when neither works.
 * `origin` is where `/auth` is.
 */
export async function signInByLink(origin: string, code: string | null, ports: LinkSignInPorts): Promise<Session> {
  const kept = keptToken(ports);
  const exchanged = code === null ? undefined : await post(`${origin}/auth/token`, { code }, undefined, ports);
  const held = exchanged?.held ?? kept;
  if (!held) throw problemWith(exchanged?.status);
  return openSession(origin, held, ports);
}

function openSession(origin: string, first: Held, ports: LinkSignInPorts): Session {
  let held: Held | undefined;
  let renewal: Promise<void> | undefined;

  const account = accountIn(first.token);
  const session = createSessionState({
    account,
    personas: [],
    become: undefined,
    signOut() {
      ports.tabs.notify({ signedOut: account.id });
      signOut();
    },
    ended: undefined,
  });

  function hold(next: Held) {
    held = next;
    tokenIn(ports).keep(next);
    // Also while the page is idle: a page left open over lunch should still work.
    ports.schedule(
      () => {
        if (held === next) void renew();
      },
      Math.min(Math.max(0, next.renewAt - ports.now()), LONGEST_TIMER_MS),
    );
  }

  function expire() {
    held = undefined;
    tokenIn(ports).forget();
    session.change({ ended: 'expired' });
  }

  function signOut() {
    if (!held) return;
    // Not waited for: when the server cannot be reached, the token expires by itself.
    void post(`${origin}/auth/sign-out`, undefined, held.token, ports);
    held = undefined;
    // Also the jobs that this person started here: the next person at this tab may be another.
    ports.storage.clear();
    session.change({ ended: 'signedOut' });
  }

  ports.tabs.listen((news) => {
    // Another person's tab stays signed in: two people may share a browser on purpose.
    if (signedOutIn(news) === account.id) signOut();
  });

  function renew(): Promise<void> {
    const token = held?.token;
    // Many requests may find the token expired at once; one renews it.
    renewal ??= post(`${origin}/auth/renew`, undefined, token, ports)
      .then(({ held: next, status }) => {
        if (next && held) hold(next);
        else if (status === 401 && held?.token === token) expire();
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
      if (held) expire();
      throw new ArmError({ status: 401, code: 'SignInEnded', message: 'Your sign-in has ended.' });
    },
    refused(token) {
      if (token === held?.token) expire();
    },
  };
}

const signedOutIn = (news: unknown): unknown =>
  typeof news === 'object' && news !== null && 'signedOut' in news ? news.signedOut : undefined;

interface Reply {
  /** Undefined when there was no token in it. */
  held: Held | undefined;
  /** 0 when there was no response. */
  status: number;
}

async function post(url: string, body: unknown, token: string | undefined, ports: LinkSignInPorts): Promise<Reply> {
  const headers = new Headers();
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  try {
    // Kept alive, because the person may close the tab at once.
    const init = {
      method: 'POST',
      headers,
      keepalive: true,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    const response = await ports.fetch(new Request(url, init));
    if (!response.ok) return { held: undefined, status: response.status };
    const content = (await response.json()) as { access_token?: unknown; expires_in?: unknown };
    if (typeof content.access_token !== 'string') return { held: undefined, status: response.status };
    const lifeMs = Number(content.expires_in) * 1000;
    const held = {
      token: content.access_token,
      renewAt: ports.now() + lifeMs * RENEW_AFTER,
      endsAt: ports.now() + lifeMs,
    };
    return { held, status: response.status };
  } catch {
    return { held: undefined, status: 0 };
  }
}

function keptToken(ports: LinkSignInPorts): Held | undefined {
  const kept = tokenIn(ports).read();
  return kept && kept.endsAt > ports.now() ? kept : undefined;
}

const tokenIn = ({ storage }: LinkSignInPorts) => storedValue(() => storage, KEY, isHeld);

const isHeld = (value: unknown): value is Held => {
  const { token, renewAt, endsAt } = (value ?? {}) as Partial<Record<keyof Held, unknown>>;
  return typeof token === 'string' && typeof renewAt === 'number' && typeof endsAt === 'number';
};

/** The name in a JSON web token. Only for display: the service decides whether the token is valid. */
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
      'Signing in did not work, because the server did not respond. Check that it is running, and then reload the page.',
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
