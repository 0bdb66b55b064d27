import { ErrorCode } from '#protocol/errors.ts';
import { EngineFault } from '#provider/ports.ts';
import { createProvider } from '#provider/provider.ts';
import type { Scenario } from './scenario.ts';

const LATE_MS = 5_000;

export const operationFailsLate: Scenario = {
  title: 'An operation that fails late: the first server is taken, and fails five seconds later',
  perform(inner, { ports, wait }) {
    let hasFailed = false;
    const stopped = new EngineFault(
      ErrorCode.postgresOperationFailed,
      'The server stopped answering while its protection was configured.',
      ['Check that the server is in the Ready state, and configure its backup again.'],
      ErrorCode.serverNotReady,
    );
    const failing = createProvider({ ...ports, engine: { ...ports.engine, probe: () => Promise.reject(stopped) } });
    return async (item, taken) => {
      if (item.kind !== 'configureProtection' || hasFailed) return inner(item, taken);
      hasFailed = true;
      await wait(LATE_MS, taken.signal);
      return failing.perform(item, taken);
    };
  },
};
