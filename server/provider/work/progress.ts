/** Writes how far a backup has come into its job: at most once a second, and never two writes at once. */
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { atStage, type Stage } from '../domain/job-states.ts';
import type { BackupProgress, Ports } from '../ports.ts';
import { jobs } from '../records.ts';
import { openJob } from './jobs.ts';

const INTERVAL_MS = 1_000;

export interface ProgressReport {
  /** Reports the progress of the dump. Returns at once; a report too early for a write is kept for the next. */
  dumped: (progress: BackupProgress) => void;
  /** Says that another stage has begun, and waits until the job shows it. */
  reached: (stage: Stage) => Promise<void>;
  /** Bytes of the plain dump, as last reported. */
  plainBytes: () => number;
}

/**
 * Reports into one job. A write that fails is logged: a backup does not fail because its progress could not be
 * recorded.
 */
export function reportProgress(ports: Ports, jobId: ResourceId): ProgressReport {
  const { store, clock, log } = ports;
  let last: BackupProgress | undefined;
  let writing: Promise<void> = Promise.resolve();
  let isWriting = false;
  let nextAt = 0;

  const write = async (stage: Stage): Promise<void> => {
    await store.transact(async (tx) => {
      const record = await openJob(tx, jobId);
      if (!record) return;
      await tx.put(jobs, idKey(jobId), { ...record, resource: atStage(record.resource, stage, clock.now()) });
    });
  };

  const begin = (stage: Stage): Promise<void> => {
    isWriting = true;
    nextAt = clock.now().getTime() + INTERVAL_MS;
    writing = write(stage)
      .catch((error: unknown) => {
        log('progress not written', { jobId, error: String(error) });
      })
      .finally(() => {
        isWriting = false;
      });
    return writing;
  };

  return {
    dumped(progress) {
      last = progress;
      if (!isWriting && clock.now().getTime() >= nextAt) void begin(dumping(progress));
    },
    async reached(stage) {
      await writing;
      await begin(stage);
    },
    plainBytes: () => last?.plainBytes ?? 0,
  };
}

const dumping = ({ plainBytes, expectedBytes }: BackupProgress): Stage => ({
  running: ['Take full backup', 'Transfer data to the vault'],
  // A dump is smaller or larger than the database it comes from; it is not done before the engine says so.
  percent: expectedBytes > 0 ? Math.min(99, Math.floor((100 * plainBytes) / expectedBytes)) : undefined,
  plainBytes,
  expectedBytes,
});
