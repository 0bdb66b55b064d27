/** One HTTP request to an address that the operator configured. */
import { errorCode } from '../file-errors.ts';
import { NotificationFault } from '#provider/ports.ts';

const DEADLINE_MS = 15_000;

/**
 * Sends it, and reads nothing of the response but its status. Follows no redirect: nobody but the operator chooses where
 * requests go. Throws a `NotificationFault` that does not name the address, which is often a secret.
 */
export async function callHttp(url: string, init: RequestInit, signal: AbortSignal): Promise<void> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  let response: Response;
  try {
    response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.any([signal, deadline]) });
  } catch (error) {
    if (deadline.aborted) throw new NotificationFault(`No response within ${String(DEADLINE_MS / 1000)} seconds.`);
    const code = errorCode(error instanceof Error ? (error.cause ?? error) : error);
    throw new NotificationFault(`The address cannot be reached${code === undefined ? '' : `: ${code}`}.`);
  }
  await response.body?.cancel();
  if (response.ok) return;
  const isRedirect = response.status >= 300 && response.status < 400;
  throw new NotificationFault(
    `The response was ${String(response.status)}${isRedirect ? ', a redirect, which is not followed' : ''}.`,
  );
}
