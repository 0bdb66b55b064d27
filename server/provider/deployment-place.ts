/** What a template may know of the place it goes to (`subscription()`, `resourceGroup()`, `deployment()`). */
import { idKey } from '#protocol/resource-id.ts';
import { scopeOf, type DeploymentFacts, type JsonObject, type Place, type Target } from '#templates/evaluation.ts';
import type { Ports } from './ports.ts';
import { resourceGroups, subscriptions } from './records.ts';

/** Undefined when there is no such subscription or resource group. */
export async function placeOf(
  { store, directory }: Ports,
  target: Target,
  facts: DeploymentFacts,
): Promise<Place | undefined> {
  const found = await store.transact(async (tx) => ({
    subscription: (await tx.get(subscriptions, target.subscriptionId.toLowerCase()))?.value,
    group:
      target.resourceGroup === undefined ? undefined : (await tx.get(resourceGroups, idKey(scopeOf(target))))?.value,
  }));
  const { subscription, group } = found;
  if (!subscription || (target.resourceGroup !== undefined && !group)) return undefined;
  const { id, subscriptionId, tenantId, displayName } = subscription;
  return {
    subscriptionId,
    resourceGroup: group?.name,
    subscription: { id, subscriptionId, tenantId, displayName },
    group: group as unknown as JsonObject | undefined,
    tenantId: directory.tenantId,
    deployment: {
      name: facts.name,
      ...(facts.location !== undefined && { location: facts.location }),
      properties: {
        template: { contentVersion: facts.contentVersion },
        templateHash: facts.templateHash,
        parameters: {},
        mode: facts.mode,
        provisioningState: 'Accepted',
      },
    },
  };
}
