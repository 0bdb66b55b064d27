/** The response when too many requests wait for a server. */
import type { Call } from './call.ts';
import { ArmFault, problemFault } from './fault.ts';
import type { EngineFault } from './ports.ts';

const RETRY_AFTER_SECONDS = 10;

export function serverBusy(fault: EngineFault, { correlationId }: Call): ArmFault {
  const { status, body } = problemFault(429, fault, correlationId);
  return new ArmFault(status, body.code, body.message, {
    ...(body.additionalInfo && { additionalInfo: body.additionalInfo }),
    headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
  });
}
