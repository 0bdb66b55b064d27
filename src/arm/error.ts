/** The one error that leaves this room: every failure on the wire becomes an `ArmError`. */
import { userFacing, type ErrorBody, type InnerError } from '#protocol/errors.ts';

export interface ArmErrorFacts {
  /** The HTTP status; 0 when there was no response. */
  status: number;
  code: string;
  message: string;
  target?: string | undefined;
  details?: ErrorBody[] | undefined;
  requestId?: string | undefined;
  correlationId?: string | undefined;
  recommendedAction?: string[] | undefined;
  detail?: string | undefined;
  activityId?: string | undefined;
}

export class ArmError extends Error {
  readonly status: number;
  readonly code: string;
  readonly target: string | undefined;
  readonly details: ErrorBody[];
  readonly requestId: string | undefined;
  readonly correlationId: string | undefined;
  /** What the service says a person should do, one sentence each. */
  readonly recommendedAction: string[];
  /** The service's own, untranslated account of what went wrong (`DetailedNonLocalisedMessage`). */
  readonly detail: string | undefined;
  readonly activityId: string | undefined;

  constructor(facts: ArmErrorFacts, options?: ErrorOptions) {
    super(facts.message, options);
    this.name = 'ArmError';
    this.status = facts.status;
    this.code = facts.code;
    this.target = facts.target;
    this.details = facts.details ?? [];
    this.requestId = facts.requestId;
    this.correlationId = facts.correlationId;
    this.recommendedAction = facts.recommendedAction ?? [];
    this.detail = facts.detail;
    this.activityId = facts.activityId;
  }
}

/** The error that a failed response, or the status of a failed operation, describes. Takes any body, also none. */
export function errorFrom(status: number, headers: Headers, body: unknown): ArmError {
  const error = errorBodyIn(body);
  const ids = {
    requestId: headers.get('x-ms-request-id') ?? undefined,
    correlationId: headers.get('x-ms-correlation-request-id') ?? undefined,
  };
  if (!error) {
    return new ArmError({ status, ...ids, code: `Http${String(status)}`, message: wordsFor(status) });
  }
  const facing = userFacing(error);
  return new ArmError({
    status,
    ...ids,
    code: facing?.code ?? error.code,
    message: facing?.message ?? error.message,
    target: error.target ?? undefined,
    details: error.details ?? undefined,
    recommendedAction: facing?.recommendedAction,
    detail: detailIn(facing?.innerError),
    activityId: facing?.properties?.ActivityId,
  });
}

/** The error of a request that got no response. */
export const noAnswer = (cause: unknown): ArmError =>
  new ArmError(
    {
      status: 0,
      code: 'NoAnswer',
      message: 'The service could not be reached.',
      recommendedAction: ['Check your network connection and that the server is running, and then try again.'],
    },
    { cause },
  );

function errorBodyIn(body: unknown): ErrorBody | undefined {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, message } = error as Partial<ErrorBody>;
  return typeof code === 'string' && typeof message === 'string' ? (error as ErrorBody) : undefined;
}

function detailIn(inner: InnerError | null | undefined): string | undefined {
  if (!inner) return undefined;
  return inner.additionalInfo?.DetailedNonLocalisedMessage ?? detailIn(inner.embeddedInnerError);
}

function wordsFor(status: number): string {
  if (status === 401) return 'Your sign-in is missing or has ended.';
  if (status === 403) return 'You are not allowed to do this.';
  if (status === 404) return 'There is nothing at this address.';
  if (status >= 500) return `The service had a problem of its own (status ${String(status)}).`;
  return `The service refused the request (status ${String(status)}).`;
}
