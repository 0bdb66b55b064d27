import { INSTANCE_TYPE } from '#protocol/data-protection.ts';
import { authorizationFailed, signedIn } from '#provider/checks.ts';
import { isWrite, numbering, protectedInstance, refuse, type Scenario } from './scenario.ts';

const TAKEN = 2;

export const rightsLost: Scenario = {
  title: 'Rights lost: after two servers the caller may only read',
  fetch(inner, surroundings) {
    const numberOf = numbering();
    let isLost = false;
    return async (request) => {
      const instanceId = protectedInstance(request);
      if (instanceId !== undefined && numberOf(instanceId) > TAKEN) isLost = true;
      if (!isLost || !isWrite(request)) return inner(request);
      const caller = await signedIn(request, surroundings.ports);
      const { pathname } = new URL(request.url);
      return refuse(request, surroundings, authorizationFailed(caller, `${INSTANCE_TYPE}/write`, pathname));
    };
  },
};
