/**
 * The state and the result of long-running operations, on every path form (docs/reference/arm.md#12-routes,
 * #2-operations).
 */
import { VAULT_TYPE } from '#protocol/data-protection.ts';
import { sameId, sameRegion, parseResourceId } from '#protocol/resource-id.ts';
import { ok, type Call, type Handler } from '../call.ts';
import { authorizationFailed } from '../checks.ts';
import { ArmFault } from '../fault.ts';
import { acceptedHeaders, operationResult, operationStatus, resultHeaders } from '../operations.ts';
import { operations, type OperationRecord } from '../records.ts';
import { idIn, GROUP, INSTANCE, route, SUBSCRIPTION, tracked, VAULT, type Route } from '../router.ts';

const READ_STATUS = `${VAULT_TYPE}/operationStatus/read`;
const READ_RESULT = `${VAULT_TYPE}/operationResults/read`;

/** Whether the operation is one of what the path names. */
function belongs(call: Call, { vaultId }: OperationRecord, location: string): boolean {
  const { vault, group, location: region, subscription } = call.params;
  if (vault !== undefined) return sameId(vaultId, idIn(call, VAULT));
  const parsed = parseResourceId(vaultId);
  if (parsed?.subscriptionId.toLowerCase() !== subscription?.toLowerCase()) return false;
  if (group !== undefined) return parsed?.resourceGroup?.toLowerCase() === group.toLowerCase();
  return region !== undefined && sameRegion(region, location);
}

async function find(call: Call, action: string): Promise<OperationRecord> {
  const name = call.params.operation ?? '';
  const operation = await call.ports.store.transact((tx) => tx.get(operations, name));
  if (!operation || !belongs(call, operation.value, operation.value.location)) {
    throw new ArmFault(404, 'OperationNotFound', `The operation '${name}' could not be found.`);
  }
  const { vaultId } = operation.value;
  if (!call.access.may(action, vaultId)) throw authorizationFailed(call.caller, action, vaultId);
  return operation.value;
}

const readStatus: Handler = async (call) => {
  const operation = await find(call, READ_STATUS);
  const running = operation.status === 'Inprogress';
  return {
    ...ok(operationStatus(operation)),
    ...(running && { headers: { 'Retry-After': String(call.options.retryAfterSeconds) } }),
  };
};

const readResult: Handler = async (call) => {
  const operation = await find(call, READ_RESULT);
  if (operation.status === 'Inprogress') return { status: 202, headers: acceptedHeaders(call, operation) };
  if (operation.error) {
    const { code, message, additionalInfo } = operation.error;
    throw new ArmFault(400, code, message, { additionalInfo });
  }
  return { ...ok(operationResult(operation)), headers: resultHeaders(call, operation) };
};

const PROVIDER = 'providers/Microsoft.DataProtection';
const REGION = `${SUBSCRIPTION}/${PROVIDER}/locations/:location`;

export const operationRoutes: Route[] = [
  route('GET', `${VAULT}/operationStatus/:operation`, tracked(READ_STATUS), readStatus),
  route('GET', `${GROUP}/${PROVIDER}/operationStatus/:operation`, tracked(READ_STATUS), readStatus),
  route('GET', `${REGION}/operationStatus/:operation`, tracked(READ_STATUS), readStatus),
  route('GET', `${REGION}/operationResults/:operation`, tracked(READ_RESULT), readResult),
  route('GET', `${VAULT}/operationResults/:operation`, tracked(READ_RESULT), readResult),
  route('GET', `${INSTANCE}/operationResults/:operation`, tracked(READ_RESULT), readResult),
];
