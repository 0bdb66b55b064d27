/** What is told while the server stops. */
import { setTimeout as delay } from 'node:timers/promises';
import type { WorkItem } from '#provider/work-items.ts';
import { expect, it, vi } from 'vitest';
import { createRunningWork, stopWork } from './running-work.ts';

const VAULT = '/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/v';
const backup: WorkItem = { kind: 'backup', id: 'w-1', payload: { jobId: `${VAULT}/backupJobs/j-1` } };
const expiry: WorkItem = { kind: 'expirePoints', id: 'w-2', payload: { instanceId: `${VAULT}/backupInstances/i` } };

/** Two pieces of work that go on until they are aborted. */
function working() {
  const stopping = new AbortController();
  const running = createRunningWork();
  const perform = running.watched(
    (_, { signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
  );
  const done = Promise.all([backup, expiry].map((item) => perform(item, { signal: stopping.signal, attempt: 1 })));
  const work = {
    async stop(graceMs = 0) {
      await Promise.race([done, delay(graceMs)]);
      stopping.abort();
      await done;
    },
  };
  return { running, work, end: () => stopping.abort() };
}

it('lists what runs, with its job, and forgets what has ended or failed', async () => {
  const { running, end } = working();
  expect(running.list()).toMatchObject([
    { kind: 'backup', id: 'w-1', job: 'j-1' },
    { kind: 'expirePoints', id: 'w-2' },
  ]);
  end();
  const failing = running.watched(() => Promise.reject(new Error('no')));
  await expect(failing(backup, { signal: new AbortController().signal, attempt: 1 })).rejects.toThrow('no');
  await vi.waitFor(() => expect(running.list()).toEqual([]));
});

it('says at once and again and again what it waits for, and what it breaks off', async () => {
  const { running, work } = working();
  const log = vi.fn();
  await stopWork(work, running, { log, graceMs: 100, tellEveryMs: 20 });
  const events = log.mock.calls.map(([event]) => String(event));
  expect(events.filter((event) => event === 'waiting for work to end').length).toBeGreaterThan(2);
  expect(events.at(-1)).toBe('work has not ended in time and is broken off');
  expect(log.mock.calls[0]?.[1]).toMatchObject({
    count: 2,
    secondsLeft: 1,
    work: [{ kind: 'backup', job: 'j-1' }, { kind: 'expirePoints' }],
  });
});

it('says nothing where nothing runs, and stops saying it when all has ended', async () => {
  const log = vi.fn();
  await stopWork({ stop: () => Promise.resolve() }, createRunningWork(), { log, graceMs: 1000 });
  expect(log).not.toHaveBeenCalled();
  const { running, work, end } = working();
  setTimeout(end, 30);
  await stopWork(work, running, { log, graceMs: 10_000, tellEveryMs: 10_000 });
  expect(log).toHaveBeenCalledTimes(1);
});
