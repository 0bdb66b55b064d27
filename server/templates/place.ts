import type { JsonObject } from './json.ts';

/**
 * Where a template is deployed to: the results of `subscription()`, `resourceGroup()`, `tenant()` and `deployment()`.
 */
export interface Place {
  subscriptionId: string;
  /** Absent at subscription level. */
  resourceGroup: string | undefined;
  subscription: JsonObject;
  group: JsonObject | undefined;
  tenantId: string;
  deployment: JsonObject;
}
