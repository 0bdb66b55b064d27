/**
 * Finding what a request names, or answering that it is not there, in ARM's words (docs/reference/arm.md#33-arm-codes).
 */
import { INSTANCE_TYPE, POLICY_TYPE, VAULT_TYPE } from '#protocol/data-protection.ts';
import { DATASOURCE_TYPES } from '#protocol/datasource-types.ts';
import { ErrorCode } from '#protocol/errors.ts';
import { idKey, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { RESOURCE_GROUP_TYPE, type ResourceGroup } from '#protocol/resources.ts';
import { ArmFault } from './fault.ts';
import type { Kind, Transaction } from './ports.ts';
import { instances, policies, resourceGroups, servers, subscriptions, vaults } from './records.ts';

/** The document of that id. Throws a 404. */
export async function existing<T>(tx: Transaction, kind: Kind<T>, id: ResourceId): Promise<T> {
  const found = await tx.get(kind, idKey(id));
  if (!found) throw notFound(id);
  return found.value;
}

/** The resource group that `id` is or lies in. Throws a 404. */
export async function existingGroup(tx: Transaction, group: ResourceId): Promise<ResourceGroup> {
  const found = await tx.get(resourceGroups, idKey(group));
  if (found) return found.value;
  const name = parseResourceId(group)?.name ?? '';
  throw new ArmFault(404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`, { by: 'gateway' });
}

/** ARM's 404 for a resource. */
export function notFound(id: ResourceId): ArmFault {
  const { type = '', names = [], resourceGroup = '' } = parseResourceId(id) ?? {};
  const [namespace = '', ...types] = type.split('/');
  const path = [namespace, ...types.flatMap((segment, at) => [segment, names[at] ?? ''])].join('/');
  return new ArmFault(
    404,
    ErrorCode.resourceNotFound,
    `The Resource '${path}' under resource group '${resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    { by: 'gateway' },
  );
}

const KINDS: Readonly<Record<string, Kind<never>>> = {
  [RESOURCE_GROUP_TYPE]: resourceGroups,
  ...Object.fromEntries(DATASOURCE_TYPES.map(({ type }) => [type, servers])),
  [VAULT_TYPE]: vaults,
  [POLICY_TYPE]: policies,
  [INSTANCE_TYPE]: instances,
};
const KIND_OF_TYPE = new Map(Object.entries(KINDS).map(([type, kind]) => [type.toLowerCase(), kind as Kind<unknown>]));

/** Whether a role can be given there: the tenant, a subscription, a resource group or a resource that exists. */
export async function scopeExists(tx: Transaction, scope: ResourceId): Promise<boolean> {
  if (idKey(scope) === '') return true;
  const parsed = parseResourceId(scope);
  if (!parsed) return false;
  if (parsed.type === undefined && parsed.resourceGroup === undefined) {
    return (await tx.get(subscriptions, parsed.subscriptionId.toLowerCase())) !== undefined;
  }
  const kind = KIND_OF_TYPE.get((parsed.type ?? RESOURCE_GROUP_TYPE).toLowerCase());
  return kind !== undefined && (await tx.get(kind, idKey(scope))) !== undefined;
}
