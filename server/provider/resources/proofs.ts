/** Verifying and drilling a recovery point, or the newest good one of an instance. Our extension (decision 12). */
import { INSTANCE_TYPE, RECOVERY_POINT_TYPE, type Vault } from '#protocol/data-protection.ts';
import { PROOF_OPERATIONS, type ProofOperation } from '#protocol/proof.ts';
import type { Call, Handler } from '../call.ts';
import { instanceIsBusy, isChanging } from '../domain/instance-rules.ts';
import { noGoodPoint, proofIsRunning } from '../domain/proof-rules.ts';
import { existing } from '../existing.ts';
import { problemFault, problemOf } from '../fault.ts';
import { checkUnlockedAt } from '../linked-access.ts';
import { acceptedHeaders, startOperation } from '../operations.ts';
import { newestGood } from '../point-records.ts';
import type { Transaction } from '../ports.ts';
import {
  instances,
  jobs,
  recoveryPoints,
  vaults,
  word,
  type InstanceRecord,
  type RecoveryPointRecord,
} from '../records.ts';
import { at, idIn, INSTANCE, route, type Route } from '../router.ts';
import { drillProblem, recordProof, settingsOf, versionOf } from '../work/proof-schedules.ts';

const POINT = `${INSTANCE}/recoveryPoints/:point`;

type Choose = (call: Call, tx: Transaction, record: InstanceRecord) => Promise<RecoveryPointRecord>;

const ofAddress: Choose = (call, tx) => existing(tx, recoveryPoints, idIn(call, POINT));

const newest: Choose = async (call, tx, { resource }) => {
  const point = await newestGood(tx, resource.id);
  if (!point) throw problemFault(400, noGoodPoint(resource.name), call.correlationId);
  return point;
};

const serverVersion = (call: Call): Promise<string> =>
  call.ports.store.transact(async (tx) => versionOf(tx, await existing(tx, instances, idIn(call, INSTANCE))));

const start =
  (operation: ProofOperation, choose: Choose): Handler =>
  async (call) => {
    const { store } = call.ports;
    const problem = operation === 'Drill' ? await drillProblem(call.ports, await serverVersion(call)) : undefined;
    return store.transact(async (tx) => {
      const record = await existing(tx, instances, idIn(call, INSTANCE));
      const { resource: instance } = record;
      const vault: Vault = await existing(tx, vaults, record.vaultId);
      const point = await choose(call, tx, record);
      const { drillServerId } = settingsOf(vault);
      // A drill makes databases there, where the vault names a server for it.
      if (operation === 'Drill' && drillServerId !== undefined) await checkUnlockedAt(tx, drillServerId, 'write');
      if (isChanging(record)) {
        const busy = instanceIsBusy(instance.name, instance.properties.currentProtectionState);
        throw problemFault(409, busy, call.correlationId);
      }
      if ((await tx.count(jobs, { with: [word.provingOf(instance.id)] })) > 0) {
        throw problemFault(400, proofIsRunning(instance.name), call.correlationId);
      }
      if (problem && drillServerId === undefined) {
        throw problemFault(400, problemOf(problem), call.correlationId);
      }
      const jobId = await recordProof(call.ports, tx, { vault, operation, point, activityId: call.correlationId });
      const started = await startOperation(call, tx, {
        vaultId: vault.id,
        location: vault.location,
        jobId,
        work: { kind: 'prove', payload: { jobId, proof: operation } },
      });
      return { status: 202, headers: acceptedHeaders(call, started) };
    });
  };

export const proofRoutes: Route[] = PROOF_OPERATIONS.flatMap((operation) => {
  const action = operation.toLowerCase();
  return [
    route('POST', `${INSTANCE}/${action}`, at(INSTANCE, `${INSTANCE_TYPE}/${action}/action`), start(operation, newest)),
    route(
      'POST',
      `${POINT}/${action}`,
      at(POINT, `${RECOVERY_POINT_TYPE}/${action}/action`),
      start(operation, ofAddress),
    ),
  ];
});
