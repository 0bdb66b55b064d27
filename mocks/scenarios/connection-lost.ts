import { isWrite, noAnswer, type Scenario } from './scenario.ts';

const OUTAGE_MS = 15_000;

/** The worst moment: the service processed the first change, and its response never arrives. */
export const connectionLost: Scenario = {
  title: 'Connection lost: with the first change or check, for 15 seconds',
  fetch(inner, { wait }) {
    let outage: 'comes' | 'is here' | 'is over' = 'comes';
    return async (request) => {
      if (outage === 'is here') return noAnswer();
      const response = await inner(request);
      if (outage === 'is over' || !isWrite(request)) return response;
      outage = 'is here';
      void wait(OUTAGE_MS).then(() => {
        outage = 'is over';
      });
      return noAnswer();
    };
  },
};
