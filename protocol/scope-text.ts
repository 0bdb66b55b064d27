/** A scope at which roles are given, in words. */
import { parseResourceId, type ResourceId } from './resource-id.ts';

export type ScopeKind = 'Tenant' | 'Management group' | 'Subscription' | 'Resource group' | 'Resource';

export interface ScopeView {
  kind: ScopeKind;
  /** The kind of the scope; empty for the tenant. */
  name: string;
}

/** What kind of scope it is, and its name; `subscriptionName` returns the name of a subscription. */
export function scopeView(scope: ResourceId, subscriptionName: (subscriptionId: string) => string): ScopeView {
  const parsed = parseResourceId(scope);
  if (parsed) {
    if (parsed.type !== undefined) return { kind: 'Resource', name: parsed.name };
    if (parsed.resourceGroup !== undefined) return { kind: 'Resource group', name: parsed.resourceGroup };
    return { kind: 'Subscription', name: subscriptionName(parsed.subscriptionId) };
  }
  const group = /^\/providers\/Microsoft\.Management\/managementGroups\/([^/]+)$/i.exec(scope)?.[1];
  return group === undefined ? { kind: 'Tenant', name: '' } : { kind: 'Management group', name: group };
}

/** Such as `Resource group rg-data`, or `Tenant`. */
export const scopeText = (view: ScopeView): string => (view.name === '' ? view.kind : `${view.kind} ${view.name}`);
