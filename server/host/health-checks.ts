/** What has to be in order for the server to do its work. */
import type { Ports } from '#provider/ports.ts';
import { clockMarks } from '#provider/records.ts';
import { NotReady, type HealthCheck } from './health.ts';

/** `isWorking`: whether the workers have been started, and schedules are followed. */
export const healthChecks = (
  { store, vaultStorage }: Pick<Ports, 'store' | 'vaultStorage'>,
  isWorking: () => boolean,
): HealthCheck[] => [
  {
    name: 'state',
    check: async () => void (await store.transact((tx) => tx.get(clockMarks, 'this'))),
  },
  {
    name: 'workers',
    check: () =>
      isWorking()
        ? Promise.resolve()
        : Promise.reject(new NotReady('The workers have not been started, or schedules are not followed any more.')),
  },
  { name: 'vaultStorage', check: () => vaultStorage.checkWritable?.() ?? Promise.resolve() },
];
