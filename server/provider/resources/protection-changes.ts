/** Stopping, suspending and resuming protection (docs/reference/arm.md#92-stop-and-resume). */
import { INSTANCE_TYPE } from '#protocol/data-protection.ts';
import { idKey, sameId } from '#protocol/resource-id.ts';
import type { Handler } from '../call.ts';
import { suspensionRefusal } from '../domain/immutability.ts';
import { backupIsRunning, inState, isProtected } from '../domain/instance-rules.ts';
import {
  cannotChange,
  policyIsGone,
  PROTECTION_CHANGES,
  protectedElsewhere,
  type ProtectionAction,
  type ProtectionChange,
} from '../domain/protection-changes.ts';
import { existing } from '../existing.ts';
import { problemFault, type ProblemInput } from '../fault.ts';
import { checkSourceServer } from '../linked-access.ts';
import { acceptedHeaders, startOperation } from '../operations.ts';
import type { Transaction } from '../ports.ts';
import { instances, jobs, policies, vaults, word, type InstanceRecord } from '../records.ts';
import { at, idIn, INSTANCE, route, type Route } from '../router.ts';

const change =
  (action: ProtectionAction): Handler =>
  (call) =>
    call.ports.store.transact(async (tx) => {
      const record = await existing(tx, instances, idIn(call, INSTANCE));
      const wanted: ProtectionChange = PROTECTION_CHANGES[action];
      const { resource, vaultId } = record;
      const state = resource.properties.currentProtectionState;
      // An instance that is protected already: 200 with nothing in it.
      if (wanted.to === 'ProtectionConfigured' && isProtected(record)) return { status: 200 };
      // Resuming has the server backed up again; stopping takes nothing from it.
      if (wanted.to === 'ProtectionConfigured') checkSourceServer(call, resource.properties.dataSourceInfo.resourceID);
      const vault = await existing(tx, vaults, vaultId);
      const refusal =
        (await refusalOf(tx, record, wanted)) ??
        (wanted.to === 'BackupsSuspended' ? suspensionRefusal(vault, resource.name, state) : undefined);
      if (refusal) throw problemFault(400, refusal, call.correlationId);

      const updating = inState(resource, 'UpdatingProtection', 'Updating');
      await tx.put(instances, idKey(resource.id), { ...record, resource: updating });
      const operation = await startOperation(call, tx, {
        vaultId,
        location: vault.location,
        work: { kind: 'changeProtection', payload: { instanceId: resource.id, from: state, to: wanted.to } },
      });
      return { status: 202, headers: acceptedHeaders(call, operation) };
    });

async function refusalOf(
  tx: Transaction,
  { resource }: InstanceRecord,
  wanted: ProtectionChange,
): Promise<ProblemInput | undefined> {
  const { currentProtectionState, dataSourceInfo } = resource.properties;
  if (!wanted.from.includes(currentProtectionState)) return cannotChange(resource.name, currentProtectionState, wanted);
  if ((await tx.count(jobs, { with: [word.runningOf(resource.id)] })) > 0) return backupIsRunning(resource.name);
  if (wanted.to !== 'ProtectionConfigured') return undefined;
  const { policyId } = resource.properties.policyInfo;
  if (!(await tx.get(policies, idKey(policyId)))) return policyIsGone(resource.name, policyId);
  const others = await tx.list(instances, { with: [word.ofServer(dataSourceInfo.resourceID)] });
  const holder = others.find(({ value }) => isProtected(value) && !sameId(value.resource.id, resource.id));
  return holder && protectedElsewhere(dataSourceInfo.resourceID, holder.value.resource.id);
}

const changes = Object.keys(PROTECTION_CHANGES) as ProtectionAction[];

export const protectionChangeRoutes: Route[] = changes.map((action) =>
  route('POST', `${INSTANCE}/${action}`, at(INSTANCE, `${INSTANCE_TYPE}/${action}/action`), change(action)),
);
