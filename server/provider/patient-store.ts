/**
 * The store and the vault storage as workers have them: what took hours does not fail because the state was away for a
 * minute. The storage asks the state where a vault is stored before it does anything.
 */
import { StoreUnavailable, type Clock, type Store, type VaultStorages } from './ports.ts';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/**
 * Waits for a state that cannot be used, until the work is aborted. A transaction whose end was lost on the way is run
 * again: as ever, it looks at what is stored first.
 */
export const patientStore = (store: Store, clock: Clock, signal: AbortSignal): Store => ({
  transact: (change) => patiently(clock, signal, () => store.transact(change)),
});

export function patientStorage(storage: VaultStorages, clock: Clock, signal: AbortSignal): VaultStorages {
  const wait = <T>(work: () => Promise<T>): Promise<T> => patiently(clock, signal, work);
  return {
    ...storage,
    begin: (...of) => wait(() => storage.begin(...of)),
    manifest: (...of) => wait(() => storage.manifest(...of)),
    verify: (...of) => wait(() => storage.verify(...of)),
    copy: (...of) => wait(() => storage.copy(...of)),
    remove: (...of) => wait(() => storage.remove(...of)),
    hold: (...of) => wait(() => storage.hold(...of)),
    forget: (...of) => wait(() => storage.forget(...of)),
    async *read(...of) {
      const { reading, first } = await wait(async () => {
        const begun = storage.read(...of)[Symbol.asyncIterator]();
        return { reading: begun, first: await begun.next() };
      });
      try {
        for (let next = first; next.done !== true; next = await reading.next()) yield next.value;
      } finally {
        await reading.return?.();
      }
    },
  };
}

async function patiently<T>(clock: Clock, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || signal.aborted) throw error;
      await clock.sleep(wait, signal).catch(() => undefined);
    }
  }
}
