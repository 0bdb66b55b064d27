import { beforeEach, describe, expect, it } from 'vitest';
import { StartProblem } from '../start-problem.ts';
import { signInByLink, type LinkSignInPorts } from './link-session.ts';

const ORIGIN = 'http://localhost:5080';
const LIFE_S = 600;

const token = (name: string, id: string) =>
  `header.${btoa(JSON.stringify({ name, sub: id })).replaceAll('=', '')}.${String(tokens++)}`;
let tokens = 0;

/** The storage of one more tab. */
function createStorage(): Storage {
  const kept = new Map<string, string>();
  const storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'clear'> = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
  return storage as Storage;
}

/** A server with a code that works once, and time that stands still until it is moved. */
function server() {
  let now = Date.parse('2026-02-03T09:00:00Z');
  let person = 'operator';
  const scheduled: { callback: () => void; at: number }[] = [];
  const world = {
    code: 'good',
    renews: true,
    reachable: true,
    requested: [] as string[],
    signedOut: [] as (string | null)[],
    tabs: new Set<(news: unknown) => void>(),
  };
  const ports: LinkSignInPorts = {
    fetch: async (request) => {
      const path = new URL(request.url).pathname;
      world.requested.push(path);
      if (!world.reachable) throw new TypeError('fetch failed');
      const renewed = () => Response.json({ access_token: token('Local operator', person), expires_in: LIFE_S });
      if (path === '/auth/sign-out') {
        world.signedOut.push(request.headers.get('authorization'));
        return new Response(null, { status: 204 });
      }
      if (path === '/auth/renew') return world.renews ? renewed() : new Response(null, { status: 401 });
      const { code } = (await request.json()) as { code: string };
      if (code !== world.code) return new Response(null, { status: 401 });
      world.code = 'used';
      return renewed();
    },
    storage: sessionStorage,
    now: () => now,
    schedule: (callback, ms) => void scheduled.push({ callback, at: now + ms }),
    tabs: tab(),
  };
  /** One more tab of the browser. */
  function tab(): LinkSignInPorts['tabs'] {
    const listeners = new Set<(news: unknown) => void>();
    return {
      listen(listener) {
        listeners.add(listener);
        world.tabs.add(listener);
      },
      notify(news) {
        for (const listener of world.tabs) if (!listeners.has(listener)) listener(news);
      },
    };
  }
  const advance = async (seconds: number) => {
    now += seconds * 1000;
    for (const { callback, at } of scheduled.splice(0)) {
      if (at <= now) callback();
      else scheduled.push({ callback, at });
    }
    // The renewal that a timer started, and that no caller waits for.
    await new Promise((resolve) => setTimeout(resolve));
  };
  /** What the next code, and the token for it, are good for. */
  const next = (id: string): Partial<LinkSignInPorts> => {
    world.code = 'good';
    person = id;
    return { tabs: tab(), storage: createStorage() };
  };
  return { world, ports, advance, next };
}

let host: ReturnType<typeof server>;
beforeEach(() => {
  sessionStorage.clear();
  host = server();
});

describe('signing in by a link', () => {
  it('exchanges the code, and says who one is', async () => {
    const session = await signInByLink(ORIGIN, 'good', host.ports);
    expect(session.state().account.name).toBe('Local operator');
    expect(await session.token()).toMatch(/^header\./);
  });

  it('goes on with the token of this tab after a reload, without a code', async () => {
    const before = await signInByLink(ORIGIN, 'good', host.ports);
    const after = await signInByLink(ORIGIN, null, host.ports);
    expect(await after.token()).toBe(await before.token());
  });

  it('does not mind an old code while the tab still holds a token', async () => {
    await signInByLink(ORIGIN, 'good', host.ports);
    await expect(signInByLink(ORIGIN, 'good', host.ports)).resolves.toBeDefined();
  });

  it('says that a code was used, and what to do', async () => {
    await expect(signInByLink(ORIGIN, 'bad', host.ports)).rejects.toMatchObject({
      title: 'This link does not work any more',
      command: 'npm run link',
    });
  });

  it('says how to sign in when there is neither code nor token', async () => {
    await expect(signInByLink(ORIGIN, null, host.ports)).rejects.toMatchObject({
      title: 'Sign in to Backup Portal',
      command: 'npm run link',
    });
  });

  it('says that the server cannot be reached, instead of blaming the link', async () => {
    host.world.reachable = false;
    await expect(signInByLink(ORIGIN, 'good', host.ports)).rejects.toMatchObject({
      title: 'The server cannot be reached',
    });
  });

  it.each(['{', '7', '{"endsAt":9e15}', '{"token":7,"renewAt":0,"endsAt":9e15}'])(
    'survives %s in the storage',
    async (text) => {
      sessionStorage.setItem('backup-portal.token', text);
      await expect(signInByLink(ORIGIN, null, host.ports)).rejects.toBeInstanceOf(StartProblem);
      await expect(signInByLink(ORIGIN, 'good', host.ports)).resolves.toBeDefined();
    },
  );
});

describe('a session', () => {
  it('renews its token before it ends, also when no request needs one', async () => {
    const session = await signInByLink(ORIGIN, 'good', host.ports);
    const first = await session.token();
    await host.advance(LIFE_S * 0.8);
    expect(host.world.requested).toContain('/auth/renew');
    expect(await session.token()).not.toBe(first);
  });

  it('renews once for many requests that find the token old', async () => {
    const session = await signInByLink(ORIGIN, 'good', { ...host.ports, schedule: () => undefined });
    await host.advance(LIFE_S * 0.8);
    await Promise.all([session.token(), session.token(), session.token()]);
    expect(host.world.requested.filter((path) => path === '/auth/renew')).toHaveLength(1);
  });

  it('goes on with a good token while renewing does not get through', async () => {
    const session = await signInByLink(ORIGIN, 'good', host.ports);
    host.world.reachable = false;
    await host.advance(LIFE_S * 0.8);
    await expect(session.token()).resolves.toBeDefined();
    expect(session.state().ended).toBeUndefined();
  });

  it('ends when the server does not renew', async () => {
    const session = await signInByLink(ORIGIN, 'good', host.ports);
    host.world.renews = false;
    await host.advance(LIFE_S * 0.8);
    expect(session.state().ended).toBe('expired');
    await expect(session.token()).rejects.toMatchObject({ status: 401 });
  });

  it('ends when the service refuses the token it has now, and not for an older one', async () => {
    const session = await signInByLink(ORIGIN, 'good', host.ports);
    session.refused('an older one');
    expect(session.state().ended).toBeUndefined();
    session.refused(await session.token());
    expect(session.state().ended).toBe('expired');
    expect(sessionStorage).toHaveLength(0);
  });
});

describe('signing out', () => {
  it('forgets the token and what was begun in the tab, and ends the session on the server', async () => {
    const session = await signInByLink(ORIGIN, 'good', host.ports);
    const token = await session.token();
    sessionStorage.setItem('backup-portal.draft', 'of this person');
    session.state().signOut?.();
    expect(session.state().ended).toBe('signedOut');
    expect(sessionStorage).toHaveLength(0);
    expect(host.world.signedOut).toEqual([`Bearer ${token}`]);
    await expect(session.token()).rejects.toMatchObject({ status: 401 });
    await expect(signInByLink(ORIGIN, null, host.ports)).rejects.toMatchObject({ command: 'npm run link' });
  });

  it('works while the server cannot be reached', async () => {
    const session = await signInByLink(ORIGIN, 'good', host.ports);
    host.world.reachable = false;
    session.state().signOut?.();
    await host.advance(0);
    expect(session.state().ended).toBe('signedOut');
  });

  it('is final: a renewal that was on its way brings nobody back', async () => {
    const session = await signInByLink(ORIGIN, 'good', { ...host.ports, schedule: () => undefined });
    await host.advance(LIFE_S * 0.8);
    const requested = session.token();
    session.state().signOut?.();
    await expect(requested).rejects.toMatchObject({ status: 401 });
    expect(session.state().ended).toBe('signedOut');
    expect(sessionStorage).toHaveLength(0);
  });

  it('reaches the other tabs of the same person, each with a session of its own, and nobody else’s', async () => {
    const here = await signInByLink(ORIGIN, 'good', host.ports);
    const same = await signInByLink(ORIGIN, 'good', { ...host.ports, ...host.next('operator') });
    const other = await signInByLink(ORIGIN, 'good', { ...host.ports, ...host.next('backup-admin') });
    here.state().signOut?.();
    expect(same.state().ended).toBe('signedOut');
    expect(host.world.signedOut).toHaveLength(2);
    expect(other.state().ended).toBeUndefined();
  });
});
