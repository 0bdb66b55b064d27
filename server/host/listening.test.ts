/** The server on its socket: requests that are refused before our routes see them, and TLS whose files change. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { Hono } from 'hono';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createManualClock } from '#provider/memory/clock.ts';
import { createMemoryPorts } from '#provider/memory/memory-ports.ts';
import { createProvider } from '#provider/provider.ts';
import { readConfig } from './config.ts';
import { createHttpApp } from './http.ts';
import { listen, type Listening, type Patience } from './listening.ts';
import { createPeople } from './people.ts';
import { secretsFrom } from './secrets.ts';
import { createSignInCodes } from './sign-in-codes.ts';
import { createTokens } from './tokens.ts';

const IMPATIENT: Patience = { requestMs: 400, headersMs: 200, checkMs: 50, tlsFilesMs: 30 };

let listening: Listening | undefined;
afterEach(async () => {
  listening?.server.closeAllConnections();
  await listening?.close();
  listening = undefined;
});

function ourApp(): Hono {
  const clock = createManualClock(new Date('2026-02-03T09:00:00Z'));
  const secrets = secretsFrom('a secret that only this test knows of');
  const people = createPeople(secrets);
  const ports = createMemoryPorts({ people: [], clock });
  return createHttpApp({
    knowsSubscription: () => Promise.resolve(true),
    config: readConfig({}, tmpdir()),
    provider: createProvider(ports),
    signIn: {
      people,
      tokens: createTokens(secrets.key('tokens'), clock, people.tenantId),
      codes: createSignInCodes(ports.store, clock),
    },
    pageFolder: tmpdir(),
  });
}

async function open(app: Hono, patience?: Patience, tls: { TLS_CERT?: string; TLS_KEY?: string } = {}) {
  const log = vi.fn();
  listening = await listen(app, { HOST: '127.0.0.1', PORT: 0, ...tls }, log, patience);
  return { port: (listening.server.address() as AddressInfo).port, log };
}

/** Sends bytes as they are, and returns everything received until the other side closes. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let response = '';
  socket.setEncoding('utf8').on('data', (part: string) => (response += part));
  socket.on('error', () => undefined);
  socket.write(text);
  await new Promise((resolve) => socket.once('close', resolve));
  return response;
}

describe('a request', () => {
  it('that names its host twice is refused', async () => {
    const { port } = await open(ourApp());
    const response = await raw(
      port,
      'GET /subscriptions?api-version=2022-12-01 HTTP/1.1\r\nHost: localhost\r\nhost: attacker.example\r\nConnection: close\r\n\r\n',
    );
    expect(response).toMatch(/^HTTP\/1\.1 400 [^]*"InvalidHost"/);
  });

  it.each([
    ['an address of another host', 'GET http://attacker.example/config.json HTTP/1.1\r\nHost: localhost', 421],
    ['no host', 'GET /config.json HTTP/1.1', 400],
    [
      'a path that names another host',
      'GET //attacker.example/subscriptions?api-version=2022-12-01 HTTP/1.1\r\nHost: localhost',
      400,
    ],
    ['17 kB of headers', `GET /config.json HTTP/1.1\r\nHost: localhost\r\nx: ${'x'.repeat(17_000)}`, 431],
  ])('with %s is refused', async (_, head, status) => {
    const { port } = await open(ourApp());
    expect(await raw(port, `${head}\r\nConnection: close\r\n\r\n`)).toContain(`HTTP/1.1 ${String(status)} `);
  });

  it.each([
    ['its headers', 'GET / HTTP/1.1\r\nHost: localhost\r\nx: '],
    [
      'its body',
      'POST /auth/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    ],
  ])('that stops in %s is ended', async (_, begun) => {
    const { port } = await open(ourApp(), IMPATIENT);
    expect(await raw(port, begun)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it.each([
    ['a body of so many bytes', 'Content-Length: 100\r\n\r\n{'],
    ['a body in pieces', 'Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n'],
  ])('that is left in the middle of %s leaves nothing in the log', async (_, rest) => {
    const { port } = await open(ourApp());
    const said = [vi.spyOn(console, 'error'), vi.spyOn(console, 'info')].map((spy) => spy.mockReturnValue());
    const head = 'POST /auth/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const closed = Array.from({ length: 5 }, async () => {
      const socket = connect(port, '127.0.0.1');
      await new Promise((resolve) => socket.write(`${head}${rest}`, resolve));
      // Until the server reads the body.
      await new Promise((resolve) => setTimeout(resolve, 50));
      socket.resetAndDestroy();
      await once(socket, 'close');
    });
    await Promise.all(closed);
    expect((await fetch(`http://localhost:${String(port)}/config.json`)).status).toBe(200);
    for (const spy of said) expect(spy).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it('that never begins does not keep its connection', async () => {
    const { port } = await open(ourApp(), IMPATIENT);
    expect(await raw(port, '')).toMatch(/^(HTTP\/1\.1 408 |$)/);
  });

  it('of five megabytes to sign in with is refused unread, and delays nobody', async () => {
    const { port } = await open(ourApp());
    // Parsing them is what would delay others. Whether they are parsed can be tested on any machine; the delay cannot.
    const parsed = vi.spyOn(JSON, 'parse');
    const head = (length: number) =>
      `POST /auth/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${String(length)}\r\n\r\n`;
    const begun = Array.from({ length: 100 }, () => raw(port, head(4_900_000) + '['.repeat(200_000)));
    // On a busy machine these are cut off before they are sent, and their responses with them.
    const whole = Array.from({ length: 3 }, () => raw(port, head(4_900_000) + '['.repeat(4_900_000)));
    const other = await fetch(`http://localhost:${String(port)}/config.json`);
    expect(other.status).toBe(200);
    for (const response of await Promise.all(begun)) expect(response).toMatch(/^HTTP\/1\.1 413 [^]*larger than 4 kB/);
    await Promise.all(whole);
    expect(parsed.mock.calls.filter(([text]) => text.startsWith('['))).toEqual([]);
    parsed.mockRestore();
  });

  it('that is refused while it is being sent is read for a moment longer: a reset would overtake the response', async () => {
    const { port } = await open(ourApp());
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const failures: Error[] = [];
    socket.setEncoding('utf8').on('error', (error) => failures.push(error));
    socket.write(
      'POST /auth/token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 3000000\r\n\r\n',
    );
    const [response] = (await once(socket, 'data')) as [string];
    expect(response).toMatch(/^HTTP\/1\.1 413 [^]*"RequestContentTooLarge"/);
    await once(socket, 'end');
    for (let megabytes = 0; megabytes < 3; megabytes += 1)
      await new Promise((resolve) => socket.write('['.repeat(1_000_000), resolve));
    socket.end();
    await once(socket, 'close');
    expect(failures).toEqual([]);
  });

  it('that is never sent to its end does not keep its connection after the refusal', async () => {
    const { port } = await open(ourApp());
    const begun = `POST /auth/token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 4000000\r\n\r\n[`;
    expect(await raw(port, begun)).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe('requests that are sent without waiting for a response', () => {
  const requests = (times: number) => 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(times);
  const slow = () => {
    let begun = 0;
    const app = new Hono();
    app.get('/', async (context) => {
      begun += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      return context.text('hello');
    });
    return { app, begun: () => begun };
  };

  it('are answered one after the other when they are few', async () => {
    const { app } = slow();
    const { port } = await open(app);
    const response = await raw(port, `${requests(15)}GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect(response.match(/HTTP\/1\.1 200/g)).toHaveLength(16);
  });

  it('are unlimited when each waits for its response, and the last one ends the connection', async () => {
    const app = new Hono();
    app.get('/', (context) => context.text('hello'));
    const { port } = await open(app);
    const socket = connect(port, '127.0.0.1');
    socket.setEncoding('utf8');
    const received = async (times: number) => {
      for (let left = times; left > 0;) {
        const [part] = (await once(socket, 'data')) as [string];
        left -= part.match(/hello/g)?.length ?? 0;
      }
    };
    for (let turn = 0; turn < 1_000; turn += 1) {
      socket.write(requests(15));
      await received(15);
    }
    const closed = once(socket, 'close');
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    socket.resume();
    expect(await closed).toEqual([false]);
  });

  it('end their connection when they are many, and no more than a few are begun', async () => {
    const { app, begun } = slow();
    const { port } = await open(app);
    const response = await raw(port, requests(5_000));
    expect(response.match(/HTTP\/1\.1 \d\d\d/g)).toEqual([
      ...Array.from({ length: 16 }, () => 'HTTP/1.1 200'),
      'HTTP/1.1 429',
    ]);
    expect(response).toContain('Wait for the responses');
    expect(begun()).toBe(16);
  });
});

describe('an invalid request gets a message that says what to do, and the connection closes:', () => {
  const head = 'GET /config.json HTTP/1.1\r\nHost: localhost\r\n';
  it.each([
    ['bytes that are not HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400, 'a client that speaks HTTP'],
    ['another version of HTTP', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'a client that speaks HTTP'],
    ['two lengths', `${head}Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}`, 400, 'contradict each other'],
    [
      'a length and pieces',
      `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
      'contradict',
    ],
    ['a control letter in a header', `${head}x: a\x1b[2J\r\n\r\n`, 400, 'a client that speaks HTTP'],
    ['an address of 17 kB', `GET /${'a'.repeat(17_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 414, 'Shorten it'],
    ['17 kB of headers', `${head}x: ${'x'.repeat(17_000)}\r\n\r\n`, 431, 'Send fewer and shorter ones'],
    [
      'many headers',
      `${head}${Array.from({ length: 2_000 }, (_, at) => `x-${String(at)}: y\r\n`).join('')}\r\n`,
      431,
      'Send fewer',
    ],
    ['a megabyte of headers', `${head}x: ${'x'.repeat(1_000_000)}\r\n\r\n`, 431, 'Send fewer and shorter ones'],
    ['another expectation', `${head}Expect: tea\r\n\r\n`, 417, "only be '100-continue'"],
    ['a tunnel', 'CONNECT localhost:22 HTTP/1.1\r\nHost: localhost:22\r\n\r\n', 405, 'not a proxy'],
    ['no host', 'GET /config.json HTTP/1.1\r\nConnection: close\r\n\r\n', 400, "'Host' header"],
    ['an invalid host', 'GET /config.json HTTP/1.1\r\nHost: [::1\r\nConnection: close\r\n\r\n', 400, "'Host' header"],
    ['no address', 'GET ? HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 400, 'a client that speaks HTTP'],
    [
      'pieces with long extensions',
      `PUT /subscriptions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}\r\n{\r\n`,
      413,
      'Send them without',
    ],
  ])('%s', async (_, text, status, said) => {
    const { port } = await open(ourApp());
    const [start = '', body = ''] = (await raw(port, text)).split('\r\n\r\n');
    expect(start).toMatch(new RegExp(`^HTTP/1\\.1 ${String(status)} `));
    expect(start).toMatch(/^content-type: application\/json/im);
    const { error } = JSON.parse(body) as { error: { code: string; message: string } };
    expect(error.code).toMatch(/^[A-Z]\w+$/);
    expect(error.message).toContain(said);
  });

  it.each([
    ['its headers', 'GET / HTTP/1.1\r\nHost: localhost\r\nx: '],
    [
      'its body',
      'POST /auth/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    ],
  ])('a request that stops in %s', async (_, begun) => {
    const { port } = await open(ourApp(), IMPATIENT);
    expect(await raw(port, begun)).toMatch(/^HTTP\/1\.1 408 [^]*"RequestTimeout"[^]*Send it again/);
  });

  it('and a response that has begun is not followed by another', async () => {
    const app = new Hono();
    app.get(
      '/',
      () => new Response(new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('begun')) })),
    );
    const { port } = await open(app);
    const socket = connect(port, '127.0.0.1');
    let response = '';
    socket.setEncoding('utf8').on('error', () => undefined);
    socket.on('data', (part: string) => {
      response += part;
      if (response.includes('begun')) socket.write('no HTTP at all\r\n\r\n');
    });
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'close');
    expect(response.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });
});

describe('TLS', () => {
  let folder = '';
  const at = (file: string) => join(folder, file);
  const makeCertificate = (name: string) =>
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
        '-subj',
        `/CN=${name}`,
        '-addext',
        'subjectAltName=DNS:localhost',
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.pem`,
      ],
      { cwd: folder, stdio: 'pipe' },
    );
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bp-tls-'));
    for (const name of ['first', 'second']) makeCertificate(name);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const install = async (certificate: string, key: string) => {
    await copyFile(at(certificate), at('tls.pem'));
    await copyFile(at(key), at('tls.key'));
  };
  const tls = () => ({ TLS_CERT: at('tls.pem'), TLS_KEY: at('tls.key') });
  const hello = (): Hono => {
    const app = new Hono();
    app.get('/', (context) => context.text('hello'));
    return app;
  };

  /** Which certificate the server presents; a failure when it is neither of ours. */
  async function nameAt(port: number, agent?: Agent): Promise<string> {
    const ca = await Promise.all(['first.pem', 'second.pem'].map((file) => readFile(at(file))));
    const sent = httpsRequest({ host: 'localhost', port, ca, ...(agent ? { agent } : { agent: false }) });
    sent.end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const name = (response.socket as unknown as Pick<TLSSocket, 'getPeerCertificate'>).getPeerCertificate().subject.CN;
    expect(await response.toArray()).toEqual([Buffer.from('hello')]);
    return String(name);
  }

  it('takes new files as they come, and leaves open connections alone', async () => {
    await install('first.pem', 'first.key');
    const { port, log } = await open(hello(), IMPATIENT, tls());
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await nameAt(port, agent)).toBe('first');
    await install('second.pem', 'second.key');
    await vi.waitFor(async () => expect(await nameAt(port)).toBe('second'), { timeout: 5_000, interval: 30 });
    expect(await nameAt(port, agent)).toBe('first');
    agent.destroy();
    expect(log).toHaveBeenCalledWith(expect.stringContaining('are used from now on'), expect.anything());
  });

  it('keeps the old files when the new ones are invalid, and logs it', async () => {
    await install('first.pem', 'first.key');
    const { port, log } = await open(hello(), IMPATIENT, tls());
    const logged = expect.stringContaining('the old ones stay in use') as string;
    await writeFile(at('tls.pem'), 'nonsense');
    await vi.waitFor(() => expect(log).toHaveBeenCalledWith(logged, expect.anything(), 'warning'), { timeout: 5_000 });
    expect(await nameAt(port)).toBe('first');
    log.mockClear();
    await copyFile(at('second.pem'), at('tls.pem'));
    await vi.waitFor(() => expect(log).toHaveBeenCalledWith(logged, expect.anything(), 'warning'), { timeout: 5_000 });
    expect(await nameAt(port)).toBe('first');
  });

  it('does not start with files that do not belong together', async () => {
    await install('first.pem', 'second.key');
    await expect(open(hello(), IMPATIENT, tls())).rejects.toThrow(/TLS_CERT .* cannot be used/);
    await expect(open(hello(), IMPATIENT, { TLS_CERT: at('none.pem'), TLS_KEY: at('tls.key') })).rejects.toThrow(
      /ENOENT/,
    );
  });
});
