/** Microsoft.Resources: subscriptions, locations and resource groups (docs/reference/arm.md#121-subscriptions). */
import type { ResourceId } from './resource-id.ts';

export interface Subscription {
  id: ResourceId;
  subscriptionId: string;
  tenantId: string;
  displayName: string;
  state: string;
  authorizationSource?: string;
  tags?: Record<string, string>;
}

export interface Location {
  id: ResourceId;
  name: string;
  type?: string;
  displayName: string;
  regionalDisplayName?: string;
  metadata?: {
    regionType: string;
    regionCategory?: string;
    geographyGroup?: string;
    longitude?: string;
    latitude?: string;
    physicalLocation?: string;
    pairedRegion?: { name: string; id: ResourceId }[];
  };
}

export const RESOURCE_GROUP_TYPE = 'Microsoft.Resources/resourceGroups';

export interface ResourceGroup {
  id: ResourceId;
  name: string;
  type: string;
  location: string;
  tags?: Record<string, string>;
  managedBy?: string | null;
  properties: { provisioningState: string };
}

/** The description of a resource provider: `GET /subscriptions/{id}/providers/{namespace}`. */
export interface ResourceProvider {
  id: ResourceId;
  namespace: string;
  registrationState: string;
  resourceTypes: {
    /** Without the namespace, such as `flexibleServers`. */
    resourceType: string;
    locations: string[];
    apiVersions: string[];
    /** Words, separated by commas, such as `SupportsTags, SupportsLocation`. */
    capabilities?: string;
    /** Ours, of Backup vaults: where their recovery points can lie. The first is taken by a vault that names none. */
    vaultStorages?: { name: string; type: string }[];
  }[];
}

/** Whether a type of the provider lists the capability. ARM's words are compared without regard to case. */
export const hasCapability = (provider: ResourceProvider, resourceType: string, capability: string): boolean =>
  provider.resourceTypes.some(
    (type) =>
      type.resourceType.toLowerCase() === resourceType.toLowerCase() &&
      (type.capabilities ?? '').split(',').some((word) => word.trim().toLowerCase() === capability.toLowerCase()),
  );
