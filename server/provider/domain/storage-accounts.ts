/**
 * Storage accounts as they are shown (docs/reference/arm.md#102-restore). They are in the resource group of the seeded
 * vault.
 */
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { STORAGE_ACCOUNT_TYPE, type StorageAccount, type StorageAccountProperties } from '#protocol/storage.ts';
import { BACKUP_GROUP, REGION, SUBSCRIPTION_ID } from '../seed.ts';

/** A storage account as a list shows it. `blobEndpoint` has a slash at the end. */
export function storageAccount(
  name: string,
  blobEndpoint: string,
  properties: Partial<StorageAccountProperties> = {},
): StorageAccount {
  return {
    kind: 'StorageV2',
    sku: { name: 'Standard_LRS', tier: 'Standard' },
    location: REGION,
    tags: {},
    properties: {
      provisioningState: 'Succeeded',
      primaryEndpoints: { blob: blobEndpoint },
      allowCrossTenantReplication: true,
      publicNetworkAccess: 'Enabled',
      ...properties,
    },
    id: resourceId(resourceGroupScope(SUBSCRIPTION_ID, BACKUP_GROUP), STORAGE_ACCOUNT_TYPE, name),
    name,
    type: STORAGE_ACCOUNT_TYPE,
  };
}
