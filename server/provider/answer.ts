/**
 * Turns a handler's result, or a fault, into a Response with the headers of every ARM response
 * (docs/reference/arm.md#13-headers).
 */
import type { ErrorEnvelope } from '#protocol/errors.ts';
import type { Reply } from './call.ts';
import type { ArmFault } from './fault.ts';
import type { Ports } from './ports.ts';

export interface Ids {
  requestId: string;
  correlationId: string;
}

/** The ids of a request. A correlation id that the caller brought is kept. */
export function idsOf(request: Request, { newId }: Ports): Ids {
  const brought = request.headers.get('x-ms-correlation-request-id') ?? '';
  return { requestId: newId(), correlationId: isGuid(brought) ? brought : newId() };
}

export const isGuid = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);

/** The response to a request. */
export function respond(request: Request, ids: Ids, { clock }: Ports, reply: Reply): Response {
  const headers = new Headers({
    Date: clock.now().toUTCString(),
    // The service says no-cache; our responses must not be stored by any browser or proxy.
    'Cache-Control': 'no-cache, no-store',
    Pragma: 'no-cache',
    Expires: '-1',
    'X-Content-Type-Options': 'nosniff',
    'x-ms-request-id': ids.requestId,
    'x-ms-correlation-request-id': ids.correlationId,
    'x-ms-routing-request-id': `LOCAL:${compact(clock.now())}:${ids.requestId}`,
    ...budget(request),
    ...reply.headers,
  });
  const clientId = request.headers.get('x-ms-client-request-id');
  if (clientId !== null && request.headers.get('x-ms-return-client-request-id')?.toLowerCase() === 'true') {
    headers.set('x-ms-client-request-id', clientId);
  }
  if (reply.body === undefined) return new Response(null, { status: reply.status, headers });
  headers.set('Content-Type', 'application/json; charset=utf-8');
  return new Response(onWire(reply.body), { status: reply.status, headers });
}

/** The reply that a fault becomes. */
export const faultReply = (fault: ArmFault): Reply => ({
  status: fault.status,
  body: { error: fault.body } satisfies ErrorEnvelope,
  headers: {
    ...fault.headers,
    'x-ms-failure-cause': fault.by,
    ...(fault.by === 'service' && { 'x-ms-error-code': fault.body.code }),
  },
});

/** The reply to a request that met a bug: only the id under which the log has the error. */
export const bugReply = ({ requestId }: Ids): Reply => ({
  status: 500,
  body: {
    error: {
      code: 'InternalServerError',
      message: `The server met an unexpected condition. Try again; if it persists, look for request ${requestId} in the server's log.`,
    },
  } satisfies ErrorEnvelope,
  headers: { 'x-ms-failure-cause': 'service' },
});

const compact = (moment: Date): string => moment.toISOString().replaceAll(/[-:]|\.\d+/g, '');

// Start values of real responses. Nothing is counted down: this provider does not throttle by budget.
function budget({ method, url }: Request): Record<string, string> {
  const isOwn = /\/providers\/microsoft\.dataprotection\//i.test(url);
  if (isOwn && method !== 'POST') {
    const left = method === 'GET' ? '1999' : '199';
    return { 'x-ms-ratelimit-remaining-subscription-resource-requests': left };
  }
  if (method === 'GET') return { 'x-ms-ratelimit-remaining-subscription-reads': '11999' };
  if (method === 'DELETE') return { 'x-ms-ratelimit-remaining-subscription-deletes': '14999' };
  return { 'x-ms-ratelimit-remaining-subscription-writes': '1199' };
}

// Two numbers are doubles in the service's model and are written so even when whole (docs/reference/arm.md#quirk-8).
// Inside a JSON string the quotes around the name would be escaped, so this finds properties only.
const DOUBLES = /("(?:dataTransferredInBytes|retentionDurationInDays)":-?\d+)(?=[,}])/g;

const onWire = (body: unknown): string => JSON.stringify(body).replace(DOUBLES, '$1.0');
