import { problemFault } from '#provider/fault.ts';
import { numbering, protectedInstance, refuse, type Scenario } from './scenario.ts';

export const someFail: Scenario = {
  title: 'Some fail: the second and third server of a submission are refused; sent again, they are taken',
  fetch(inner, surroundings) {
    const numberOf = numbering();
    const refused = new Set<string>();
    return async (request) => {
      const instanceId = protectedInstance(request);
      const number = instanceId === undefined ? 0 : numberOf(instanceId);
      if (instanceId === undefined || refused.has(instanceId) || (number !== 2 && number !== 3)) return inner(request);
      refused.add(instanceId);
      const busy = problemFault(
        409,
        {
          code: 'UserErrorServerBusy',
          message: 'Another operation is running on the server.',
          recommendedAction: ['Wait until it has ended, and then try again.'],
        },
        surroundings.ports.newId(),
      );
      return refuse(request, surroundings, busy);
    };
  },
};
