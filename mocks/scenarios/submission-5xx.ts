import { ArmFault } from '#provider/fault.ts';
import { numbering, protectedInstance, refuse, type Scenario } from './scenario.ts';

/**
 * The second server is refused; the third one is accepted, but with a failure as its response. Sent again, both
 * succeed.
 */
export const submission5xx: Scenario = {
  title: 'Errors of the service: two of a submission fail with 500, one of them after it was accepted',
  fetch(inner, surroundings) {
    const numberOf = numbering();
    const failed = new Set<string>();
    return async (request) => {
      const instanceId = protectedInstance(request);
      const number = instanceId === undefined ? 0 : numberOf(instanceId);
      if (instanceId === undefined || failed.has(instanceId) || (number !== 2 && number !== 3)) return inner(request);
      failed.add(instanceId);
      if (number === 3) await inner(request.clone());
      return refuse(
        request,
        surroundings,
        new ArmFault(500, 'InternalServerError', 'The service met an unexpected condition. Try again later.'),
      );
    };
  },
};
