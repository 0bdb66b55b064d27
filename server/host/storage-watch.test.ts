/** Storages beside the data folder are looked at in the background, and one that is slow once is not failing. */
import { createManualClock } from '#provider/memory/clock.ts';
import { createMemoryPorts } from '#provider/memory/memory-ports.ts';
import { EngineFault } from '#provider/ports.ts';
import { expect, it, vi } from 'vitest';
import { watchStorages } from './storage-watch.ts';

const MINUTE_MS = 60_000;

function watching(check: (storage: string | undefined) => Promise<void>) {
  const clock = createManualClock('2026-01-31T10:00:00Z');
  const log = vi.fn();
  const { vaultStorage } = createMemoryPorts({ people: [] });
  const watch = watchStorages({ clock, log, vaultStorage: { ...vaultStorage, checkWritable: check } }, [
    'offsite',
    'archive',
  ]);
  const pass = async (minutes: number): Promise<void> => {
    for (let each = 0; each < minutes; each += 1) await clock.advance(MINUTE_MS);
  };
  return { watch, log, pass, failing: () => watch.problems().map(({ name }) => name) };
}

const away = new EngineFault('X', 'The bucket is away.', []);

it('fails when it fails three times in a row, and is well again at once', async () => {
  const state = { isAway: false };
  const { watch, log, pass, failing } = watching((name) =>
    state.isAway && name === 'offsite' ? Promise.reject(away) : Promise.resolve(),
  );
  await pass(1);
  expect(watch.told()).toEqual({ offsite: 'ok', archive: 'ok' });
  state.isAway = true;
  await pass(5);
  expect(failing()).toEqual([]);
  await pass(3);
  expect(failing()).toEqual(['offsite']);
  expect(watch.told()).toEqual({ offsite: 'It fails. The log tells why.', archive: 'ok' });
  state.isAway = false;
  await pass(2);
  expect(failing()).toEqual([]);
  expect(log.mock.calls.map(([event]) => event as string)).toEqual(['a storage fails', 'a storage responds again']);
  await watch.stop();
});

it('one that hangs does not keep the others from being looked at', async () => {
  const { watch, pass, failing } = watching((name) =>
    name === 'offsite' ? new Promise(() => undefined) : Promise.resolve(),
  );
  expect(watch.told().offsite).toBe('It has not been asked yet.');
  await pass(8);
  expect(failing()).toEqual(['offsite']);
  expect(watch.told()).toEqual({ offsite: 'It fails. The log tells why.', archive: 'ok' });
  expect(watch.problems()[0]?.fault.message).toBe("The storage 'offsite' has not responded for a minute.");
  await watch.stop();
});
