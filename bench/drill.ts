/**
 * How long a drill takes: one recovery point of a large database, restored into a scratch server of this machine and
 * compared row by row. Prints the time of the whole job, and of its restore, which the point then shows.
 *
 * `node bench/drill.ts [megabytes]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, type Job, type OperationStatus, type RecoveryPoint } from '#protocol/data-protection.ts';
import { startPortal } from '../server/testing/portal-process.ts';
import { startPostgres } from '../server/testing/postgres.ts';
import { createLargeDatabase } from '../server/testing/rich-databases.ts';
import { megabytesOf, watchMemory } from './measuring.ts';

const MEGABYTES = Number(process.argv[2] ?? 1024);
const MEMORY_BUDGET_MB = 150;

const folder = await mkdtemp(join(tmpdir(), 'bp-bench-'));
const postgres = await startPostgres();
let portal: Awaited<ReturnType<typeof startPortal>> | undefined;
let memory: ReturnType<typeof watchMemory> | undefined;
try {
  console.log(`Making a database of about ${MEGABYTES} MB, and a recovery point of it …`);
  await createLargeDatabase(postgres, 'bench', MEGABYTES);
  const megabytes = await megabytesOf(postgres, 'bench');
  portal = await startPortal(join(folder, 'data'), {}, []);
  const { arm } = portal;
  const ended = async (jobId: string): Promise<Job> => {
    const job = await arm.jobWhen(jobId, (seen) => !isRunning(seen));
    if (job.properties.status !== 'Completed')
      throw new Error(JSON.stringify(job.properties.errorDetails ?? job.properties.extendedInfo?.warningDetails));
    return job;
  };
  const instance = await arm.protect('pg-bench', postgres);
  await ended(await arm.startBackup(instance));
  const [point] = await arm.recoveryPoints(instance);
  const id = point?.id ?? '';

  memory = watchMemory(portal.child.pid ?? 0);
  await delay(3000);
  const idle = memory.now();
  memory.reset();
  const begun = performance.now();
  const accepted = await arm.send('POST', `${id}/drill`);
  if (!accepted.ok) throw new Error(await accepted.text());
  const operation = await arm.send('GET', accepted.headers.get('azure-asyncoperation') ?? '');
  await ended(((await operation.json()) as OperationStatus).properties?.jobId ?? '');
  const seconds = (performance.now() - begun) / 1000;
  const above = memory.peak() - idle;

  const { proof } = (await arm.get<RecoveryPoint>(id)).properties;
  console.log(
    `A drill of ${megabytes.toFixed(0)} MB took ${seconds.toFixed(1)} s: ${proof?.state ?? ''}, ` +
      `${String(proof?.drill?.tables)} tables, ${String(proof?.drill?.rows)} rows equal, ` +
      `time to restore ${proof?.drill?.timeToRestore ?? ''}`,
  );
  console.log(
    `Memory of the server and its helpers, the scratch server among them: ${above.toFixed(0)} MB above idle (at most ${MEMORY_BUDGET_MB} MB without the scratch server)`,
  );
} finally {
  memory?.stop();
  await portal?.stop();
  await postgres.remove();
  await rm(folder, { recursive: true, force: true });
}
