/**
 * The proofs that a vault makes by itself. Each instance has one wake-up in the queue, at the time when its next proof is
 * due; what is due then is decided from what is stored, so a wake-up that comes twice, late or for settings that have
 * changed since begins nothing that is not due. A new recovery point and new settings wake an instance too.
 */
import type { ProofSettings, Vault } from '#protocol/data-protection.ts';
import { DEFAULT_PROOF_SETTINGS, PROOF_OPERATIONS, proofDue, type ProofOperation } from '#protocol/proof.ts';
import { idKey, lastName, type ResourceId } from '#protocol/resource-id.ts';
import { newProofJob } from '../domain/proof-job.ts';
import { newestGood, refreshInstance } from '../point-records.ts';
import { EngineFault, type Ports, type Transaction } from '../ports.ts';
import { instances, jobs, servers, vaults, word, type InstanceRecord, type RecoveryPointRecord } from '../records.ts';
import { given, type Worker } from './work-context.ts';

/** Another proof of the instance runs: the next one waits for it this long, and then looks again. */
const BUSY_MS = 5 * 60_000;

/** Enqueues a check of an instance's proofs now. The same `id` enqueues once. */
export const wakeProofs = (tx: Transaction, instanceId: ResourceId, id: string): Promise<void> =>
  tx.enqueue({ kind: 'runProofs', id: `proofs ${id}`, payload: { instanceId } });

export const settingsOf = ({ properties }: Vault): ProofSettings => properties.proofSettings ?? DEFAULT_PROOF_SETTINGS;

/** Begins the proof that is due, and sees to the next wake-up. */
export const runProofs: Worker = async (context) => {
  const { ports } = context;
  const instanceId = given(context, 'instanceId');
  const drillProblem = await whyNoDrill(ports, instanceId);
  await ports.store.transact(async (tx) => {
    // An instance that is gone wakes up no more; one that comes back is woken by its next point.
    const record = (await tx.get(instances, idKey(instanceId)))?.value;
    const vault = record && (await tx.get(vaults, idKey(record.vaultId)))?.value;
    if (!record || !vault) return;
    if (settingsOf(vault).drill.toLowerCase() !== 'off') {
      await refreshInstance(tx, instanceId, { drillUnavailable: drillProblem });
    }
    const now = ports.clock.now();
    const point = await newestGood(tx, instanceId);
    // A drilled point is the same a week later; verifying shows whether its bytes still are.
    const mayDrill = drillProblem === undefined && point?.resource.properties.proof?.drill === undefined;
    // A drill reads every byte too: when both are due it does for both.
    const due = dueOf(record, vault).filter(({ at }) => at <= now);
    const operation = ['Drill' as const, 'Verify' as const].find(
      (one) => due.some((proof) => proof.operation === one) && (one === 'Verify' || mayDrill),
    );
    // What is due and cannot be done waits for the next recovery point, which wakes the instance.
    if (operation === undefined || !point) {
      const next = dueOf(record, vault).find(({ at }) => at > now)?.at;
      if (next) await wakeAt(tx, instanceId, next);
      return;
    }
    if ((await tx.count(jobs, { with: [word.provingOf(instanceId)] })) > 0) {
      await wakeAt(tx, instanceId, new Date(now.getTime() + BUSY_MS));
      return;
    }
    const jobId = await recordProof(ports, tx, { vault, operation, point, activityId: ports.newId(), scheduled: now });
    await tx.enqueue({ kind: 'prove', id: ports.newId(), payload: { jobId, proof: operation } });
    await wakeProofs(tx, instanceId, `after ${operation} ${idKey(instanceId)} ${now.toISOString()}`);
  });
};

export interface ProofStart {
  vault: Vault;
  operation: ProofOperation;
  point: RecoveryPointRecord;
  activityId: string;
  scheduled?: Date;
}

/** Records the job of a proof, and returns its id. The caller enqueues the work: `prove`. */
export async function recordProof(ports: Ports, tx: Transaction, start: ProofStart): Promise<ResourceId> {
  const { vault, operation, point, activityId, scheduled } = start;
  const key = idKey(point.instanceId);
  const record = (await tx.get(instances, key))?.value;
  if (!record) throw new Error(`The instance ${point.instanceId} of a recovery point is not there.`);
  const now = ports.clock.now();
  const resource = newProofJob({
    jobId: ports.newId(),
    activityId,
    vault,
    instance: record.resource,
    policyName: lastName(record.resource.properties.policyInfo.policyId),
    now,
    operation,
    point: point.resource,
    ...(scheduled && { scheduled }),
  });
  await tx.put(jobs, idKey(resource.id), {
    vaultId: vault.id,
    resource,
    recoveryPointId: point.resource.name,
    proof: operation,
  });
  const time = now.toISOString();
  const lastProofs = { ...record.lastProofs, Verify: time, ...(operation === 'Drill' && { Drill: time }) };
  await tx.put(instances, key, { ...record, lastProofs });
  return resource.id;
}

interface DueProof {
  operation: ProofOperation;
  at: Date;
}

/** When each proof is due that the vault makes by itself, the first first. */
function dueOf(record: InstanceRecord, vault: Vault): DueProof[] {
  const proofs = PROOF_OPERATIONS.flatMap((operation) => {
    const since = record.lastProofs?.[operation] ?? record.scheduledSince;
    // From before there were proofs: nobody knows since when, and it is due now.
    const at = proofDue(settingsOf(vault), operation, new Date(since ?? 0));
    return at ? [{ operation, at }] : [];
  });
  return proofs.sort((one, other) => one.at.getTime() - other.at.getTime());
}

/** Why the machine and the vault could make no drill, in a sentence. */
async function whyNoDrill(ports: Ports, instanceId: ResourceId): Promise<string | undefined> {
  const known = await ports.store.transact(async (tx) => {
    const record = (await tx.get(instances, idKey(instanceId)))?.value;
    const vault = record && (await tx.get(vaults, idKey(record.vaultId)))?.value;
    return vault && { hasServer: settingsOf(vault).drillServerId !== undefined, version: await versionOf(tx, record) };
  });
  return known?.hasServer === true ? undefined : (await drillProblem(ports, known?.version))?.message;
}

/** The major version of the server that an instance backs up, as last known: a scratch server must not be older. */
export const versionOf = async (tx: Transaction, { resource }: InstanceRecord): Promise<string> =>
  (await tx.get(servers, idKey(resource.properties.dataSourceInfo.resourceID)))?.value.resource.properties.version ??
  '';

/** What the machine lacks for a scratch server; undefined when it has what it takes. */
export async function drillProblem({ engine }: Ports, serverVersion = ''): Promise<EngineFault | undefined> {
  try {
    await engine.checkScratch(serverVersion);
    return undefined;
  } catch (error) {
    if (error instanceof EngineFault) return error;
    throw error;
  }
}

/** Wake-ups for one moment are one. */
const wakeAt = (tx: Transaction, instanceId: ResourceId, moment: Date): Promise<void> =>
  tx.enqueue({
    kind: 'runProofs',
    id: `proofs ${idKey(instanceId)} ${moment.toISOString()}`,
    payload: { instanceId },
    notBefore: moment.toISOString(),
  });
