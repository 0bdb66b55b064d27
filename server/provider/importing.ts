/** Imports of dumps that were made elsewhere, begun by the operator of the machine that has them (decision 45). */
import { isRunning, type Job } from '#protocol/data-protection.ts';
import { retentionRules } from '#protocol/policy.ts';
import { idKey, lastName, type ResourceId } from '#protocol/resource-id.ts';
import { backupIsRunning, instanceIsBusy, isChanging } from './domain/instance-rules.ts';
import { newBackupJob } from './domain/job-states.ts';
import { policyIsGone } from './domain/protection-changes.ts';
import { existing } from './existing.ts';
import { ArmFault, problemFault } from './fault.ts';
import type { DumpToImport, Ports, Transaction } from './ports.ts';
import { instances, jobs, policies, vaults, word, type InstanceRecord } from './records.ts';

export interface ImportRequest extends DumpToImport {
  /** The id of a backup instance, its name, or that of its server where only one has it. */
  instance: string;
  /** The rule that keeps the point, from now on; the default rule when absent. */
  keep?: string;
}

/** Begins the job. Throws an `ArmFault` that says what is wrong with the request. */
export const startImport = ({ store, newId, clock }: Ports, request: ImportRequest): Promise<{ jobId: ResourceId }> =>
  store.transact(async (tx) => {
    const record = await instanceNamed(tx, request.instance);
    const { resource: instance, vaultId } = record;
    const vault = await existing(tx, vaults, vaultId);
    const activityId = newId();
    const { policyInfo, currentProtectionState } = instance.properties;
    // Of one that is being deleted, a point would be left that nobody knows.
    if (isChanging(record)) throw problemFault(409, instanceIsBusy(instance.name, currentProtectionState), activityId);
    const { policyId } = policyInfo;
    const policy = (await tx.get(policies, idKey(policyId)))?.value.resource;
    if (!policy) throw problemFault(400, policyIsGone(instance.name, policyId), activityId);
    const names = retentionRules(policy.properties).map(({ name }) => name);
    const rule = names.find((name) => name.toLowerCase() === request.keep?.toLowerCase());
    if (request.keep !== undefined && rule === undefined) {
      throw refused(
        `The policy '${policy.name}' has the retention rules ${names.join(', ')}, and no '${request.keep}'.`,
      );
    }
    if ((await tx.count(jobs, { with: [word.runningOf(instance.id)] })) > 0) {
      throw problemFault(400, backupIsRunning(instance.name), activityId);
    }
    const { path, database } = request;
    const resource = newBackupJob({
      ...{ jobId: newId(), activityId, vault, instance, policyName: policy.name, now: clock.now() },
      ...{ cause: { retentionTag: rule ?? 'default' }, imports: lastName(path) },
    });
    await tx.put(jobs, idKey(resource.id), {
      ...{ vaultId: vault.id, resource, recoveryPointId: newId().replaceAll('-', '') },
      ...{ retentionTag: rule ?? 'default', dump: { path, ...(database !== undefined && { database }) } },
    });
    await tx.enqueue({ kind: 'backup', id: newId(), payload: { jobId: resource.id } });
    return { jobId: resource.id };
  });

async function instanceNamed(tx: Transaction, named: string): Promise<InstanceRecord> {
  const byId = (await tx.get(instances, idKey(named)))?.value;
  if (byId) return byId;
  const all = (await tx.list(instances)).map(({ value }) => value);
  const is = (name: string): boolean => name.toLowerCase() === named.toLowerCase();
  const found = all.filter(({ resource }) => is(resource.name) || is(resource.properties.friendlyName));
  const [one] = found;
  if (one && found.length === 1) return one;
  throw refused(
    found.length === 0
      ? `There is no backup instance '${named}'. Give its name, that of its server, or its id.`
      : `There are several backup instances '${named}': ${found.map(({ resource }) => resource.id).join(', ')}. Give the id of one.`,
  );
}

const refused = (message: string): ArmFault => new ArmFault(400, 'UserErrorDumpNotImported', message);

/** How far it is; undefined when there is no such job. */
export async function importJob(
  { store }: Ports,
  jobId: string,
): Promise<{ isRunning: boolean; job: Job } | undefined> {
  const record = (await store.transact((tx) => tx.get(jobs, idKey(jobId))))?.value;
  return record && { isRunning: isRunning(record.resource), job: record.resource };
}
