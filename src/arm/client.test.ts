import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ENDPOINT, scriptedService } from '#testing/scripted-service.ts';
import { createClient } from './client.ts';
import { createConnectionWatch, type Connection } from './connection.ts';
import { ArmError } from './error.ts';

const URL_OF_A = `${ENDPOINT}/a?api-version=1`;

const throttled = {
  status: 429,
  headers: { 'retry-after': '4' },
  body: { error: { code: 'TooManyRequests', message: 'Too many.' } },
};

describe('send', () => {
  it('sends the token and JSON, and returns JSON', async () => {
    const { client, requests } = scriptedService([{ body: { name: 'a' } }]);
    const reply = await client.send('PUT', URL_OF_A, { body: { location: 'westeurope' } });
    expect(reply.body).toEqual({ name: 'a' });
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer token-1');
    expect(requests[0]?.headers.get('content-type')).toBe('application/json');
    expect(await requests[0]?.json()).toEqual({ location: 'westeurope' });
  });

  it('returns undefined for no body', async () => {
    const { client } = scriptedService([{ status: 204 }]);
    expect((await client.send('DELETE', URL_OF_A)).body).toBeUndefined();
  });

  it('retries a throttled request after the wait that the service asks for', async () => {
    const { client, sent, waited } = scriptedService([throttled, throttled, { body: 1 }]);
    expect((await client.send('POST', URL_OF_A, { body: { x: 1 } })).body).toBe(1);
    expect(sent).toHaveLength(3);
    expect(waited).toEqual([4_000, 4_000]);
  });

  it('sends the body again with each attempt', async () => {
    const { client, requests } = scriptedService(['connection lost', { body: 1 }]);
    await client.send('PUT', URL_OF_A, { body: { x: 1 } });
    expect(await requests[1]?.json()).toEqual({ x: 1 });
  });

  it('does not repeat a POST whose response was lost: it may have been done', async () => {
    const { client, sent } = scriptedService(['connection lost']);
    await expect(client.send('POST', URL_OF_A)).rejects.toMatchObject({ status: 0, code: 'NoAnswer' });
    expect(sent).toHaveLength(1);
  });

  it('gives up after five attempts, with the last error', async () => {
    const { client, waited } = scriptedService(Array.from({ length: 5 }, () => ({ status: 503 })));
    await expect(client.send('GET', URL_OF_A)).rejects.toBeInstanceOf(ArmError);
    expect(waited).toEqual([500, 1_000, 2_000, 4_000]);
  });

  it('waits two minutes for a connection that was lost, and reports that', async () => {
    const connection = createConnectionWatch();
    const { options, waited } = scriptedService(Array.from({ length: 40 }, () => 'connection lost' as const));
    await expect(createClient({ ...options, connection }).send('GET', URL_OF_A)).rejects.toMatchObject({
      code: 'NoAnswer',
    });
    const waitedMs = waited.reduce((sum, ms) => sum + ms, 0);
    expect(waitedMs).toBeGreaterThanOrEqual(120_000);
    expect(waitedMs).toBeLessThan(125_000);
    expect(connection.current()).toEqual({ state: 'lost' });
  });

  it('reports when the connection is back, and until when the service is busy', async () => {
    const reported: Connection[] = [];
    const connection = createConnectionWatch();
    connection.subscribe(() => reported.push(connection.current()));
    const { options } = scriptedService(['connection lost', throttled, { body: 1 }]);
    await createClient({ ...options, connection }).send('GET', URL_OF_A);
    const now = options.now?.() ?? 0;
    expect(reported).toEqual([{ state: 'lost' }, { state: 'fine' }, { state: 'busy', until: now + 4_000 }]);
  });

  it('counts a response that does not come as a lost connection', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { options } = scriptedService([]);
    const client = createClient({
      ...options,
      fetch: ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    });
    const sent = expect(client.send('POST', URL_OF_A)).rejects.toMatchObject({ code: 'NoAnswer' });
    await vi.advanceTimersByTimeAsync(60_000);
    await sent;
  });

  it('reports a refused token to the source of tokens', async () => {
    const { client, refused } = scriptedService([
      { status: 401, body: { error: { code: 'InvalidAuthenticationToken', message: 'No.' } } },
    ]);
    await expect(client.send('GET', URL_OF_A)).rejects.toMatchObject({
      status: 401,
      code: 'InvalidAuthenticationToken',
    });
    expect(refused).toEqual(['token-1']);
  });

  it('never sends a token to another origin, wherever a link points', async () => {
    const { client, sent } = scriptedService([]);
    await expect(client.send('GET', 'https://elsewhere.test/a')).rejects.toMatchObject({ code: 'UnexpectedAddress' });
    expect(sent).toEqual([]);
  });

  it('stops waiting when it is aborted, with the reason of the signal', async () => {
    const stop = new AbortController();
    const { options } = scriptedService([throttled]);
    const client = createClient({
      ...options,
      sleep: (_, signal) => {
        stop.abort(new Error('left the page'));
        return Promise.reject(signal?.reason as Error);
      },
    });
    await expect(client.send('GET', URL_OF_A, { signal: stop.signal })).rejects.toThrow('left the page');
  });

  it('does not take an abort for a lost connection', async () => {
    const stop = new AbortController();
    const { options } = scriptedService([]);
    const client = createClient({
      ...options,
      fetch: () => {
        stop.abort(new Error('left the page'));
        return Promise.reject(new DOMException('aborted', 'AbortError'));
      },
    });
    await expect(client.send('GET', URL_OF_A, { signal: stop.signal })).rejects.toThrow('left the page');
  });

  it('survives a response that is not JSON', async () => {
    const { options } = scriptedService([]);
    const client = createClient({
      ...options,
      fetch: () => Promise.resolve(new Response('<h1>Bad gateway</h1>', { status: 502 })),
    });
    await expect(client.send('GET', URL_OF_A)).rejects.toMatchObject({ status: 502, code: 'Http502' });
  });
});

describe('urlOf', () => {
  it('adds the api-version and writes filters as OData wants them', () => {
    const { client } = scriptedService([]);
    expect(client.urlOf('/subscriptions/1/x', '2022-04-01', { $filter: "principalId eq 'a+b'" })).toBe(
      `${ENDPOINT}/subscriptions/1/x?api-version=2022-04-01&%24filter=principalId%20eq%20%27a%2Bb%27`,
    );
  });

  it('keeps a path that the endpoint itself has', () => {
    const { options } = scriptedService([]);
    const client = createClient({ ...options, endpoint: `${ENDPOINT}/arm/` });
    expect(client.urlOf('/subscriptions', '1')).toBe(`${ENDPOINT}/arm/subscriptions?api-version=1`);
  });
});
