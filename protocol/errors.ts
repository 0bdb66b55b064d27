/**
 * The error envelope (docs/reference/arm.md#31-shapes) and the codes that we send or react to
 * (docs/reference/arm.md#32-service-codes, #33-arm-codes).
 */

/**
 * What a person reads about an error: in `additionalInfo`, in a job's `errorDetails`, in an instance's protection
 * errors.
 */
export interface UserFacingError {
  code: string;
  message: string;
  target?: string | null;
  details?: UserFacingError[] | null;
  innerError?: InnerError | null;
  /** Real responses say false even when a retry would help; decide by the code (docs/reference/arm.md#31-shapes). */
  isRetryable?: boolean;
  isUserError?: boolean;
  properties?: Record<string, string>;
  recommendedAction?: string[];
}

export interface InnerError {
  code?: string;
  additionalInfo?: Record<string, string>;
  embeddedInnerError?: InnerError;
}

export interface ErrorAdditionalInfo {
  type: string;
  info: unknown;
}

/** The content of `error` in a failed response and in a failed operation's status. */
export interface ErrorBody {
  code: string;
  message: string;
  target?: string | null;
  details?: ErrorBody[] | null;
  additionalInfo?: ErrorAdditionalInfo[];
}

export interface ErrorEnvelope {
  error: ErrorBody;
}

/** The codes that both sides name. Codes that one place uses stay in that place. */
export const ErrorCode = {
  alreadyProtected: 'UserErrorDppDatasourceAlreadyProtected',
  missingPermissions: 'UserErrorMissingRequiredPermissions',
  operationLimit: 'UserErrorMaxConcurrentOperationLimitReached',
  postgresOperationFailed: 'PostgreSQLFlexOperationFailedUserError',
  serverNotReady: 'ServerNotReadyForLongTermBackup',
  authorizationFailed: 'AuthorizationFailed',
  invalidToken: 'InvalidAuthenticationToken',
  resourceNotFound: 'ResourceNotFound',
  roleAssignmentExists: 'RoleAssignmentExists',
  tooManyRequests: 'TooManyRequests',
} as const;

/**
 * What PostgreSQL and its tools said about a failure, for the **Details** of a job. In a `UserFacingError` it is in
 * `properties` under the names of `ERROR_DETAIL`. Our extension: the service leaves them out.
 */
export interface FaultDetails {
  database?: string;
  /** The object that failed, such as `table public.orders`. */
  object?: string;
  /** PostgreSQL's own error, and its hint. */
  serverError?: string;
  serverHint?: string;
  /** The last lines of the tool's output, at most 4 kB. */
  toolOutput?: string;
}

const ERROR_DETAIL: Readonly<Record<keyof FaultDetails, string>> = {
  database: 'Database',
  object: 'Object',
  serverError: 'ServerError',
  serverHint: 'ServerHint',
  toolOutput: 'ToolOutput',
};
const DETAIL_NAMES = Object.entries(ERROR_DETAIL) as [keyof FaultDetails, string][];

/** As `properties` of a `UserFacingError` hold them. */
export const errorDetails = (details: FaultDetails): Record<string, string> =>
  Object.fromEntries(DETAIL_NAMES.flatMap(([key, name]) => (details[key] === undefined ? [] : [[name, details[key]]])));

/** Read back from `properties`; empty for an error that has none. */
export const faultDetails = (properties: Readonly<Record<string, unknown>>): FaultDetails =>
  Object.fromEntries(
    DETAIL_NAMES.flatMap(([key, name]) => (typeof properties[name] === 'string' ? [[key, properties[name]]] : [])),
  );

/** The `UserFacingError` of an error body; undefined when it has none. */
export function userFacing(error: ErrorBody): UserFacingError | undefined {
  const found = error.additionalInfo?.find((entry) => entry.type === 'UserFacingError');
  return found?.info as UserFacingError | undefined;
}
