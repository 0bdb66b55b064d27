/**
 * Follows a long-running operation to its end (docs/reference/arm.md#2-operations): where to look, how long to wait,
 * when to stop, and where the result is.
 */
import { HOUR_MS } from '#protocol/time-units.ts';
import type { ArmClient, ArmReply } from './client.ts';
import { ArmError, errorFrom } from './error.ts';
import { retryAfterMs } from './retry.ts';

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;
/**
 * An operation that has not ended by then has hung: the longest real ones take minutes
 * (docs/reference/arm.md#23-results).
 */
const FOLLOWED_FOR_MS = HOUR_MS;

/**
 * Returns the resource after a PUT, the result after a POST, nothing after a DELETE. Throws `ArmError` when the
 * operation ends Failed or Canceled.
 */
export async function followOperation(
  client: ArmClient,
  method: string,
  url: string,
  started: ArmReply,
  signal?: AbortSignal,
): Promise<unknown> {
  const statusUrl = started.headers.get('azure-asyncoperation');
  const location = started.headers.get('location');
  if (statusUrl !== null) {
    await poll(client, statusUrl, started, (reply) => hasSucceeded(reply, textAt(reply.body, 'status')), signal);
    if (method === 'DELETE') return undefined;
    if (method !== 'POST') return (await client.send('GET', url, { signal })).body;
    return location === null ? undefined : (await resultAt(client, location, started, signal)).body;
  }
  if (started.status === 202 && location !== null) {
    const result = await poll(client, location, started, isAnswered, signal);
    return method === 'POST'
      ? result.body
      : method === 'DELETE'
        ? undefined
        : (await client.send('GET', url, { signal })).body;
  }
  if (method !== 'PUT') return started.body;
  const isProvisioned = (reply: ArmReply) => hasSucceeded(reply, provisioningStateOf(reply) ?? 'Succeeded');
  return isProvisioned(started) ? started.body : (await poll(client, url, started, isProvisioned, signal)).body;
}

/**
 * Reads `url` repeatedly until `isDone`, waiting as long as the service asks, else 2 s and growing. Throws
 * `OperationTimedOut` after an hour.
 */
export async function poll(
  client: ArmClient,
  url: string,
  last: ArmReply,
  isDone: (reply: ArmReply) => boolean,
  signal?: AbortSignal,
): Promise<ArmReply> {
  let reply = last;
  let ownWaitMs = FIRST_WAIT_MS;
  let address = url;
  const endAt = client.now() + FOLLOWED_FOR_MS;
  for (;;) {
    if (client.now() > endAt) throw timedOut();
    await client.sleep(retryAfterMs(reply.headers, client.now()) ?? ownWaitMs, signal);
    ownWaitMs = Math.min(ownWaitMs * 1.5, LONGEST_WAIT_MS);
    reply = await client.send('GET', address, { signal });
    if (isDone(reply)) return reply;
    // A status response may name another URL to poll.
    if (reply.status === 202) address = reply.headers.get('location') ?? address;
  }
}

/** The result is at `Location` as soon as the operation has ended, so the first read does not wait. */
async function resultAt(client: ArmClient, url: string, started: ArmReply, signal?: AbortSignal): Promise<ArmReply> {
  const reply = await client.send('GET', url, { signal });
  return isAnswered(reply) ? reply : poll(client, url, { ...started, headers: reply.headers }, isAnswered, signal);
}

const timedOut = (): ArmError =>
  new ArmError({
    status: 0,
    code: 'OperationTimedOut',
    message: 'The operation has not ended after an hour.',
    recommendedAction: ['Check its result before you start it again.'],
  });

const isAnswered = (reply: ArmReply): boolean => reply.status !== 202;

/** Whether the operation succeeded. A state that is not an end counts as running. Throws when it failed. */
function hasSucceeded(reply: ArmReply, state = ''): boolean {
  switch (state.toLowerCase()) {
    case 'succeeded':
      return true;
    case 'failed':
      throw failureIn(reply);
    case 'canceled':
    case 'cancelled':
      throw new ArmError({ status: reply.status, code: 'OperationCanceled', message: 'The operation was canceled.' });
    default:
      return false;
  }
}

/** A failed operation polls as 200 and says so in its body (docs/reference/arm.md#quirk-2). */
function failureIn(reply: ArmReply): ArmError {
  const error = errorFrom(reply.status, reply.headers, reply.body);
  if (!error.code.startsWith('Http')) return error;
  return new ArmError({
    status: reply.status,
    code: 'OperationFailed',
    message: 'The operation failed without saying why.',
  });
}

function provisioningStateOf(reply: ArmReply): string | undefined {
  const { body } = reply;
  const properties = typeof body === 'object' && body !== null && 'properties' in body ? body.properties : undefined;
  return textAt(properties, 'provisioningState');
}

function textAt(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = (value as Record<string, unknown>)[name];
  return typeof found === 'string' ? found : undefined;
}
