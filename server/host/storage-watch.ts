/**
 * Looks in the background at the storages beside the data folder, so that nobody who asks whether the server is well waits for a
 * service somewhere else. One that is slow once is not failing: it has to fail several times in a row.
 */
import { EngineFault, type Ports } from '#provider/ports.ts';
import type { StorageProblem } from '#provider/notifications.ts';

const EVERY_MS = 5 * 60_000;
/** After a failure: until it is known what it is. */
const AGAIN_MS = 60_000;
const FAILURES = 3;
/** The clients try for half a minute by themselves. */
const RESPONDS_MS = 60_000;

export interface StorageWatch {
  /** Those that fail. */
  problems: () => StorageProblem[];
  /** What is known of each, in words that anybody may read; `ok` when nothing is the matter. */
  told: () => Record<string, string>;
  stop: () => Promise<void>;
}

interface Known {
  name: string;
  /** How often in a row; undefined before the first look. */
  failures: number | undefined;
  fault?: EngineFault;
}

/** Begins at once. `names` are those of `STORAGES`. */
export function watchStorages(
  { vaultStorage, clock, log }: Pick<Ports, 'vaultStorage' | 'clock' | 'log'>,
  names: readonly string[],
): StorageWatch {
  const stopping = new AbortController();
  const { signal } = stopping;
  const all: Known[] = names.map((name) => ({ name, failures: undefined }));

  async function look(storage: Known): Promise<void> {
    const { name, failures = 0 } = storage;
    try {
      await withinTime(vaultStorage.checkWritable?.(name), name);
      if (failures >= FAILURES) log('a storage responds again', { storage: name }, 'info');
      storage.failures = 0;
      delete storage.fault;
    } catch (error) {
      if (signal.aborted) return;
      storage.failures = failures + 1;
      storage.fault = error instanceof EngineFault ? error : unexplained(name);
      if (storage.failures === FAILURES) log('a storage fails', { storage: name, error });
    }
  }

  async function withinTime(work: Promise<void> | undefined, name: string): Promise<void> {
    const done = new AbortController();
    const late = clock.sleep(RESPONDS_MS, AbortSignal.any([signal, done.signal]), true).then(() => {
      throw notResponding(name);
    });
    try {
      await Promise.race([work, late]);
    } finally {
      done.abort();
      late.catch(() => undefined);
      work?.catch(() => undefined);
    }
  }

  async function keepLooking(storage: Known): Promise<void> {
    while (!signal.aborted) {
      await look(storage);
      await clock.sleep(storage.failures === 0 ? EVERY_MS : AGAIN_MS, signal, true).catch(() => undefined);
    }
  }

  const running = Promise.all(all.map(keepLooking));
  return {
    problems: () =>
      all.flatMap((known) => (known.fault && isFailing(known) ? [{ name: known.name, fault: known.fault }] : [])),
    told: () => Object.fromEntries(all.map((known) => [known.name, wordsOf(known)])),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

const isFailing = ({ failures = 0 }: Known): boolean => failures >= FAILURES;

/** For everybody: a fault names the bucket and where it is. */
const wordsOf = (known: Known): string =>
  known.failures === undefined
    ? 'It has not been asked yet.'
    : isFailing(known)
      ? 'It fails. The log tells why.'
      : 'ok';

const notResponding = (name: string): EngineFault =>
  new EngineFault('UserErrorVaultStorageFailed', `The storage '${name}' has not responded for a minute.`, [
    'Check that its service is there, and that this machine reaches it.',
  ]);

const unexplained = (name: string): EngineFault =>
  new EngineFault('UserErrorVaultStorageFailed', `The storage '${name}' cannot be used.`, ['The log tells why.']);
