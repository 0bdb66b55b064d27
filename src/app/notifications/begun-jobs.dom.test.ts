import { expect, it } from 'vitest';
import { begunJobs, keepBegunJobs } from './begun-jobs.ts';
import type { PortalNotification } from './notification-list.ts';

const notification = (part: Partial<PortalNotification>): PortalNotification => ({
  id: '7',
  key: '7-begun',
  mutationId: 7,
  kind: 'running',
  askedAt: 5,
  title: 'Backup triggered',
  ...part,
});

function storageWith(text?: string): Storage & { kept: Map<string, string> } {
  const kept = new Map(text === undefined ? [] : [['backup-portal.begun-jobs', text]]);
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage & { kept: Map<string, string> };
}

it('keeps what began a job, with what came of it, and nothing else', () => {
  const storage = storageWith();
  const end = { kind: 'failed', title: 'Backup failed', body: 'No.' } as const;
  keepBegunJobs(
    storage,
    [
      notification({ jobId: '/V/backupJobs/1', body: 'On demand.' }),
      notification({ jobId: '/V/backupJobs/2' }),
      notification({ title: 'Vault created' }),
    ],
    { '/v/backupjobs/2': end },
  );
  expect(begunJobs(storage)).toEqual([
    { jobId: '/V/backupJobs/1', askedAt: 5, notice: { title: 'Backup triggered', body: 'On demand.' } },
    { jobId: '/V/backupJobs/2', askedAt: 5, notice: { title: 'Backup triggered' }, end },
  ]);
  keepBegunJobs(storage, [], {});
  expect(storage.kept.size).toBe(0);
});

it.each(['', '{', '7', 'null', '[null, 7, {}]', '[{ "jobId": "/v/1", "askedAt": 1, "notice": {} }]'])(
  'takes %j for nothing',
  (text) => {
    expect(begunJobs(storageWith(text))).toEqual([]);
  },
);
