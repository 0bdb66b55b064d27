/** What the host adds to the provider: sign-in, headers, and which callers it accepts. */
import { HOUR_MS } from '#protocol/time-units.ts';
import type { ErrorEnvelope } from '#protocol/errors.ts';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock } from '#provider/memory/clock.ts';
import { createMemoryPorts } from '#provider/memory/memory-ports.ts';
import { createProvider } from '#provider/provider.ts';
import { readConfig, type Config } from './config.ts';
import { createEndedSessions } from './ended-sessions.ts';
import { createHttpApp } from './http.ts';
import { createDirectory, createPeople } from './people.ts';
import { secretsFrom } from './secrets.ts';
import { createSignInCodes } from './sign-in-codes.ts';
import { createTokens, type IssuedToken } from './tokens.ts';

const SUBSCRIPTIONS = '/subscriptions?api-version=2022-12-01';

let pageFolder = '';
beforeEach(async () => {
  pageFolder = await mkdtemp(join(tmpdir(), 'bp-page-'));
  await mkdir(join(pageFolder, 'assets'));
  await writeFile(join(pageFolder, 'index.html'), '<!doctype html><title>The page</title>');
  await writeFile(join(pageFolder, 'assets', 'main-1234.js'), 'export {}');
});
afterEach(() => rm(pageFolder, { recursive: true, force: true }));

function host(more: Partial<Config> = {}) {
  const clock = createManualClock(new Date('2026-02-03T09:00:00Z'));
  const secrets = secretsFrom('a secret that only this test knows of');
  const people = createPeople(secrets);
  const memory = createMemoryPorts({ people: [], clock });
  const ended = createEndedSessions(memory.store, clock);
  const tokens = createTokens(secrets.key('tokens'), clock, people.tenantId, ended);
  const ports = {
    ...memory,
    directory: createDirectory(people, (token) => tokens.whoHolds(token)),
  };
  const codes = createSignInCodes(ports.store, clock);
  const app = createHttpApp({
    knowsSubscription: () => Promise.resolve(true),
    config: { ...readConfig({}, pageFolder), ...more },
    provider: createProvider(ports),
    signIn: { people, tokens, codes },
    pageFolder,
  });
  const send = async (path: string, init?: RequestInit) =>
    app.request(new URL(path, 'http://localhost:5080').href, init);
  const post = (path: string, body?: unknown, token?: string) =>
    send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const signIn = async () =>
    (await (await post('/auth/token', { code: await codes.issue(people.operator) })).json()) as IssuedToken;
  const withToken = (token: string) => send(SUBSCRIPTIONS, { headers: { authorization: `Bearer ${token}` } });
  const sessionOf = (token: string) => String(decodeJwt(token).sid);
  return { clock, people, tokens, codes, ended, secrets, send, post, signIn, withToken, sessionOf };
}

const errorOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string; message: string } }).error;

describe('a sign-in link', () => {
  it('gives a token that the provider takes, once', async () => {
    const { codes, people, post, withToken } = host();
    const code = await codes.issue(people.operator);
    const token = (await (await post('/auth/token', { code })).json()) as IssuedToken;
    expect(token).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    expect((await withToken(token.access_token)).status).toBe(200);

    const again = await post('/auth/token', { code });
    expect(again.status).toBe(401);
    expect(await errorOf(again)).toMatchObject({
      code: 'SignInCodeUsed',
      message: expect.stringContaining('npm run link') as string,
    });
  });

  it('works for one of two that use it together', async () => {
    const { codes, people, post } = host();
    const code = await codes.issue(people.operator);
    const responses = await Promise.all([post('/auth/token', { code }), post('/auth/token', { code })]);
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it('runs out after an hour', async () => {
    const { codes, people, post, clock } = host();
    const code = await codes.issue(people.operator);
    await clock.advance(HOUR_MS);
    expect(await errorOf(await post('/auth/token', { code }))).toMatchObject({ code: 'SignInCodeExpired' });
  });

  it.each([
    [{ code: 'guessed' }, 401],
    [{}, 400],
    [{ code: 5 }, 400],
    [undefined, 400],
    [[], 400],
  ])('is not %j', async (body, status) => {
    expect((await host().post('/auth/token', body)).status).toBe(status);
  });

  it('cannot be guessed without limit, and a valid one works nevertheless', async () => {
    const { post, signIn } = host();
    for (let count = 0; count < 30; count += 1) {
      expect((await post('/auth/token', { code: `guess ${count}` })).status).toBe(401);
    }
    const refused = await post('/auth/token', { code: 'another' });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await signIn()).toMatchObject({ token_type: 'Bearer' });
  });

  it.each([
    'text/plain',
    'text/plain; application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    '',
  ])('is not accepted as %j, which any page may send without a preflight', async (type) => {
    const { codes, people, send } = host();
    const body = new TextEncoder().encode(JSON.stringify({ code: await codes.issue(people.operator) }));
    const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
    const response = await send('/auth/token', { method: 'POST', headers, body });
    expect([response.status, (await errorOf(response)).code]).toEqual([415, 'UnsupportedMediaType']);
  });

  it('is not accepted from a page of another origin, unless that is configured', async () => {
    const { codes, people, send } = host({ CORS_ORIGINS: ['https://page.example'], PUBLIC_URL: 'https://own.example' });
    const from = async (origin: string) => {
      const body = JSON.stringify({ code: await codes.issue(people.operator) });
      return send('/auth/token', { method: 'POST', headers: { 'content-type': 'application/json', origin }, body });
    };
    for (const origin of ['https://attacker.example', 'null', 'http://localhost:5081']) {
      const response = await from(origin);
      expect([response.status, (await errorOf(response)).code]).toEqual([403, 'OriginNotAllowed']);
    }
    for (const origin of ['https://page.example', 'https://own.example', 'http://localhost:5080']) {
      expect((await from(origin)).status).toBe(200);
    }
  });

  it('may have four kilobytes', async () => {
    const response = await host().post('/auth/token', { code: 'x'.repeat(5_000) });
    expect([response.status, (await errorOf(response)).message]).toEqual([413, 'The body is larger than 4 kB.']);
    const inPieces = new ReadableStream({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode('['.repeat(1_000)));
      },
    });
    const headers = { 'content-type': 'application/json' };
    const endless = { method: 'POST', headers, body: inPieces, duplex: 'half' } as RequestInit;
    expect((await host().send('/auth/token', endless)).status).toBe(413);
  });

  it('is given to a caller that can read the secret, for the people the server knows', async () => {
    const { tokens, post } = host();
    const proof = await tokens.issueForLinks();
    expect(await (await post('/auth/link', { as: 'backup-admin' }, proof)).json()).toHaveProperty('code');
    expect(await errorOf(await post('/auth/link', { as: 'nobody' }, proof))).toMatchObject({
      code: 'UnknownPerson',
      message: expect.stringContaining('operator and backup-admin') as string,
    });
  });

  it('is not given to the holder of an ordinary token', async () => {
    const { post, signIn } = host();
    expect((await post('/auth/link', {}, (await signIn()).access_token)).status).toBe(401);
    expect((await post('/auth/link', {})).status).toBe(401);
  });
});

describe('a token', () => {
  it('runs out after an hour, and can be renewed before that for twelve', async () => {
    const { clock, signIn, withToken, post } = host();
    let { access_token: token } = await signIn();
    for (let hour = 1; hour <= 12; hour += 1) {
      await clock.advance(0.9 * HOUR_MS);
      const renewed = await post('/auth/renew', undefined, token);
      expect(renewed.status).toBe(200);
      ({ access_token: token } = (await renewed.json()) as IssuedToken);
    }
    await clock.advance(1.3 * HOUR_MS);
    expect((await withToken(token)).status).toBe(401);
    expect((await post('/auth/renew', undefined, token)).status).toBe(401);
  });

  it('is refused after signing out, with every other one of that session and no other', async () => {
    const { signIn, withToken, post } = host();
    const { access_token: token } = await signIn();
    const { access_token: elsewhere } = await signIn();
    const renewed = (await (await post('/auth/renew', undefined, token)).json()) as IssuedToken;
    expect((await post('/auth/sign-out', undefined, token)).status).toBe(204);
    for (const gone of [token, renewed.access_token]) {
      expect((await withToken(gone)).status).toBe(401);
      expect((await post('/auth/renew', undefined, gone)).status).toBe(401);
    }
    expect((await withToken(elsewhere)).status).toBe(200);
  });

  it('that is invalid ends nothing, and is signed out', async () => {
    const { signIn, withToken, post } = host();
    const { access_token: token } = await signIn();
    expect((await post('/auth/sign-out')).status).toBe(204);
    expect((await post('/auth/sign-out', undefined, 'nonsense')).status).toBe(204);
    expect((await withToken(token)).status).toBe(200);
  });

  it('of an ended session is remembered no longer than the session could have lasted', async () => {
    const { signIn, post, clock, ended, sessionOf } = host();
    const { access_token: token } = await signIn();
    await post('/auth/sign-out', undefined, token);
    expect(await ended.has(sessionOf(token))).toBe(true);
    await clock.advance(13 * HOUR_MS);
    await post('/auth/sign-out', undefined, (await signIn()).access_token);
    expect(await ended.has(sessionOf(token))).toBe(false);
  });

  it('of somebody else, or without a signature, is refused', async () => {
    const { withToken, people, tokens } = host();
    const claims = { sub: people.operator.objectId };
    const foreign = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('backup-portal')
      .setAudience('https://management.azure.com/')
      .setExpirationTime(new Date('2030-01-01'))
      .sign(new Uint8Array(32));
    const [, body] = foreign.split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body ?? ''}.`;
    for (const token of [foreign, unsigned, 'nonsense', await tokens.issueForLinks()]) {
      expect((await withToken(token)).status).toBe(401);
    }
  });
});

describe('the page', () => {
  it('is served at every address that a person opens', async () => {
    const response = await host().send('/vaults/some%2Fid/jobs', { headers: { accept: 'text/html' } });
    expect(await response.text()).toContain('The page');
    expect(response.headers.get('cache-control')).toBe('no-cache');
  });

  it('is not served to scripts: what does not exist is refused as ARM refuses', async () => {
    const response = await host().send('/nothing/here');
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(response.status).toBeGreaterThanOrEqual(400);
  });

  it('is not served at a path that begins with an empty name, to any caller', async () => {
    const response = await host().send('http://localhost:5080//subscriptions?api-version=2022-12-01', {
      headers: { accept: 'text/html' },
    });
    expect([response.status, ((await response.json()) as ErrorEnvelope).error.code]).toEqual([
      400,
      'InvalidRequestUri',
    ]);
  });

  it('keeps its files in the cache for ever, since their names change with them', async () => {
    const response = await host().send('/assets/main-1234.js');
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(response.headers.get('content-type')).toContain('javascript');
  });

  it('has its files compressed once, and sends them uncompressed to a caller that wants that or a range', async () => {
    const { send } = host();
    const text = 'export const word = 1;\n'.repeat(2_000);
    await writeFile(join(pageFolder, 'assets', 'large-1234.js'), text);
    const path = '/assets/large-1234.js';
    const compressed = (encoding: string) => send(path, { headers: { 'accept-encoding': encoding } });
    const read = async (response: Response) =>
      new Response(response.body?.pipeThrough(new DecompressionStream('gzip'))).text();
    const first = await compressed('gzip, br');
    expect(first.headers.get('content-encoding')).toBe('gzip');
    expect(await read(first)).toBe(text);
    // The disk is not read again: a name of this kind has one content for ever.
    await writeFile(join(pageFolder, 'assets', 'large-1234.js'), 'another text');
    const second = await compressed('gzip');
    expect(await read(second)).toBe(text);
    for (const name of ['cache-control', 'content-type', 'content-security-policy', 'vary']) {
      expect(second.headers.get(name)).toBe(first.headers.get(name));
    }
    expect(await (await send(path)).text()).toBe('another text');
    const part = await send(path, { headers: { 'accept-encoding': 'gzip', range: 'bytes=0-6' } });
    expect([part.status, await part.text()]).toEqual([206, 'another']);
    expect((await send(path, { method: 'HEAD', headers: { 'accept-encoding': 'gzip' } })).status).toBe(200);
    expect((await send('/assets/none.js', { headers: { 'accept-encoding': 'gzip' } })).status).toBe(400);
  });

  it('runs no script but its own, and not in a frame of another page', async () => {
    const { headers } = await host().send('/', { headers: { accept: 'text/html' } });
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('gets the address of ARM', async () => {
    expect(await (await host().send('/config.json')).json()).toEqual({ armEndpoint: '/', signIn: 'link' });
  });

  it.each(['/../package.json', '/..%2f..%2fpackage.json', '/assets/%2e%2e/%2e%2e/package.json'])(
    'does not lead out of its folder by %s',
    async (path) => {
      expect(await (await host().send(path)).text()).not.toContain('"dependencies"');
    },
  );
});

describe('a server on loopback', () => {
  it('does not accept the name of another host', async () => {
    const { send } = host();
    expect((await send('http://attacker.example/config.json')).status).toBe(421);
    expect((await send('http://127.0.0.1:5080/config.json')).status).toBe(200);
  });

  it('accepts its configured name', async () => {
    const { send } = host({ PUBLIC_URL: 'https://backup.contoso.example' });
    expect((await send('http://backup.contoso.example/config.json')).status).toBe(200);
  });
});

describe('a server that others reach', () => {
  const open = { HOST: '0.0.0.0' };

  it('accepts its configured names and those of this machine', async () => {
    const { send } = host({ ...open, PUBLIC_URL: 'https://backup.contoso.example', ALLOWED_HOSTS: ['bp.internal'] });
    for (const name of ['backup.contoso.example', 'bp.internal:5080', 'BP.internal', 'localhost:5080', '[::1]:5080']) {
      expect((await send(`http://${name}/config.json`)).status).toBe(200);
    }
    for (const name of ['attacker.example', 'bp.internal.attacker.example', '10.0.0.5']) {
      expect((await send(`http://${name}/config.json`)).status).toBe(421);
    }
  });

  it('says what to set when it does not know a name', async () => {
    const response = await host(open).send(`http://backup.contoso.example${SUBSCRIPTIONS}`);
    expect([response.status, (await errorOf(response)).message]).toEqual([
      421,
      "This server does not go by the name 'backup.contoso.example'. If it should, set PUBLIC_URL to its address, or add the name to ALLOWED_HOSTS.",
    ]);
  });

  it('tells browsers to use only https when it is reached by https', async () => {
    const policy = async (more: Partial<Config>) =>
      (await host(more).send('/config.json')).headers.get('strict-transport-security');
    expect(await policy({})).toBeNull();
    expect(await policy({ PUBLIC_URL: 'http://backup.contoso.example' })).toBeNull();
    expect(await policy({ PUBLIC_URL: 'https://backup.contoso.example' })).toBe('max-age=31536000');
    expect(await policy({ TLS_CERT: '/tls.crt', TLS_KEY: '/tls.key' })).toBe('max-age=31536000');
  });

  it('sends no caller to another host with its nextLink', async () => {
    const { send, signIn } = host({ PUBLIC_URL: 'https://backup.contoso.example' });
    const { access_token: token } = await signIn();
    const get = (path: string) => send(path, { headers: { authorization: `Bearer ${token}` } });
    for (const path of [
      '//attacker.example/subscriptions?api-version=2022-12-01',
      '/subscriptions//?api-version=2022-12-01',
    ]) {
      const response = await get(`http://localhost:5080${path}`);
      expect([response.status, (await errorOf(response)).code]).toEqual([400, 'InvalidRequestUri']);
    }
  });

  it('lets no cache keep its responses or its tokens', async () => {
    const { send, signIn, post, codes, people } = host();
    const { access_token: token } = await signIn();
    const list = await send(SUBSCRIPTIONS, { headers: { authorization: `Bearer ${token}` } });
    const issued = await post('/auth/token', { code: await codes.issue(people.operator) });
    for (const { headers } of [list, issued]) expect(headers.get('cache-control')).toContain('no-store');
  });
});

describe('another origin', () => {
  const from = (origin: string) => ({ headers: { origin } });

  it('may read responses when it is configured, the headers of operations too', async () => {
    const { send } = host({ CORS_ORIGINS: ['https://page.example'] });
    const { headers } = await send(SUBSCRIPTIONS, from('https://page.example'));
    expect(headers.get('access-control-allow-origin')).toBe('https://page.example');
    for (const name of ['Azure-AsyncOperation', 'Location', 'Retry-After', 'x-ms-request-id']) {
      expect(headers.get('access-control-expose-headers')).toContain(name);
    }
  });

  it('may not otherwise', async () => {
    for (const more of [{}, { CORS_ORIGINS: ['https://page.example'] }]) {
      const { headers } = await host(more).send(SUBSCRIPTIONS, from('https://attacker.example'));
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});
