/**
 * Long-running operations (docs/reference/arm.md#2-operations): recorded together with the work that ends them, and
 * shown to the caller.
 */
import { NO_TIME, type OperationResult, type OperationStatus } from '#protocol/data-protection.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import type { ErrorBody, UserFacingError } from '#protocol/errors.ts';
import { groupScopeOf, parseResourceId, regionKey, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';
import { logEnd } from './activity-log.ts';
import type { Call } from './call.ts';
import { ticks, wholeSeconds } from './domain/time.ts';
import type { Ports, Transaction } from './ports.ts';
import { operations, type OperationRecord } from './records.ts';
import type { WorkItem, WorkOfOperation } from './work-items.ts';

export interface OperationStart {
  vaultId: ResourceId;
  location: string;
  /** Default `vault`. */
  trackedUnder?: OperationRecord['trackedUnder'];
  /** What ends the operation; its payload gets the operation's name as `operation`. Absent when nothing has to. */
  work?: WorkOfOperation;
  /** The operation has done its part when the job is recorded: it says Succeeded from the start. */
  jobId?: ResourceId;
}

/** Records an operation and hands its work over, in the transaction of the state change it belongs to. */
export async function startOperation(call: Call, tx: Transaction, start: OperationStart): Promise<OperationRecord> {
  const { newId, clock } = call.ports;
  const now = clock.now();
  const operation: OperationRecord = {
    name: btoa(`${newId()};${newId()}`),
    trackedUnder: start.trackedUnder ?? 'vault',
    vaultId: start.vaultId,
    location: regionKey(start.location),
    status: 'Inprogress',
    startTime: ticks(now),
    ...(call.eventDataId !== undefined && { eventDataId: call.eventDataId }),
    ...(start.jobId !== undefined && { status: 'Succeeded', endTime: wholeSeconds(now), jobId: start.jobId }),
  };
  await tx.put(operations, operation.name, operation);
  await forgetLater(tx, now);
  if (start.work) {
    const payload = { ...start.work.payload, operation: operation.name };
    await tx.enqueue({ ...start.work, id: newId(), payload } as WorkItem);
  }
  return operation;
}

/** How long the result of an operation can be read. The service names no number; ours is a week. */
export const KEPT_MS = 7 * DAY_MS;

/** Has the operations of a day forgotten together: one work item a day, however many operations it has. */
function forgetLater(tx: Transaction, started: Date): Promise<void> {
  const day = started.toISOString().slice(0, 10);
  return tx.enqueue({
    kind: 'forgetOperations',
    id: `forget operations of ${day}`,
    payload: {},
    notBefore: new Date(Date.parse(day) + DAY_MS + KEPT_MS).toISOString(),
  });
}

/** A restore may name a thousand databases; the message shows only some. */
const MOST_WARNINGS = 200;

/** Ends an operation, unless it has ended already. */
export async function endOperation(
  ports: Ports,
  tx: Transaction,
  name: string,
  { error, warnings = [] }: { error?: ErrorBody; warnings?: readonly UserFacingError[] } = {},
): Promise<void> {
  const operation = (await tx.get(operations, name))?.value;
  if (operation?.status !== 'Inprogress') return;
  await tx.put(operations, name, {
    ...operation,
    status: error ? 'Failed' : 'Succeeded',
    endTime: wholeSeconds(ports.clock.now()),
    ...(error && { error }),
    ...(warnings.length > 0 && { warnings: warnings.slice(0, MOST_WARNINGS) }),
  });
  if (operation.eventDataId !== undefined) await logEnd(ports, tx, operation.eventDataId, error);
}

/** Whether the operation still waits for its end: a work item that runs a second time checks this first. */
export const isOpen = async (tx: Transaction, name: string): Promise<boolean> =>
  (await tx.get(operations, name))?.value.status === 'Inprogress';

/** `Azure-AsyncOperation` and `Retry-After`: the headers of PUT responses (docs/reference/arm.md#21-start). */
export const putHeaders = (call: Call, operation: OperationRecord): Record<string, string> => ({
  'Azure-AsyncOperation': link(call, statusPath(operation), operation),
  'Retry-After': String(call.options.retryAfterSeconds),
});

/** The same and `Location`: the headers of every other long call. */
export const acceptedHeaders = (call: Call, operation: OperationRecord): Record<string, string> => ({
  ...putHeaders(call, operation),
  Location: link(call, resultPath(operation), operation),
});

/** `Azure-AsyncOperation` in the location form, which a finished result repeats (docs/reference/arm.md#23-results). */
export const resultHeaders = (call: Call, operation: OperationRecord): Record<string, string> => ({
  'Azure-AsyncOperation': link(call, `${regionOf(operation)}/operationStatus/${operation.name}`, operation),
});

const statusPath = ({ trackedUnder, vaultId, name }: OperationRecord): string =>
  trackedUnder === 'vault'
    ? `${vaultId}/operationStatus/${name}`
    : `${groupScopeOf(vaultId)}/providers/Microsoft.DataProtection/operationStatus/${name}`;

const resultPath = (operation: OperationRecord): string => `${regionOf(operation)}/operationResults/${operation.name}`;

const regionOf = ({ vaultId, location }: OperationRecord): string =>
  `${subscriptionScope(parseResourceId(vaultId)?.subscriptionId ?? '')}/providers/Microsoft.DataProtection/locations/${location}`;

function link({ url }: Call, path: string, { name, startTime }: OperationRecord): string {
  const next = new URL(path.split('/').map(encodeURIComponent).join('/'), url.origin);
  next.searchParams.set('api-version', url.searchParams.get('api-version') ?? '');
  // The service signs these links, at some 3 kB: a client has to carry them unchanged (docs/reference/arm.md#quirk-13).
  // Here the signature is not checked; reading an operation needs the right to.
  next.searchParams.set('t', String(Date.parse(startTime)));
  next.searchParams.set('c', name.repeat(16));
  next.searchParams.set('s', name.repeat(4));
  next.searchParams.set('h', name.slice(0, 43));
  return next.href;
}

/**
 * The response of `operationStatus`. It is HTTP 200 for any result of the operation (docs/reference/arm.md#quirk-2).
 */
export const operationStatus = (operation: OperationRecord): OperationStatus => ({
  id: statusPath(operation),
  name: operation.name,
  status: operation.status,
  startTime: operation.startTime,
  endTime: operation.endTime ?? NO_TIME,
  ...(operation.jobId !== undefined && {
    properties: { jobId: asOperationsWriteIt(operation.jobId), objectType: 'OperationJobExtendedInfo' as const },
  }),
  ...(operation.error && { error: operation.error }),
});

/** The response of `operationResults` once the operation succeeded. */
export const operationResult = ({ jobId, warnings }: OperationRecord): OperationResult => ({
  ...(warnings && { warningDetails: warnings.map((warning) => ({ warning })) }),
  ...(jobId !== undefined && { jobId: asOperationsWriteIt(jobId) }),
  objectType: 'OperationJobExtendedInfo',
});

// The same id is written in another case here than by the job itself (docs/reference/arm.md#quirk-6).
const asOperationsWriteIt = (jobId: ResourceId): ResourceId =>
  jobId.replace('/resourceGroups/', '/resourcegroups/').replace('/backupVaults/', '/BackupVaults/');
