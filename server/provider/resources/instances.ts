/** Backup instances: the check, configuring, and deleting (docs/reference/arm.md#6-instances, #93-delete). */
import * as z from 'zod';
import { INSTANCE_TYPE, VAULT_TYPE, type BackupInstanceInput, type Vault } from '#protocol/data-protection.ts';
import { instanceNameProblem } from '#protocol/names.ts';
import { idKey, sameId } from '#protocol/resource-id.ts';
import { fields, invalidField, line, readBody } from '../body.ts';
import { created, noContent, ok, type Call, type Handler, type Reply } from '../call.ts';
import {
  alreadyProtected,
  backupIsRunning,
  canBeConfigured,
  checkDatasource,
  checkPolicyFits,
  holdsDatasource,
  inState,
  instanceIsBusy,
  isChanging,
  isProtected,
  newInstance,
} from '../domain/instance-rules.ts';
import { deletionRefusal, shorteningRefusal } from '../domain/immutability.ts';
import { canBeResumed } from '../domain/protection-changes.ts';
import { existing } from '../existing.ts';
import { ArmFault, problemFault } from '../fault.ts';
import { checkRoomForInstance } from '../limits.ts';
import { checkSourceServer } from '../linked-access.ts';
import { acceptedHeaders, putHeaders, startOperation } from '../operations.ts';
import { readPage } from '../paging.ts';
import { endings } from '../point-records.ts';
import type { Transaction } from '../ports.ts';
import { deletedInstances, instances, jobs, policies, vaults, word, type InstanceRecord } from '../records.ts';
import { idIn, at, INSTANCE, route, VAULT, type Route } from '../router.ts';
import { trustedTime } from '../trusted-time.ts';

const list: Handler = async (call) =>
  ok(
    await call.ports.store.transact(async (tx) => {
      const vault = await existing(tx, vaults, idIn(call, VAULT));
      return readPage(call, tx, instances, { with: [word.inVault(vault.id)] }, ({ resource }) => resource);
    }),
  );

const read: Handler = async (call) =>
  ok((await call.ports.store.transact((tx) => existing(tx, instances, idIn(call, INSTANCE)))).resource);

const datasourceInput = fields({
  objectType: line(64).exactOptional(),
  datasourceType: line().exactOptional(),
  resourceType: line().exactOptional(),
  resourceID: line(1000),
  resourceName: line().exactOptional(),
  resourceLocation: line().exactOptional(),
  // Older traffic sends an empty text here.
  resourceUri: z.string().max(1000).exactOptional(),
});

const instanceInput = fields({
  objectType: z.literal('BackupInstance'),
  friendlyName: line(),
  dataSourceInfo: datasourceInput,
  dataSourceSetInfo: datasourceInput.exactOptional(),
  policyInfo: fields({ policyId: line(1000) }),
});

const validateInput = fields({ backupInstance: instanceInput });
const putInput = fields({ properties: instanceInput, tags: z.unknown().exactOptional() });

/** Throws what is refused at once: a wrong datasource or policy, or a server that another instance protects. */
async function check(
  call: Call,
  tx: Transaction,
  vault: Vault,
  input: BackupInstanceInput,
  path: string,
  ownId?: string,
): Promise<void> {
  checkDatasource(input, vault.location, path);
  checkSourceServer(call, input.dataSourceInfo.resourceID);
  const policy = await tx.get(policies, idKey(input.policyInfo.policyId));
  if (!policy || !sameId(policy.value.vaultId, vault.id)) {
    throw invalidField(`${path}.policyInfo.policyId`, `It must be the id of a policy of the vault '${vault.name}'.`);
  }
  checkPolicyFits(policy.value.resource.properties, input.dataSourceInfo.resourceID, path);
  const others = await tx.list(instances, { with: [word.ofServer(input.dataSourceInfo.resourceID)] });
  const holder = others.find(
    ({ value }) => holdsDatasource(value) && (ownId === undefined || !sameId(value.resource.id, ownId)),
  );
  if (holder) {
    const { vaultId, resource } = holder.value;
    throw problemFault(400, alreadyProtected(vaultId, resource.name), call.correlationId);
  }
}

const validate: Handler = async (call) => {
  const { backupInstance } = await readBody(call, validateInput);
  return call.ports.store.transact(async (tx) => {
    const vault = await existing(tx, vaults, idIn(call, VAULT));
    await check(call, tx, vault, backupInstance, 'backupInstance');
    const operation = await startOperation(call, tx, {
      vaultId: vault.id,
      location: vault.location,
      work: {
        kind: 'validateForBackup',
        payload: { vaultId: vault.id, serverId: backupInstance.dataSourceInfo.resourceID },
        serverId: backupInstance.dataSourceInfo.resourceID,
      },
    });
    return { status: 202, headers: acceptedHeaders(call, operation) };
  });
};

const put: Handler = async (call) => {
  const name = call.params.instance ?? '';
  const problem = instanceNameProblem(name);
  if (problem !== undefined) throw new ArmFault(400, 'InvalidResourceName', problem, { target: 'name' });
  const { properties: input } = await readBody(call, putInput);

  return call.ports.store.transact(async (tx) => {
    const id = idIn(call, INSTANCE);
    const vault = await existing(tx, vaults, idIn(call, VAULT));
    await check(call, tx, vault, input, 'properties', id);
    if (await tx.get(deletedInstances, idKey(id))) {
      throw new ArmFault(
        400,
        'UserErrorBackupInstanceSoftDeleted',
        `A deleted backup instance of the name '${name}' is kept in the vault. Choose another name.`,
        { target: 'name' },
      );
    }
    const before = (await tx.get(instances, idKey(id)))?.value;
    if (!before) await checkRoomForInstance(tx, vault.id);
    if (!before || canBeConfigured(before)) return configure(call, tx, vault, name, input);
    return changePolicy(call, tx, before, input);
  });
};

async function configure(
  call: Call,
  tx: Transaction,
  vault: Vault,
  name: string,
  input: BackupInstanceInput,
): Promise<Reply> {
  const resource = newInstance(vault.id, name, input);
  await tx.put(instances, idKey(resource.id), { vaultId: vault.id, resource });
  const operation = await startOperation(call, tx, {
    vaultId: vault.id,
    location: vault.location,
    work: {
      kind: 'configureProtection',
      payload: { instanceId: resource.id },
      serverId: resource.properties.dataSourceInfo.resourceID,
    },
  });
  return { ...created(resource), headers: putHeaders(call, operation) };
}

async function changePolicy(
  call: Call,
  tx: Transaction,
  before: InstanceRecord,
  input: BackupInstanceInput,
): Promise<Reply> {
  const { resource, vaultId } = before;
  const { dataSourceInfo, currentProtectionState } = resource.properties;
  if (!sameId(dataSourceInfo.resourceID, input.dataSourceInfo.resourceID)) {
    throw invalidField(
      'properties.dataSourceInfo.resourceID',
      `The backup instance '${resource.name}' protects ${dataSourceInfo.resourceID}. Use a new backup instance for another server.`,
    );
  }
  const was = (await tx.get(policies, idKey(resource.properties.policyInfo.policyId)))?.value;
  // One that rests and has lost its policy is resumed by getting another.
  const needsPolicy = !was && canBeResumed(currentProtectionState);
  if (!isProtected(before) && !needsPolicy) {
    throw problemFault(409, instanceIsBusy(resource.name, currentProtectionState), call.correlationId);
  }
  const vault = await existing(tx, vaults, vaultId);
  const next = await existing(tx, policies, input.policyInfo.policyId);
  checkPolicyFits(next.resource.properties, dataSourceInfo.resourceID, 'properties');
  const refused = was && shorteningRefusal(vault, was.resource.properties, next.resource.properties);
  if (refused) throw problemFault(400, refused, call.correlationId, 'properties.policyInfo.policyId');
  // The response still shows the old policy (docs/reference/arm.md#quirk-4).
  const updating = inState(resource, 'UpdatingProtection');
  await tx.put(instances, idKey(resource.id), { ...before, resource: updating });
  const operation = await startOperation(call, tx, {
    vaultId,
    location: vault.location,
    work: { kind: 'changePolicy', payload: { instanceId: resource.id, policyId: input.policyInfo.policyId } },
  });
  return { ...created(updating), headers: putHeaders(call, operation) };
}

const remove: Handler = async (call) =>
  call.ports.store.transact(async (tx) => {
    const record = (await tx.get(instances, idKey(idIn(call, INSTANCE))))?.value;
    if (!record) return noContent;
    const { resource, vaultId } = record;
    const refuse = (reason: Parameters<typeof problemFault>[1]) => problemFault(409, reason, call.correlationId);
    if ((await tx.count(jobs, { with: [word.runningOf(resource.id)] })) > 0)
      throw refuse(backupIsRunning(resource.name));
    if (isChanging(record)) {
      throw refuse(instanceIsBusy(resource.name, resource.properties.currentProtectionState));
    }
    const vault = await existing(tx, vaults, vaultId);
    const held = deletionRefusal(
      vault,
      resource.name,
      await endings(tx, resource.id),
      await trustedTime(call.ports, tx),
    );
    if (held) throw problemFault(400, held, call.correlationId);
    await tx.put(instances, idKey(resource.id), { ...record, resource: inState(resource, 'SoftDeleting', 'Updating') });
    const operation = await startOperation(call, tx, {
      vaultId,
      location: vault.location,
      work: {
        kind: 'deleteInstance',
        payload: { instanceId: resource.id, from: resource.properties.currentProtectionState },
      },
    });
    return { status: 202, headers: acceptedHeaders(call, operation) };
  });

export const instanceRoutes: Route[] = [
  route('GET', `${VAULT}/backupInstances`, at(VAULT, `${INSTANCE_TYPE}/read`), list),
  route('GET', INSTANCE, at(INSTANCE, `${INSTANCE_TYPE}/read`), read),
  route('PUT', INSTANCE, at(INSTANCE, `${INSTANCE_TYPE}/write`), put),
  route('DELETE', INSTANCE, at(INSTANCE, `${INSTANCE_TYPE}/delete`), remove),
  route('POST', `${VAULT}/validateForBackup`, at(VAULT, `${VAULT_TYPE}/validateForBackup/action`), validate),
];
