/**
 * How many of a thing there may be: ARM's own limits of subscriptions, resource groups and role assignments, and for what
 * a vault holds some that no honest vault comes near. Each is refused in ARM's words, when one more is to be made.
 */
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { parseResourceId, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';
import { ArmFault } from './fault.ts';
import type { Kind, Query, Transaction } from './ports.ts';
import { instances, policies, resourceGroups, roleAssignments, servers, vaults, word } from './records.ts';

export const MAX_GROUPS = 980;
export const MAX_ROLE_ASSIGNMENTS = 4_000;
/** Of one type, in one resource group. */
export const MAX_OF_A_TYPE = 800;
export const MAX_VAULTS = 1_000;
export const MAX_POLICIES = 1_000;
export const MAX_INSTANCES = 5_000;

async function check<T>(
  tx: Transaction,
  kind: Kind<T>,
  query: Query,
  most: number,
  fault: (count: number) => ArmFault,
): Promise<void> {
  const count = await tx.count(kind, query);
  if (count >= most) throw fault(count);
}

/** One more of these, where so many may be. */
const quotaExceeded =
  (what: string, where: string, most: number) =>
  (count: number): ArmFault =>
    new ArmFault(
      409,
      'ResourceQuotaExceeded',
      `Creating the resource of type '${what}' would exceed the quota of '${String(most)}' resources of type '${what}' per ${where}. The current resource count is '${String(count)}', please delete some resources of this type before creating a new one.`,
      { by: 'gateway' },
    );

/** Throws ARM's 409 when the subscription is full. */
export const checkRoomForGroup = (tx: Transaction, subscriptionId: string, name: string): Promise<void> =>
  check(
    tx,
    resourceGroups,
    { with: [word.inSubscription(subscriptionId)] },
    MAX_GROUPS,
    (count) =>
      new ArmFault(
        409,
        'ResourceGroupQuotaExceeded',
        `Creating the resource group '${name}' would exceed the quota of '${String(MAX_GROUPS)}'. The current resource group count is '${String(count)}', please delete some resource groups before creating a new one.`,
        { by: 'gateway' },
      ),
  );

/** Throws ARM's 400 when the scope's subscription has as many as it may. Those of the tenant are not counted. */
export async function checkRoomForRoleAssignment(tx: Transaction, scope: ResourceId): Promise<void> {
  const subscriptionId = parseResourceId(scope)?.subscriptionId.toLowerCase();
  if (subscriptionId === undefined) return;
  const from = subscriptionScope(subscriptionId);
  // The letter behind the slash: everything at the subscription and below it, and nothing else.
  await check(tx, roleAssignments, { from, to: `${from}0` }, MAX_ROLE_ASSIGNMENTS, () => {
    const message = `No more role assignments can be created: the subscription has ${String(MAX_ROLE_ASSIGNMENTS)}, which is the most. Remove some that nobody needs, or assign roles at a wider scope.`;
    return new ArmFault(400, 'RoleAssignmentLimitExceeded', message);
  });
}

export async function checkRoomForVault(tx: Transaction, subscriptionId: string, group: ResourceId): Promise<void> {
  const type = 'Microsoft.DataProtection/backupVaults';
  const inGroup = { with: [word.inGroup(group)] };
  await check(tx, vaults, inGroup, MAX_OF_A_TYPE, quotaExceeded(type, 'resource group', MAX_OF_A_TYPE));
  const inSubscription = { with: [word.inSubscription(subscriptionId)] };
  await check(tx, vaults, inSubscription, MAX_VAULTS, quotaExceeded(type, 'subscription', MAX_VAULTS));
}

export const checkRoomForServer = (tx: Transaction, group: ResourceId): Promise<void> =>
  check(
    tx,
    servers,
    { with: [word.inGroup(group)] },
    MAX_OF_A_TYPE,
    quotaExceeded(SERVER_TYPE, 'resource group', MAX_OF_A_TYPE),
  );

export const checkRoomForPolicy = (tx: Transaction, vault: ResourceId): Promise<void> =>
  check(
    tx,
    policies,
    { with: [word.inVault(vault)] },
    MAX_POLICIES,
    quotaExceeded('Microsoft.DataProtection/backupVaults/backupPolicies', 'Backup vault', MAX_POLICIES),
  );

export const checkRoomForInstance = (tx: Transaction, vault: ResourceId): Promise<void> =>
  check(
    tx,
    instances,
    { with: [word.inVault(vault)] },
    MAX_INSTANCES,
    quotaExceeded('Microsoft.DataProtection/backupVaults/backupInstances', 'Backup vault', MAX_INSTANCES),
  );
