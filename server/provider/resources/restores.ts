/**
 * Restoring a recovery point: the check, the restore, and what is in a point (docs/reference/arm.md#102-restore,
 * docs/decisions/0006-restoring-into-a-server.md).
 */
import * as z from 'zod';
import { INSTANCE_TYPE, RECOVERY_POINT_TYPE, type Vault } from '#protocol/data-protection.ts';
import { datasourceTypeOf } from '#protocol/datasources.ts';
import { idKey, sameId, type ResourceId } from '#protocol/resource-id.ts';
import {
  filePrefixProblem,
  POINT_CONTENTS_TYPE,
  RESTORE_AS_FILES,
  RESTORE_TO_SERVER,
  SERVER_TARGET,
  type PointContents,
  type ProofWay,
  type RestoreRequest,
} from '#protocol/restore.ts';
import { byObjectType, fields, invalidField, line, oneOf, readBody } from '../body.ts';
import { ok, type Call, type Handler } from '../call.ts';
import { backupIsRunning, instanceIsBusy, isChanging } from '../domain/instance-rules.ts';
import { newRestoreJob } from '../domain/restore-job.ts';
import {
  allowsTarget,
  databasesIn,
  databaseTargetsProblem,
  encryptionOf,
  otherSubscription,
  pointWithoutBytes,
} from '../domain/restore-rules.ts';
import { existing, notFound } from '../existing.ts';
import { isExpected, problemFault, problemOf, WorkFault } from '../fault.ts';
import { checkSourceServer, checkTargetServer, checkUnlockedAt } from '../linked-access.ts';
import { acceptedHeaders, startOperation } from '../operations.ts';
import { addressOf } from '../point-records.ts';
import type { Transaction } from '../ports.ts';
import { instances, jobs, policies, recoveryPoints, vaults, word, type InstanceRecord } from '../records.ts';
import { containerAt } from '../restore-places.ts';
import { at, idIn, INSTANCE, route, type Route } from '../router.ts';
import { fromGoodCopy } from '../work/good-copy.ts';
import { drillProblem, settingsOf } from '../work/proof-schedules.ts';

const POINT = `${INSTANCE}/recoveryPoints/:point`;

const filesTarget = fields({
  objectType: z.literal('RestoreFilesTargetInfo'),
  recoveryOption: oneOf('FailIfExists'),
  restoreLocation: line(),
  targetDetails: fields({
    restoreTargetLocationType: oneOf('AzureBlobs'),
    url: line(2048),
    filePrefix: z.string().superRefine((prefix, context) => {
      const problem = filePrefixProblem(prefix);
      if (problem !== undefined) context.addIssue(problem);
    }),
    targetResourceArmId: line(2048).exactOptional(),
  }),
});

const MOST_CHOSEN = 1000;
const atMost = { error: `must be at most ${String(MOST_CHOSEN)}` };
const databasePart = fields({
  schemas: z.array(line()).max(MOST_CHOSEN, atMost).default([]),
  tables: z
    .array(fields({ schema: line(), name: line() }))
    .max(MOST_CHOSEN, atMost)
    .default([]),
});

const serverTarget = fields({
  objectType: z.literal(SERVER_TARGET),
  recoveryOption: oneOf('FailIfExists'),
  restoreLocation: line(),
  targetServerId: line(2048),
  databases: z
    .array(
      fields({
        name: line(),
        targetName: line(),
        replace: z.boolean().default(false),
        only: databasePart.exactOptional(),
      }),
    )
    .min(1, { error: 'must name at least one database' })
    .max(1000, { error: 'must be at most 1000' }),
  ownersAndRoles: z.boolean().default(false),
  fullRoles: z.boolean().exactOptional(),
  asAdministrator: z.boolean().exactOptional(),
});

const restoreInput = fields({
  objectType: oneOf('AzureBackupRecoveryPointBasedRestoreRequest'),
  sourceDataStoreType: oneOf('VaultStore'),
  recoveryPointId: z.string().regex(/^[0-9a-f]{32}$/i, { error: 'must be 32 hex digits' }),
  restoreTargetInfo: byObjectType({ RestoreFilesTargetInfo: filesTarget, [SERVER_TARGET]: serverTarget }),
});

type RestoreInput = z.infer<typeof restoreInput>;

const requestOf = (input: RestoreInput): RestoreRequest => {
  const { restoreTargetInfo: target } = input;
  return {
    objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
    sourceDataStoreType: 'VaultStore',
    recoveryPointId: input.recoveryPointId.toLowerCase(),
    restoreTargetInfo:
      target.objectType === SERVER_TARGET
        ? { ...target, recoveryOption: 'FailIfExists' }
        : {
            ...target,
            recoveryOption: 'FailIfExists',
            targetDetails: { ...target.targetDetails, restoreTargetLocationType: 'AzureBlobs' },
          },
  };
};

/** Refuses at once what no work is needed to refuse. */
async function checkRequest(call: Call, request: RestoreRequest, path: string): Promise<void> {
  const target = request.restoreTargetInfo;
  const field = (name: string): string => `${path}restoreTargetInfo.${name}`;
  if (target.objectType === 'RestoreFilesTargetInfo') {
    const { url, targetResourceArmId } = target.targetDetails;
    const found = containerAt(await call.ports.restoreTargets.accounts(), url);
    // What is restored there changes it, whether the request names it by its id or not.
    if (found) await call.ports.store.transact((tx) => checkUnlockedAt(tx, found.id, 'write'));
    if (targetResourceArmId === undefined) return;
    if (found && !sameId(found.id, targetResourceArmId)) {
      throw invalidField(field('targetDetails.targetResourceArmId'), `The container at '${url}' has another id.`);
    }
    return;
  }
  const { targetServerId, databases } = target;
  checkTargetServer(call, targetServerId, field('targetServerId'));
  const problem = databaseTargetsProblem(databases);
  if (problem) throw invalidField(field(`databases[${String(problem.at)}]`), problem.message);
}

interface Found {
  record: InstanceRecord;
  vault: Vault;
  pointId: ResourceId;
}

/** The instance, its vault and the recovery point. Throws what refuses the restore. */
async function find(call: Call, tx: Transaction, request: RestoreRequest, path: string): Promise<Found> {
  const record = await existing(tx, instances, idIn(call, INSTANCE));
  const vault = await existing(tx, vaults, record.vaultId);
  checkSourceServer(call, record.resource.properties.dataSourceInfo.resourceID);
  const pointId = `${record.resource.id}/recoveryPoints/${request.recoveryPointId}`;
  if (!(await tx.get(recoveryPoints, idKey(pointId)))) {
    throw invalidField(
      `${path}recoveryPointId`,
      `The backup instance has no recovery point '${request.recoveryPointId}'.`,
    );
  }
  const target = request.restoreTargetInfo;
  const way = target.objectType === SERVER_TARGET ? RESTORE_TO_SERVER : RESTORE_AS_FILES;
  const type = datasourceTypeOf(record.resource.properties.dataSourceInfo.resourceID);
  if (type?.restoresTo.includes(way) === false) {
    throw invalidField(
      `${path}restoreTargetInfo.objectType`,
      `A recovery point of a ${type.words.one} cannot be restored that way.`,
    );
  }
  const targetId =
    target.objectType === SERVER_TARGET ? target.targetServerId : target.targetDetails.targetResourceArmId;
  if (targetId !== undefined) await checkUnlockedAt(tx, targetId, 'write');
  if (targetId === undefined ? !allowsTarget(vault, '') : !allowsTarget(vault, targetId)) {
    throw problemFault(400, otherSubscription(vault), call.correlationId);
  }
  return { record, vault, pointId };
}

/** The server that the work is at, where it is at one. */
const targetServerOf = ({ restoreTargetInfo: target }: RestoreRequest): { serverId?: ResourceId } =>
  target.objectType === SERVER_TARGET ? { serverId: target.targetServerId } : {};

const validate: Handler = async (call) => {
  const input = await readBody(call, fields({ restoreRequestObject: restoreInput }));
  const request = requestOf(input.restoreRequestObject);
  const path = 'restoreRequestObject.';
  await checkRequest(call, request, path);
  return call.ports.store.transact(async (tx) => {
    const { record, vault } = await find(call, tx, request, path);
    const operation = await startOperation(call, tx, {
      vaultId: vault.id,
      location: vault.location,
      work: {
        kind: 'validateRestore',
        payload: { instanceId: record.resource.id, request: JSON.stringify(request) },
        ...targetServerOf(request),
      },
    });
    return { status: 202, headers: acceptedHeaders(call, operation) };
  });
};

const restore: Handler = async (call) => {
  const request = requestOf(await readBody(call, restoreInput));
  await checkRequest(call, request, '');
  const { newId, clock, store } = call.ports;
  return store.transact(async (tx) => {
    const { record, vault, pointId } = await find(call, tx, request, '');
    const { resource: instance } = record;
    if (isChanging(record)) {
      const busy = instanceIsBusy(instance.name, instance.properties.currentProtectionState);
      throw problemFault(409, busy, call.correlationId);
    }
    if ((await tx.count(jobs, { with: [word.runningOf(instance.id)] })) > 0) {
      throw problemFault(400, backupIsRunning(instance.name), call.correlationId);
    }
    const policy = await existing(tx, policies, instance.properties.policyInfo.policyId);
    const resource = newRestoreJob({
      jobId: newId(),
      activityId: call.correlationId,
      vault,
      instance,
      policyName: policy.resource.name,
      point: (await existing(tx, recoveryPoints, pointId)).resource,
      request,
      now: clock.now(),
    });
    await tx.put(jobs, idKey(resource.id), {
      vaultId: vault.id,
      resource,
      recoveryPointId: request.recoveryPointId,
      restore: request,
    });
    const operation = await startOperation(call, tx, {
      vaultId: vault.id,
      location: vault.location,
      jobId: resource.id,
      work: { kind: 'restore', payload: { jobId: resource.id }, ...targetServerOf(request) },
    });
    return { status: 202, headers: acceptedHeaders(call, operation) };
  });
};

/** Which proofs of a point can be made here and now. */
async function waysToProve({ ports }: Call, vaultId: ResourceId, serverVersion: string): Promise<ProofWay[]> {
  const vault = await ports.store.transact((tx) => existing(tx, vaults, vaultId));
  const problem = settingsOf(vault).drillServerId === undefined ? await drillProblem(ports, serverVersion) : undefined;
  const unavailable = problem && {
    code: problem.code,
    message: problem.message,
    recommendedAction: problem.recommendedAction,
  };
  return [{ operation: 'Verify' }, { operation: 'Drill', ...(unavailable && { unavailable }) }];
}

const readContents: Handler = async (call) => {
  const { store } = call.ports;
  const record = await store.transact((tx) => existing(tx, recoveryPoints, idIn(call, POINT)));
  const { resource } = record;
  const id = `${resource.id}/contents/default`;
  const read = fromGoodCopy(call.ports, addressOf(record), ({ manifest }) => Promise.resolve(manifest));
  const { result: manifest } = await read.catch((error: unknown) => {
    if (error instanceof WorkFault && error.problem === pointWithoutBytes) throw notFound(id);
    throw isExpected(error) ? problemFault(409, problemOf(error), call.correlationId) : error;
  });
  const contents: PointContents = {
    properties: {
      allowedRestoreTargetTypes: [...(datasourceTypeOf(manifest.serverId)?.restoresTo ?? [])],
      databases: databasesIn(manifest),
      encryption: encryptionOf(manifest),
      proofs: await waysToProve(call, record.vaultId, manifest.serverVersion),
    },
    id,
    name: 'default',
    type: POINT_CONTENTS_TYPE,
  };
  return ok(contents);
};

export const restoreRoutes: Route[] = [
  route('POST', `${INSTANCE}/validateRestore`, at(INSTANCE, `${INSTANCE_TYPE}/validateRestore/action`), validate),
  route('POST', `${INSTANCE}/restore`, at(INSTANCE, `${INSTANCE_TYPE}/restore/action`), restore),
  route('GET', `${POINT}/contents/default`, at(POINT, `${RECOVERY_POINT_TYPE}/read`), readContents),
];
