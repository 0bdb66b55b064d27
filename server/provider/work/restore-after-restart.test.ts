/** A restore into a server whose portal died: it goes on when the target has it all, and goes back otherwise. */
import { describe, expect, it } from 'vitest';
import { idKey } from '#protocol/resource-id.ts';
import { restoreOutcome, SERVER_TARGET } from '#protocol/restore.ts';
import { jobs } from '../records.ts';
import { openWorld, begin, lastJob, serverId, never } from '../../contract/restore-world.ts';

const intoServer = {
  objectType: SERVER_TARGET,
  recoveryOption: 'FailIfExists',
  restoreLocation: 'westeurope',
  targetServerId: serverId,
  databases: [{ name: 'sample', targetName: 'copy', replace: true }],
  ownersAndRoles: false,
} as const;

async function interrupted(isRestored: () => Promise<boolean>) {
  const at = await openWorld();
  const item = await begin(at, { ...intoServer, databases: [...intoServer.databases] });
  const done: string[] = [];
  const { engine, store } = at.ports;
  engine.isRestored = isRestored;
  engine.discardRestore = () => Promise.resolve(void done.push('discard'));
  engine.settleRestore = () => Promise.resolve(void done.push('settle'));
  const warnings = [{ code: 'TableDiffersFromRecoveryPoint', message: 'x', recommendedAction: [] }];
  /** As it is kept from just before the names change hands. */
  const remember = () =>
    store.transact(async (tx) => {
      const key = idKey(item.payload.jobId);
      const record = (await tx.get(jobs, key))?.value;
      if (record) await tx.put(jobs, key, { ...record, restored: { bytes: 7, details: {}, warnings } });
    });
  return { at, item, done, remember };
}

describe('after a restart', () => {
  it('a restore whose databases have their names is completed, with all its warnings', async () => {
    const { at, item, done, remember } = await interrupted(() => Promise.resolve(true));
    await remember();
    await at.provider.perform(item, { signal: never, attempt: 2 });
    const job = await lastJob(at);
    expect(job.properties.status).toBe('CompletedWithWarnings');
    expect(job.properties.extendedInfo?.warningDetails).toHaveLength(1);
    expect(restoreOutcome(job).afterRestart).toMatch(/completed after the restart/);
    expect(done).toEqual(['settle']);
  });

  it('a restore whose databases have not their names is taken back, and says so', async () => {
    const { at, item, done, remember } = await interrupted(() => Promise.resolve(false));
    await remember();
    await at.provider.perform(item, { signal: never, attempt: 2 });
    const { properties } = await lastJob(at);
    expect([properties.status, properties.errorDetails?.[0]?.code]).toEqual(['Failed', 'RestoreInterrupted']);
    expect(properties.errorDetails?.[0]?.message).toMatch(/taken back/);
    expect(done).toEqual(['discard']);
  });

  it('a job waits while the target cannot be queried, and nothing is undone on a guess', async () => {
    let isReachable = false;
    const { at, item, done, remember } = await interrupted(() =>
      isReachable ? Promise.resolve(true) : Promise.reject(new Error('refused')),
    );
    await remember();
    await expect(at.provider.perform(item, { signal: never, attempt: 2 })).rejects.toThrow('refused');
    expect((await lastJob(at)).properties.status).toBe('InProgress');
    expect(done).toEqual([]);
    isReachable = true;
    await at.provider.perform(item, { signal: never, attempt: 3 });
    expect((await lastJob(at)).properties.status).toBe('CompletedWithWarnings');
  });

  it('what could not be cleared up is cleared up later, with the job as it ended', async () => {
    const { at, item, done } = await interrupted(() => Promise.resolve(true));
    const { engine } = at.ports;
    const settle = engine.settleRestore.bind(engine);
    engine.settleRestore = () => Promise.reject(new Error('not now'));
    await expect(at.provider.perform(item, { signal: never, attempt: 1 })).rejects.toThrow('not now');
    expect((await lastJob(at)).properties.status).toBe('Completed');
    engine.settleRestore = settle;
    await at.provider.perform(item, { signal: never, attempt: 2 });
    expect([(await lastJob(at)).properties.status, done]).toEqual(['Completed', ['settle']]);
  });
});
