/**
 * The database of the state goes away under a running server and comes back: callers get a 503 with a time to wait, and
 * work continues.
 */
import { rm } from 'node:fs/promises';
import { isRunning, type Job } from '#protocol/data-protection.ts';
import { VAULT_ID } from '#provider/seed.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { within } from '../testing/rich-databases.ts';
import type { OpenHost } from './host.ts';
import { makeTemplate, openNodeHost } from './node-host.ts';
import { armOf, endOf, errorOf, eventually, protectedServer, startBackup } from './suite/client.ts';

let postgres: TestPostgres;
let template = '';
let host: OpenHost;

beforeAll(async () => {
  postgres = await startPostgres();
  await within(postgres, 'postgres', ['CREATE DATABASE state']);
  template = await makeTemplate(postgres.url('state'));
  host = await openNodeHost({ DATABASE_URL: postgres.url('state'), template });
}, 60_000);
afterAll(async () => {
  await host.close();
  await rm(template, { recursive: true, force: true });
  await postgres.remove();
}, 60_000);

it('returns 503 with Retry-After meanwhile, and a backup that runs ends well', async () => {
  // Signing in reads the state, too.
  const token = await host.tokenOf('operator');
  const arm = armOf({ ...host, tokenOf: () => Promise.resolve(token) });
  const { instanceId } = await protectedServer(arm, { host: 'slow.invalid' });
  const jobId = await startBackup(arm, instanceId);
  await eventually(
    () => arm.get<Job>(jobId),
    ({ properties }) => (properties.extendedInfo?.subTasks ?? []).some(({ taskStatus }) => taskStatus === 'InProgress'),
  );
  await postgres.crash();

  for (const request of [arm.call('GET', VAULT_ID), arm.call('PATCH', VAULT_ID, { body: { tags: { a: 'b' } } })]) {
    const answer = await request;
    expect([answer.status, errorOf(answer).code, answer.headers.get('retry-after')]).toEqual([
      503,
      'ServiceUnavailable',
      '5',
    ]);
  }
  const link = await fetch(new URL('/auth/token', host.origin), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: 'x'.repeat(43) }),
  });
  expect(link.status).toBe(503);

  await postgres.start();
  await eventually(
    () => arm.call('GET', VAULT_ID),
    ({ status }) => status === 200,
  );
  const ended = await endOf(arm, jobId);
  expect(isRunning(ended)).toBe(false);
  expect(ended.properties.status, JSON.stringify(ended.properties.errorDetails)).toBe('Completed');
}, 120_000);
