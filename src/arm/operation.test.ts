import { describe, expect, it } from 'vitest';
import { ENDPOINT, scriptedService } from '#testing/scripted-service.ts';
import type { ArmReply } from './client.ts';
import { followOperation } from './operation.ts';

const RESOURCE = `${ENDPOINT}/vault?api-version=1`;
const STATUS = `${ENDPOINT}/operationStatus/1?t=1&s=signature`;
const RESULT = `${ENDPOINT}/operationResults/1`;

const started = (status: number, headers: Record<string, string>, body?: unknown): ArmReply => ({
  status,
  headers: new Headers(headers),
  body,
});
const running = (headers = {}) => ({ headers, body: { status: 'Inprogress', endTime: '0001-01-01T00:00:00Z' } });
const succeeded = { body: { status: 'succeeded' } };
const failed = {
  body: {
    status: 'Failed',
    error: { code: 'UserErrorMissingRequiredPermissions', message: 'Permissions are missing.' },
  },
};

describe('after a PUT', () => {
  it('polls the given status URL until it succeeded, then reads the resource', async () => {
    const { client, sent } = scriptedService([running(), succeeded, { body: { name: 'vault' } }]);
    const reply = started(
      201,
      { 'azure-asyncoperation': STATUS },
      { properties: { provisioningState: 'Provisioning' } },
    );
    expect(await followOperation(client, 'PUT', RESOURCE, reply)).toEqual({ name: 'vault' });
    expect(sent).toEqual([
      'GET /operationStatus/1?t=1&s=signature',
      'GET /operationStatus/1?t=1&s=signature',
      'GET /vault?api-version=1',
    ]);
  });

  it('looks at the resource itself when there is no header', async () => {
    const state = (provisioningState: string) => ({ body: { name: 'vault', properties: { provisioningState } } });
    const { client, sent } = scriptedService([state('Updating'), state('Succeeded')]);
    const reply = started(201, {}, { properties: { provisioningState: 'Provisioning' } });
    expect(await followOperation(client, 'PUT', RESOURCE, reply)).toMatchObject({ name: 'vault' });
    expect(sent).toEqual(['GET /vault?api-version=1', 'GET /vault?api-version=1']);
  });

  it('does not poll when the response is final', async () => {
    const { client } = scriptedService([]);
    expect(await followOperation(client, 'PUT', RESOURCE, started(200, {}, { name: 'policy' }))).toEqual({
      name: 'policy',
    });
  });
});

describe('after a POST', () => {
  it('returns what is at Location, and waits while it is not there', async () => {
    const { client, sent } = scriptedService([
      succeeded,
      { status: 202, headers: { 'retry-after': '1' } },
      { body: { jobId: '/jobs/1' } },
    ]);
    const reply = started(202, { 'azure-asyncoperation': STATUS, location: RESULT });
    expect(await followOperation(client, 'POST', RESOURCE, reply)).toEqual({ jobId: '/jobs/1' });
    expect(sent.slice(1)).toEqual(['GET /operationResults/1', 'GET /operationResults/1']);
  });

  it('follows Location alone, and its newest address', async () => {
    const { client, sent } = scriptedService([
      { status: 202, headers: { location: `${ENDPOINT}/operationResults/2` } },
      { body: { objectType: 'OperationJobExtendedInfo' } },
    ]);
    const result = await followOperation(client, 'POST', RESOURCE, started(202, { location: RESULT }));
    expect(result).toEqual({ objectType: 'OperationJobExtendedInfo' });
    expect(sent).toEqual(['GET /operationResults/1', 'GET /operationResults/2']);
  });

  it('returns the body of a call that was no long-running operation', async () => {
    const { client } = scriptedService([]);
    const reply = started(200, {}, { nameAvailable: true });
    expect(await followOperation(client, 'POST', RESOURCE, reply)).toEqual({ nameAvailable: true });
  });
});

it('returns nothing after a DELETE', async () => {
  const { client } = scriptedService([succeeded]);
  const reply = started(202, { 'azure-asyncoperation': STATUS, location: RESULT });
  expect(await followOperation(client, 'DELETE', RESOURCE, reply)).toBeUndefined();
});

it('throws the error of an operation that failed, although it polls as 200', async () => {
  const { client } = scriptedService([running(), failed]);
  await expect(
    followOperation(client, 'POST', RESOURCE, started(202, { 'azure-asyncoperation': STATUS, location: RESULT })),
  ).rejects.toMatchObject({ code: 'UserErrorMissingRequiredPermissions', message: 'Permissions are missing.' });
});

it.each(['Canceled', 'CANCELED', 'Cancelled'])('throws when the operation ended %s', async (status) => {
  const { client } = scriptedService([{ body: { status } }]);
  await expect(
    followOperation(client, 'POST', RESOURCE, started(202, { 'azure-asyncoperation': STATUS })),
  ).rejects.toMatchObject({ code: 'OperationCanceled' });
});

it('takes a state that nobody heard of for running', async () => {
  const { client, sent } = scriptedService([{ body: { status: 'Pondering' } }, succeeded]);
  await followOperation(client, 'DELETE', RESOURCE, started(202, { 'azure-asyncoperation': STATUS }));
  expect(sent).toHaveLength(2);
});

it('waits as long as each response asks, else two seconds and growing', async () => {
  const { client, waited } = scriptedService([
    running({ 'retry-after': '7' }),
    running(),
    running(),
    running(),
    succeeded,
  ]);
  const reply = started(202, { 'azure-asyncoperation': STATUS, 'retry-after': '10' });
  await followOperation(client, 'DELETE', RESOURCE, reply);
  expect(waited.slice(0, 2)).toEqual([10_000, 7_000]);
  const own = waited.slice(2);
  expect(own.every((wait, at) => wait >= (own[at - 1] ?? 2_000))).toBe(true);
});

it('stops when it is aborted', async () => {
  const { client, sent } = scriptedService([]);
  const signal = AbortSignal.abort(new Error('left the page'));
  await expect(
    followOperation(client, 'POST', RESOURCE, started(202, { 'azure-asyncoperation': STATUS }), signal),
  ).rejects.toThrow('left the page');
  expect(sent).toEqual([]);
});
