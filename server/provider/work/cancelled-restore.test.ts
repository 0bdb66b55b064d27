/** Cancelling a restore: until its databases are about to get their names, and no longer. */
import { expect, it } from 'vitest';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { idKey } from '#protocol/resource-id.ts';
import { SERVER_TARGET } from '#protocol/restore.ts';
import { begin, lastJob, never, openWorld, serverId, type World } from '../../contract/restore-world.ts';
import { jobs } from '../records.ts';

const intoServer = {
  objectType: SERVER_TARGET,
  recoveryOption: 'FailIfExists',
  restoreLocation: 'westeurope',
  targetServerId: serverId,
  databases: [{ name: 'sample', targetName: 'copy', replace: true }],
  ownersAndRoles: false,
} as const;

const READY = { warnings: [], databases: [] };

const cancel = async ({ provider }: World, jobId: string): Promise<number> => {
  const url = `https://arm.example${jobId}/cancel?api-version=${API_VERSIONS.dataProtection}`;
  const answer = await provider.fetch(
    new Request(url, { method: 'POST', headers: { authorization: 'Bearer operator' } }),
  );
  return answer.status;
};

async function begun() {
  const at = await openWorld();
  const item = await begin(at, { ...intoServer, databases: [...intoServer.databases] });
  const done: string[] = [];
  at.ports.engine.discardRestore = () => Promise.resolve(void done.push('discard'));
  at.ports.engine.settleRestore = () => Promise.resolve(void done.push('settle'));
  return { at, item, jobId: item.payload.jobId, done };
}

it('takes a restore back that was cancelled before its databases got their names', async () => {
  const { at, item, jobId, done } = await begun();
  at.ports.engine.restore = async (_sealed, _restore, { onReady }) => {
    expect(await cancel(at, jobId)).toBe(202);
    await onReady?.(READY);
    throw new Error('The names were changed all the same.');
  };
  await at.provider.perform(item, { signal: never, attempt: 1 });
  expect((await lastJob(at)).properties).toMatchObject({ status: 'Cancelled', errorDetails: null });
  expect(done).toEqual(['discard']);
  // A process that died in between takes it back again, and never makes it final.
  await at.provider.perform(item, { signal: never, attempt: 2 });
  expect(done).toEqual(['discard', 'discard']);
});

it('refuses to cancel one whose databases are getting their names, and completes it', async () => {
  const { at, item, jobId, done } = await begun();
  at.ports.engine.restore = async (_sealed, _restore, { onReady }) => {
    await onReady?.(READY);
    expect(await cancel(at, jobId)).toBe(409);
    return READY;
  };
  await at.provider.perform(item, { signal: never, attempt: 1 });
  expect((await lastJob(at)).properties.status).toBe('Completed');
  expect(done).toEqual(['settle']);
});

it('ends one at once that waits for its turn, and does nothing when that comes', async () => {
  const { at, item, jobId } = await begun();
  expect(await cancel(at, jobId)).toBe(202);
  expect((await lastJob(at)).properties.status).toBe('Cancelled');
  at.ports.engine.restore = () => Promise.reject(new Error('It was begun all the same.'));
  await at.provider.perform(item, { signal: never, attempt: 1 });
  const record = await at.ports.store.transact((tx) => tx.get(jobs, idKey(jobId)));
  expect(record?.value.resource.properties).toMatchObject({ status: 'Cancelled', errorDetails: null });
});
