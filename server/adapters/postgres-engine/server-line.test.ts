/** Many requests to one server: few sessions at once, a bounded queue, and no job waits in it. */
import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SERVER_BUSY, type Engine } from '#provider/ports.ts';
import { errorMessage, fakePostgres, type Fake } from '../../testing/fake-postgres.ts';
import { createSealing } from '../sealing.ts';
import { createPostgresEngine } from './postgres-engine.ts';
import { createServerLine } from './server-line.ts';

vi.setConfig({ testTimeout: 30_000 });

const SIGN_IN_FAILED = 'UserErrorServerSignInFailed';
const at = (port: number) => ({ host: 'pg.example', port });
const codeOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'answered',
    (error: unknown) => (error as { code: string }).code,
  );

describe('the engine at one server', () => {
  let folder = '';
  let engine: Engine;
  let fake: Fake;
  let open = 0;
  let most = 0;
  let refuse: (socket: Socket) => void;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bp-line-'));
    engine = await createPostgresEngine({ sealing: createSealing(new Uint8Array(32)), folder });
    open = most = 0;
    fake = await fakePostgres({
      onStartup(socket) {
        most = Math.max(most, (open += 1));
        socket.on('close', () => (open -= 1));
        refuse(socket);
      },
    });
  });
  afterEach(async () => {
    fake.close();
    await rm(folder, { recursive: true, force: true });
  });
  const seal = () =>
    engine.seal({
      host: '127.0.0.1',
      port: fake.port,
      tlsMode: 'disable',
      administratorLogin: 'backup',
      administratorLoginPassword: 'secret',
    });

  it('holds two sessions, however many test the connection, and refuses those that are too many', async () => {
    refuse = (socket) => void delay(5).then(() => socket.end(errorMessage('28P01', 'no')));
    const sealed = await seal();
    const codes = await Promise.all(Array.from({ length: 200 }, () => codeOf(engine.inspect(sealed))));
    expect(most).toBe(2);
    expect(codes.filter((code) => code === SIGN_IN_FAILED)).toHaveLength(102);
    expect(codes.filter((code) => code === SERVER_BUSY)).toHaveLength(98);
    expect(await codeOf(engine.listDatabases(sealed))).toBe(SIGN_IN_FAILED);
  });

  it('lets a job connect at once while the queue is full of hanging requests', async () => {
    let hangs = true;
    refuse = (socket) => void (hangs || socket.end(errorMessage('28P01', 'no')));
    const sealed = await seal();
    const end = new AbortController();
    const crowd = Array.from({ length: 10 }, () => codeOf(engine.probe(sealed, end.signal)));
    await expect.poll(() => open).toBe(2);
    hangs = false;
    expect(await codeOf(engine.probe(sealed, undefined, 'ahead'))).toBe(SIGN_IN_FAILED);
    end.abort();
    expect(new Set(await Promise.all(crowd))).toEqual(new Set(['BackupCancelled']));
  });
});

describe('a line', () => {
  const forever = () => new Promise<never>(() => undefined);
  /** An unknown name has a queue of its own. */
  const unknown = () => Promise.reject(new Error('ENOTFOUND'));

  it('is one for each server, under any name', async () => {
    const addresses: Record<string, string[]> = {
      'pg.example': ['10.0.0.1', 'fd00::1'],
      'alias.example': ['10.0.0.1'],
      '::ffff:10.0.0.1': ['::ffff:10.0.0.1'],
      'six.example': ['FD00::1'],
      localhost: ['127.0.0.1', '::1'],
      '127.9.9.9': ['127.9.9.9'],
      'other.example': ['10.0.0.2'],
    };
    const found = (host: string) => Promise.resolve((addresses[host] ?? []).map((address) => ({ address, family: 4 })));
    const line = createServerLine({ atOnce: 1, waiting: 0, waitMs: 1 }, found);
    const enter = (host: string, ask: () => Promise<unknown> = () => Promise.resolve()) =>
      codeOf(line.turn({ host, port: 1 }, undefined, ask));
    const first = Promise.withResolvers<undefined>();
    const held = enter('pg.example', () => first.promise);
    for (const host of ['alias.example', '::ffff:10.0.0.1', 'six.example']) expect(await enter(host)).toBe(SERVER_BUSY);
    expect(await enter('other.example')).toBe('answered');
    // A caller that got one place and not the other gives it back.
    const second = Promise.withResolvers<undefined>();
    const local = enter('localhost', () => second.promise);
    expect(await enter('127.9.9.9')).toBe(SERVER_BUSY);
    first.resolve(undefined);
    second.resolve(undefined);
    expect(await Promise.all([held, local])).toEqual(['answered', 'answered']);
    await expect.poll(() => enter('alias.example')).toBe('answered');
    await expect.poll(() => enter('127.9.9.9')).toBe('answered');
  });

  it('is one for each host and port', async () => {
    const line = createServerLine({ atOnce: 1, waiting: 0, waitMs: 1 }, unknown);
    void line.turn(at(1), undefined, forever);
    expect(await codeOf(line.turn({ host: 'PG.example', port: 1 }, undefined, forever))).toBe(SERVER_BUSY);
    expect(await line.turn(at(2), undefined, () => Promise.resolve('in'))).toBe('in');
  });

  it('has a time limit for waiting', async () => {
    const line = createServerLine({ atOnce: 1, waiting: 5, waitMs: 10 }, unknown);
    void line.turn(at(1), undefined, forever);
    expect(await codeOf(line.turn(at(1), undefined, forever))).toBe(SERVER_BUSY);
  });

  it('is left by callers that abort, and keeps its order', async () => {
    const line = createServerLine({ atOnce: 1, waiting: 5, waitMs: 5_000 }, unknown);
    const first = Promise.withResolvers<undefined>();
    const order: string[] = [];
    const enter = (name: string, signal?: AbortSignal) =>
      codeOf(line.turn(at(1), signal, () => Promise.resolve(void order.push(name))));
    void line.turn(at(1), undefined, () => first.promise);
    const impatient = new AbortController();
    const waiting = [enter('second'), enter('impatient', impatient.signal), enter('third')];
    impatient.abort();
    first.resolve(undefined);
    expect(await Promise.all(waiting)).toEqual(['answered', 'BackupCancelled', 'answered']);
    expect(order).toEqual(['second', 'third']);
  });
});
