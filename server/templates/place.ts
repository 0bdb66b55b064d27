import type { JsonObject } from './json.ts';

/** Where a template is deployed to, as `subscription()`, `resourceGroup()`, `tenant()` and `deployment()` tell it. */
export interface Place {
  subscriptionId: string;
  /** Absent at subscription level. */
  resourceGroup: string | undefined;
  subscription: JsonObject;
  group: JsonObject | undefined;
  tenantId: string;
  deployment: JsonObject;
}
