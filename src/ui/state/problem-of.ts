/** An error, in the parts that a screen shows. Reads an `ArmError`, or a job's error by its shape. */
import { faultDetails, type FaultDetails } from '#protocol/errors.ts';

export interface Problem {
  message: string;
  code: string | undefined;
  /** The service's advice. */
  recommendedAction: string[];
  /** The ids that support needs. */
  requestId: string | undefined;
  correlationId: string | undefined;
  activityId: string | undefined;
  /** The service's own details. */
  detail: string | undefined;
  /** What PostgreSQL and its tools said; empty for other errors. */
  said: FaultDetails;
  /** Errors inside this one. */
  causes: { code: string; message: string }[];
}

/** Takes any thrown value, and the `UserFacingError` of a job or a backup instance. */
export function problemOf(error: unknown): Problem {
  const at = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const properties = (at.properties ?? {}) as Record<string, unknown>;
  return {
    message: textOf(at.message) ?? (typeof error === 'string' ? error : 'Something went wrong.'),
    code: textOf(at.code),
    recommendedAction: Array.isArray(at.recommendedAction)
      ? at.recommendedAction.filter((text) => typeof text === 'string')
      : [],
    requestId: textOf(at.requestId),
    correlationId: textOf(at.correlationId),
    activityId: textOf(at.activityId) ?? textOf(properties.ActivityId),
    detail: textOf(at.detail) ?? detailOf(at.innerError),
    said: faultDetails(properties),
    causes: Array.isArray(at.details) ? at.details.flatMap(causeOf) : [],
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

function causeOf(value: unknown): { code: string; message: string }[] {
  const { code, message } = (value ?? {}) as Record<string, unknown>;
  return typeof code === 'string' && typeof message === 'string' ? [{ code, message }] : [];
}

function detailOf(innerError: unknown): string | undefined {
  if (typeof innerError !== 'object' || innerError === null) return undefined;
  const { additionalInfo, embeddedInnerError } = innerError as Record<
    string,
    Record<string, unknown> | null | undefined
  >;
  return textOf(additionalInfo?.DetailedNonLocalisedMessage) ?? detailOf(embeddedInnerError);
}
