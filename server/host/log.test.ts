/** The lines of the log, and that no secret is in one, wherever it comes from. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identityOf } from '#adapters/age/master-keys.ts';
import { createManualClock } from '#provider/memory/clock.ts';
import { createMemoryPorts } from '#provider/memory/memory-ports.ts';
import { StoreUnavailable } from '#provider/ports.ts';
import { createProvider } from '#provider/provider.ts';
import { describe, expect, it } from 'vitest';
import { readConfig, secretsIn } from './config.ts';
import { createLog, type LogOptions } from './log.ts';

function logInto(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const log = createLog({ format: 'json', level: 'info', ...options, write: (line) => lines.push(line) });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('a line', () => {
  it('is one JSON object with time, level and event', () => {
    const { log, lines, last } = logInto();
    log('the disk\nis full', { free: 12, folder: '/a "b"', parts: ['one', 'two'], nothing: undefined, level: 'x' });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.match(/\n/g)).toHaveLength(1);
    const { time, ...line } = last();
    expect(Date.parse(String(time))).not.toBeNaN();
    expect(line).toEqual({
      ...{ level: 'info', event: 'the disk\nis full', free: 12, folder: '/a "b"' },
      parts: ['one', 'two'],
    });
  });

  it('is text otherwise, with its level unless that is information', () => {
    const { log, lines } = logInto({ format: 'text' });
    log('stopping', { after: 5 });
    log('not read', { error: 'gone' });
    expect(lines[0]).toMatch(/^\S+Z stopping after=5\n$/);
    expect(lines[1]).toMatch(/^\S+Z WARNING not read error=gone\n$/);
  });

  it('warns when it tells of an error, and is left out below the level that was set', () => {
    const { log, lines, last } = logInto({ level: 'warning' });
    log('begun');
    log('detail', {}, 'debug');
    expect(lines).toEqual([]);
    log('failed', { error: new Error('so it is') });
    expect(last()).toMatchObject({ level: 'warning', error: expect.stringContaining('so it is') as string });
    log('broken', {}, 'error');
    expect(last().level).toBe('error');
  });

  it('is no longer than a screen or two, and survives what JSON cannot write', () => {
    const { log, lines } = logInto();
    log('large', { text: 'x'.repeat(1e6), list: Array.from({ length: 1e5 }, (_, at) => at) });
    expect(lines[0]?.length).toBeLessThan(20_000);
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    log('odd', { circle, big: 1n, run: () => 1 });
    expect(lines).toHaveLength(2);
  });
});

const PASSWORD = 'pa55 w0rd/with@signs';
const URL_WITH_PASSWORD = `postgres://portal:${encodeURIComponent(PASSWORD)}@db.contoso.example:5432/state`;
const MASTER_KEY = identityOf(new Uint8Array(32).fill(7));
const OTHER_KEY = identityOf(new Uint8Array(32).fill(9));
const TOKEN = `eyJhbGciOiJIUzI1NiJ9.${'cGF5bG9hZA'.repeat(3)}.c2lnbmF0dXJl`;
const SECRETS = [
  PASSWORD,
  'pa55',
  URL_WITH_PASSWORD,
  encodeURIComponent(PASSWORD),
  MASTER_KEY,
  OTHER_KEY,
  TOKEN,
  's3cr3t-of-nobody',
];

const config = readConfig(
  { DATABASE_URL: URL_WITH_PASSWORD, SECRET_KEY: 'k'.repeat(40), MASTER_KEY },
  '/a folder without a file',
);

/** Texts in which the secret stands as libraries and servers write it. */
const TELLING = [
  `connect ECONNREFUSED ${URL_WITH_PASSWORD}`,
  `could not connect: host=db password='${PASSWORD}' user=portal`,
  'invalid dsn: host=db password=s3cr3t-of-nobody user=portal',
  `{"administratorLoginPassword":"s3cr3t-of-nobody","name":"pg"}`,
  `ALTER ROLE portal WITH PASSWORD 's3cr3t-of-nobody'`,
  `Authorization: Bearer ${TOKEN}`,
  `authorization: Basic cG9ydGFsOnMzY3IzdC1vZi1ub2JvZHk=`,
  `GET /hook?token=s3cr3t-of-nobody&sig=s3cr3t-of-nobody`,
  `smtps://mailer:s3cr3t-of-nobody@mail.contoso.example:465`,
  `the key is ${MASTER_KEY}`,
  `the key of somebody else is ${OTHER_KEY}`,
  `sent ${TOKEN} to nobody`,
  `SECRET_KEY=${'k'.repeat(40)}`,
  `password ${PASSWORD} was refused`,
];

function expectNone(lines: readonly string[]): void {
  for (const secret of [...SECRETS, 'k'.repeat(40), 'cG9ydGFsOnMzY3IzdC1vZi1ub2JvZHk=']) {
    expect(lines.join('')).not.toContain(secret);
    expect(lines.join('')).not.toContain(JSON.stringify(secret).slice(1, -1));
  }
}

describe.each(['json', 'text'] as const)('no secret stands in a line of %s', (format) => {
  it.each(TELLING)('%s', (text) => {
    const { log, lines } = logInto({ format, secrets: secretsIn(config) });
    log(text);
    log('in a detail', { error: text });
    log('in an error', { error: new Error(text, { cause: new Error(text) }) });
    log('deep', { payload: { list: [{ text }], [text]: 1 } });
    log('an error in an object', { causes: [String(new Error(text))] });
    log('JSON in JSON', { body: JSON.stringify({ text }) });
    log('by its name', { password: 's3cr3t-of-nobody', server: { administratorLoginPassword: 's3cr3t-of-nobody' } });
    expect(lines).toHaveLength(7);
    expectNone(lines);
  });
});

it('tells what happened all the same', () => {
  const { log, lines } = logInto({ secrets: secretsIn(config) });
  log('database connection lost', { error: `connect ECONNREFUSED ${URL_WITH_PASSWORD}`, code: 'error code: 42P01' });
  expect(lines[0]).toMatch(/connect ECONNREFUSED/);
  expect(lines[0]).toContain('error code: 42P01');
});

it('is quick with long texts of others', () => {
  const { log, lines } = logInto();
  for (const text of ['a.', 'password', 'a://b:', '\\', 'password=\\\\', '?code='])
    log('long', { error: text.repeat(2e5), list: [text.repeat(2e5)] });
  expect(lines).toHaveLength(6);
}, 5_000);

describe('the places that write lines', () => {
  /** A provider whose store, engine and queue throw what holds secrets. */
  function brokenProvider(thrown: (text: string) => Error) {
    const { log, lines } = logInto({ secrets: secretsIn(config) });
    const fail = () => Promise.reject(thrown(TELLING.join('\n')));
    const world = createMemoryPorts({ people: [], clock: createManualClock('2026-02-03T09:00:00Z'), log });
    const ports = {
      ...world,
      store: { ...world.store, transact: fail },
      directory: { ...world.directory, whoHolds: () => Promise.resolve({ ...PERSON }) },
    };
    return { provider: createProvider(ports), lines };
  }
  const PERSON = { objectId: crypto.randomUUID(), name: 'a@b', displayName: 'A', type: 'User' as const };
  const request = () =>
    new Request('http://localhost/subscriptions?api-version=2022-12-01', {
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'x-ms-correlation-request-id': '11111111-1111-4111-8111-111111111111',
      },
    });

  it('a request that met a bug: with the ids by which it is found, and no secret', async () => {
    const { provider, lines } = brokenProvider((text) => new Error(text));
    const answer = await provider.fetch(request());
    expect(answer.status).toBe(500);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'error',
      event: 'request failed',
      requestId: answer.headers.get('x-ms-request-id'),
      correlationId: '11111111-1111-4111-8111-111111111111',
    });
    expectNone([...lines, await answer.text()]);
  });

  it('a state that is away', async () => {
    const { provider, lines } = brokenProvider(
      (text) => new StoreUnavailable('away', 'Away.', { cause: new Error(text) }),
    );
    expect((await provider.fetch(request())).status).toBe(503);
    expect(lines).toHaveLength(1);
    expectNone(lines);
  });

  it('work: with its kind, its id and its job', async () => {
    const { provider, lines } = brokenProvider((text) => new Error(text));
    const jobId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/v/backupJobs/j-1';
    const item = { kind: 'backup' as const, id: 'w-1', payload: { jobId } };
    const taken = { signal: new AbortController().signal, attempt: 1 };
    await expect(provider.perform(item, taken)).rejects.toThrow();
    expect(lines.length).toBeGreaterThan(0);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ kind: 'backup', id: 'w-1', jobId: 'j-1' });
    expectNone(lines);
  });

  it('is the one door: nothing else of the server writes to standard error', async () => {
    const WRITES = /\bconsole\.|process\.stderr\.write|process\.stdout\.write/;
    const folders = ['host', 'adapters', 'provider', 'templates'].map((name) => join(import.meta.dirname, '..', name));
    const writing: string[] = [];
    for (const folder of folders) {
      for (const entry of await readdir(folder, { recursive: true })) {
        if (!entry.endsWith('.ts') || entry.endsWith('.test.ts')) continue;
        if (WRITES.test(await readFile(join(folder, entry), 'utf8'))) writing.push(entry);
      }
    }
    // What a command answers to whoever typed it, the log itself, and the link with the key for the safe.
    expect(writing.sort()).toEqual(['local-command.ts', 'log.ts', 'program.ts']);
  });
});
