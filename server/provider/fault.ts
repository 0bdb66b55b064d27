/** Intended failures: errors that define the response or the operation status. Any other error is a bug. */
import type { ErrorBody, UserFacingError } from '#protocol/errors.ts';
import { errorDetails } from '#protocol/errors.ts';
import { EngineFault, type FaultDetails, type StoreUnavailable } from './ports.ts';

export interface FaultOptions {
  target?: string;
  details?: ErrorBody[];
  additionalInfo?: ErrorBody['additionalInfo'];
  headers?: Record<string, string>;
  /**
   * Who refused: ARM itself, or the resource provider behind it (docs/reference/arm.md#13-headers). Default `service`.
   */
  by?: 'gateway' | 'service';
}

/** A request that is refused. The one catch in `provider.ts` writes it as ARM's error envelope. */
export class ArmFault extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  readonly headers: Record<string, string>;
  readonly by: 'gateway' | 'service';

  constructor(status: number, code: string, message: string, options: FaultOptions = {}) {
    super(message);
    this.name = 'ArmFault';
    this.status = status;
    const { target, details, additionalInfo, headers = {}, by = 'service' } = options;
    this.body = {
      code,
      message,
      ...(target !== undefined && { target }),
      ...(details && { details }),
      ...(additionalInfo && { additionalInfo }),
    };
    this.headers = headers;
    this.by = by;
  }
}

const TRY_AGAIN_SECONDS = 5;

const WHEN_AVAILABLE: Readonly<Record<StoreUnavailable['why'], string>> = {
  away: 'Nothing can be read or written until it is back; the operator of Backup Portal finds the reason in its log. ',
  full: 'Nothing can be written until the operator of Backup Portal makes room. ',
  busy: '',
};

/** Nobody can use the state now: the request was right, and may be made again. */
export const unavailable = ({ message, why }: StoreUnavailable): ArmFault =>
  new ArmFault(503, 'ServiceUnavailable', `${message} ${WHEN_AVAILABLE[why]}Try again in a moment.`, {
    headers: { 'Retry-After': String(TRY_AGAIN_SECONDS) },
  });

/** The information about a problem: enough to identify it and to act. */
export interface ProblemInput {
  code: string;
  message: string;
  recommendedAction: string[];
  innerCode?: string | undefined;
  /** The long text that the service puts under the inner error. */
  detail?: string | undefined;
  /** What PostgreSQL and its tools said. */
  said?: FaultDetails | undefined;
}

/** A long operation or a job that cannot go on, said so that a person can act on it. */
export class WorkFault extends Error {
  readonly problem: ProblemInput;

  constructor(problem: ProblemInput) {
    super(problem.message);
    this.name = 'WorkFault';
    this.problem = problem;
  }
}

/** The problem in the service's shape; `isUserError` is false even on user errors (docs/reference/arm.md#quirk-14). */
export const userFacingError = (problem: ProblemInput, activityId: string): UserFacingError => ({
  message: problem.message,
  recommendedAction: problem.recommendedAction,
  details: null,
  code: problem.code,
  target: '',
  innerError:
    problem.innerCode === undefined && problem.detail === undefined
      ? null
      : {
          code: problem.innerCode ?? problem.code,
          ...(problem.detail !== undefined && { additionalInfo: { DetailedNonLocalisedMessage: problem.detail } }),
        },
  isRetryable: false,
  isUserError: false,
  properties: { ActivityId: activityId, ...errorDetails(problem.said ?? {}) },
});

/**
 * The error of a failed operation, and of a response that carries a user-facing error
 * (docs/reference/arm.md#31-shapes).
 */
export const errorBody = (problem: ProblemInput, activityId: string): ErrorBody => ({
  additionalInfo: [{ type: 'UserFacingError', info: userFacingError(problem, activityId) }],
  code: problem.code,
  message: problem.message,
  target: null,
  details: null,
});

/** A refusal at once that carries a user-facing error; `target` is the field that it is about. */
export function problemFault(status: number, problem: ProblemInput, activityId: string, target?: string): ArmFault {
  const { additionalInfo } = errorBody(problem, activityId);
  return new ArmFault(status, problem.code, problem.message, {
    ...(additionalInfo && { additionalInfo }),
    ...(target !== undefined && { target }),
  });
}

/** What a person sees of any thrown error. A bug is shown only as an internal error. */
export function problemOf(error: unknown): ProblemInput {
  if (error instanceof WorkFault) return error.problem;
  if (error instanceof EngineFault) {
    const { code, message, recommendedAction, innerCode, details } = error;
    return { code, message, recommendedAction, innerCode, said: details };
  }
  return {
    code: 'CloudInternalError',
    message: 'Microsoft Azure Backup encountered an internal error.',
    recommendedAction: [
      'Wait for a few minutes and then try the operation again. If the issue persists, please contact Microsoft support.',
    ],
  };
}

/** Whether the error was thrown on purpose, so that nothing needs to be logged. */
export const isExpected = (error: unknown): boolean => error instanceof WorkFault || error instanceof EngineFault;
