/** A process that was paused until another one took its work over, and then continues. */
import { afterEach, expect, it } from 'vitest';
import type { Job } from '#protocol/data-protection.ts';
import { open, pointsOf, protect, startBackup, type Laboratory } from '../../testing/laboratory.ts';
import { createManualClock, settled } from '../memory/clock.ts';
import { createSimulatedEngine } from '../memory/simulated-engine.ts';

let laboratory: Laboratory;
afterEach(() => laboratory.stop());

it('publishes nothing of a backup that has ended meanwhile', async () => {
  const clock = createManualClock('2026-01-31T10:00:00Z');
  const engine = createSimulatedEngine({ clock });
  const pause = Promise.withResolvers<undefined>();
  const seen = { isDumped: false };
  laboratory = await open(
    {
      engine: {
        ...engine,
        async backUp(sealed, sink, options) {
          const summary = await engine.backUp(sealed, sink, options);
          seen.isDumped = true;
          await pause.promise;
          return summary;
        },
      },
    },
    {},
    clock,
  );
  const { ports, provider } = laboratory;
  const begin = ports.vaultStorage.begin.bind(ports.vaultStorage);
  let published = 0;
  ports.vaultStorage.begin = async (...at) => {
    const writer = await begin(...at);
    const commit: typeof writer.commit = (manifest) => {
      published += 1;
      return writer.commit(manifest);
    };
    return { ...writer, commit };
  };
  await protect(laboratory);
  const jobId = await startBackup(laboratory);
  clock.settleBy(async () => {
    for (let turn = 0; turn < 10; turn += 1) await settled();
  });
  for (let step = 0; step < 100 && !seen.isDumped; step += 1) await clock.advance(5_000);
  expect(seen.isDumped).toBe(true);

  const item = { kind: 'backup', id: 'taken over', payload: { jobId } } as const;
  await provider.perform(item, { signal: new AbortController().signal, attempt: 2, standsStill: () => undefined });
  const statusOf = async () => (await laboratory.get<Job>(jobId)).properties;
  expect(await statusOf()).toMatchObject({ status: 'Failed', errorDetails: [{ code: 'BackupInterrupted' }] });

  pause.resolve(undefined);
  await clock.advance(5_000);
  expect(published).toBe(0);
  expect(await statusOf()).toMatchObject({ status: 'Failed', errorDetails: [{ code: 'BackupInterrupted' }] });
  expect(await pointsOf(laboratory)).toEqual([]);
});
