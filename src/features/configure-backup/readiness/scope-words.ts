import { parseResourceId, type ResourceId } from '#protocol/resource-id.ts';

/** `Server pg-orders`, `Resource group rg-data`; a subscription by its name, from `subscriptionName`. */
export function scopeWords(scope: ResourceId, subscriptionName: (id: ResourceId) => string): string {
  const parsed = parseResourceId(scope);
  if (!parsed) return scope;
  if (parsed.type !== undefined) return `Server ${parsed.name}`;
  return parsed.resourceGroup === undefined
    ? `Subscription ${subscriptionName(scope)}`
    : `Resource group ${parsed.name}`;
}
