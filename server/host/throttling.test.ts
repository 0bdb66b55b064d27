/** How much of the server one caller may use, and what is left for others. */
import { tmpdir } from 'node:os';
import { describe, expect, it, vi } from 'vitest';
import { createManualClock } from '#provider/memory/clock.ts';
import { createMemoryPorts } from '#provider/memory/memory-ports.ts';
import { createProvider } from '#provider/provider.ts';
import { subscriptions } from '#provider/records.ts';
import { subscriptionDocument } from '#provider/seed.ts';
import { readConfig, type Config } from './config.ts';
import { createHttpApp } from './http.ts';
import { createKnownSubscriptions } from './known-subscriptions.ts';
import { createPeople } from './people.ts';
import { secretsFrom } from './secrets.ts';
import { createSignInCodes } from './sign-in-codes.ts';
import { createTokens } from './tokens.ts';

const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';
const OTHER = '55555555-5555-4555-8555-555555555555';
const groupsOf = (subscription: string) => `/subscriptions/${subscription}/resourceGroups?api-version=2022-12-01`;

/** A server whose provider responds on request of the test, and counts simultaneous requests. */
async function host(more: Partial<Config> = {}) {
  const clock = createManualClock(new Date('2026-02-03T09:00:00Z'));
  const secrets = secretsFrom('a secret that only this test knows of');
  const people = createPeople(secrets);
  const ports = createMemoryPorts({ people: [], clock });
  const tokens = createTokens(secrets.key('tokens'), clock, people.tenantId);
  const provider = createProvider(ports);
  const listed = vi.spyOn(ports.store, 'transact');
  await ports.store.transact(async (tx) => {
    for (const subscriptionId of [SUBSCRIPTION, OTHER]) {
      await tx.put(subscriptions, subscriptionId, subscriptionDocument(subscriptionId, 'one', people.tenantId));
    }
  });
  const begun: string[] = [];
  const waiting: (() => void)[] = [];
  const tokenOf = async (name: 'operator' | 'backupAdmin') => (await tokens.issue(people[name])).access_token;
  const known = { operator: await tokenOf('operator'), backupAdmin: await tokenOf('backupAdmin') };
  const app = createHttpApp({
    config: { ...readConfig({}, tmpdir()), ...more },
    provider: {
      ...provider,
      async fetch(request) {
        const token = request.headers.get('authorization')?.slice('Bearer '.length);
        begun.push(Object.entries(known).find(([, each]) => each === token)?.[0] ?? 'nobody');
        await new Promise<void>((resolve) => waiting.push(resolve));
        return new Response('{}', { headers: { 'x-ms-ratelimit-remaining-subscription-reads': '11999' } });
      },
    },
    signIn: { people, tokens, codes: createSignInCodes(ports.store, clock) },
    knowsSubscription: createKnownSubscriptions(ports.store, clock),
    pageFolder: tmpdir(),
  });
  const request = async (name?: keyof typeof known, path = groupsOf(SUBSCRIPTION), method = 'GET') =>
    app.request(new URL(path, 'http://localhost:5080').href, {
      method,
      headers: name === undefined ? {} : { authorization: `Bearer ${known[name]}` },
    });
  /** Responds to all requests, now and later. */
  const respondAll = () => {
    waiting.push = (...each) => (each.forEach((response) => response()), 0);
    for (const response of waiting) response();
  };
  /** Lets all pending work advance. */
  const settle = async () => {
    let before = -1;
    while (before < begun.length) {
      before = begun.length;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return { request, begun, waiting, respondAll, settle, listed };
}

describe('the budget of a caller', () => {
  it('is in each response, for each subscription and kind, and ends in a 429 that says how long', async () => {
    const { request, respondAll } = await host({ READS_PER_MINUTE: 3, WRITES_PER_MINUTE: 1, DELETES_PER_MINUTE: 1 });
    respondAll();
    const left = async (...asked: Parameters<typeof request>) => {
      const { status, headers } = await request(...asked);
      return [status, headers.get('x-ms-ratelimit-remaining-subscription-reads')];
    };
    expect(await left('operator')).toEqual([200, '2']);
    expect(await left('operator')).toEqual([200, '1']);
    expect(await left('operator', groupsOf(SUBSCRIPTION).toUpperCase())).toEqual([200, '0']);
    const refused = await request('operator');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(await refused.json()).toEqual({
      error: { code: 'TooManyRequests', message: 'Too many requests. Please try again after sometime.' },
    });
    expect(refused.headers.get('x-ms-failure-cause')).toBe('gateway');
    expect(refused.headers.get('x-ms-correlation-request-id')).toMatch(/^[0-9a-f-]{36}$/);

    expect(await left('operator', groupsOf(OTHER))).toEqual([200, '2']);
    expect(await left('backupAdmin')).toEqual([200, '2']);
    for (const method of ['PUT', 'DELETE']) {
      expect((await request('operator', groupsOf(SUBSCRIPTION), method)).status).toBe(200);
      expect((await request('operator', groupsOf(SUBSCRIPTION), method)).status).toBe(429);
    }
  });

  it('is one for all made-up subscriptions, and the store is not read for each', async () => {
    const { request, respondAll, listed } = await host({ READS_PER_MINUTE: 3 });
    respondAll();
    await request('operator');
    listed.mockClear();
    const statuses: number[] = [];
    for (let at = 0; at < 6; at += 1) {
      statuses.push((await request('operator', groupsOf(`00000000-0000-4000-8000-00000000000${String(at)}`))).status);
    }
    expect(statuses).toEqual([200, 200, 200, 429, 429, 429]);
    expect(listed).not.toHaveBeenCalled();
    expect((await request('operator')).status).toBe(200);
  });

  it('is one for all callers without a token from one address', async () => {
    const { request, respondAll } = await host({ READS_PER_MINUTE: 1 });
    respondAll();
    expect((await request()).status).toBe(200);
    expect((await request()).status).toBe(429);
    expect((await request('operator')).status).toBe(200);
  });
});

describe('the files of the page', () => {
  it('have a budget for each address, apart from those of sign-in and of signed-in callers', async () => {
    const { request, respondAll } = await host({ READS_PER_MINUTE: 3 });
    respondAll();
    const statuses: number[] = [];
    for (let at = 0; at < 5; at += 1) statuses.push((await request(undefined, '/config.json')).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    const refused = await request(undefined, '/assets/none.js');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await request('operator')).status).toBe(200);
    expect((await request(undefined, '/auth/none')).status).toBe(404);
  });

  it('are sent to one address a few at a time, however many it requests, and other callers do not wait for it', async () => {
    const { request, waiting, respondAll, begun } = await host();
    // The provider refuses what is not a file, and the request holds its place until then.
    const many = Array.from({ length: 500 }, () => request(undefined, '/none'));
    await vi.waitFor(() => expect(begun).toHaveLength(16), { timeout: 10_000 });
    const other = request('operator');
    await vi.waitFor(() => expect(begun).toContain('operator'), { timeout: 10_000 });
    expect(waiting).toHaveLength(17);
    respondAll();
    expect((await other).status).toBe(200);
    expect(new Set((await Promise.all(many)).map(({ status }) => status))).toEqual(new Set([200]));
  });
});

describe('a thousand requests of one caller', () => {
  it('are begun sixteen at a time, and another caller does not wait for them', async () => {
    const { request, begun, respondAll, settle } = await host();
    const many = Array.from({ length: 1_000 }, () => request('operator'));
    await vi.waitFor(() => expect(begun.length).toBeGreaterThanOrEqual(16), { timeout: 10_000 });
    const other = request('backupAdmin');
    await vi.waitFor(() => expect(begun).toContain('backupAdmin'), { timeout: 10_000 });
    await settle();
    expect(begun).toHaveLength(17);
    respondAll();
    expect((await other).status).toBe(200);
    expect(new Set((await Promise.all(many)).map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('and as many again are refused, with the seconds to wait', async () => {
    const { request, respondAll, begun } = await host();
    const refused: Response[] = [];
    const many = Array.from({ length: 1_100 }, async () => {
      const response = await request('operator');
      if (response.status === 429) refused.push(response);
    });
    await vi.waitFor(() => expect(refused).toHaveLength(1_100 - 16 - 1_000), { timeout: 10_000 });
    expect(refused[0]?.headers.get('retry-after')).toBe('5');
    respondAll();
    await Promise.all(many);
    expect(begun).toHaveLength(1_016);
    expect(refused).toHaveLength(84);
  });
});
