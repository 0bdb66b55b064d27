import { ErrorCode } from '#protocol/errors.ts';
import { ArmFault } from '#provider/fault.ts';
import { isWrite, refuse, type Scenario } from './scenario.ts';

const READ_WAIT_MS = 1_000;
const WRITE_WAIT_MS = 10_000;

/** Every request is refused once and succeeds when repeated: a client that obeys `Retry-After` always gets through. */
export const throttled: Scenario = {
  title: 'Throttled: requests are turned away with 429 and a time to wait',
  fetch(inner, surroundings) {
    const turnedAway = new Set<string>();
    return async (request) => {
      const key = `${request.method} ${request.url} ${isWrite(request) ? await request.clone().text() : ''}`;
      if (turnedAway.delete(key)) return inner(request);
      turnedAway.add(key);
      const waitMs = surroundings.realMs(isWrite(request) ? WRITE_WAIT_MS : READ_WAIT_MS);
      return refuse(
        request,
        surroundings,
        new ArmFault(429, ErrorCode.tooManyRequests, 'Too many requests. Please try again after sometime.', {
          by: 'gateway',
          headers: { 'Retry-After': String(Math.ceil(waitMs / 1000)) },
        }),
      );
    };
  },
};
