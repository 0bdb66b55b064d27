import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { findAddress } from '#provider/point-records.ts';
import type { Ports } from '#provider/ports.ts';
import { jobs } from '#provider/records.ts';
import type { Scenario } from './scenario.ts';

export const pointDamaged: Scenario = {
  title: 'Point damaged: the files of a restore point are gone when somebody verifies, drills or restores it',
  perform:
    (inner, { ports }) =>
    async (item, taken) => {
      if (item.kind === 'prove' || item.kind === 'restore') await loseFiles(ports, item.payload.jobId);
      return inner(item, taken);
    },
};

async function loseFiles({ store, vaultStorage }: Ports, jobId: ResourceId): Promise<void> {
  const job = await store.transact(async (tx) => (await tx.get(jobs, idKey(jobId)))?.value);
  const instanceId = job?.resource.properties.backupInstanceId ?? '';
  const address = job && (await findAddress(store, instanceId, job.recoveryPointId));
  if (address) await vaultStorage.remove(address);
}
