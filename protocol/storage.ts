/**
 * Microsoft.Storage: the storage accounts and containers that files are restored into
 * (docs/reference/arm.md#71-roles-needed, #102-restore), as far as a restore has to know them.
 */
import { matchesAction, ROLE_IDS, type Permission, type RoleNeed } from './authorization.ts';
import type { OpenEnum, Resource, TrackedResource } from './data-protection.ts';
import type { ResourceId } from './resource-id.ts';

export const STORAGE_ACCOUNT_TYPE = 'Microsoft.Storage/storageAccounts';
const BLOB_SERVICE_TYPE = `${STORAGE_ACCOUNT_TYPE}/blobServices`;
export const CONTAINER_TYPE = `${BLOB_SERVICE_TYPE}/containers`;

export interface StorageAccountProperties {
  provisioningState: OpenEnum<'Succeeded'>;
  /** Where its blobs are, with a slash at the end. */
  primaryEndpoints: { blob: string };
  /**
   * A vault writes from the service's own tenant: when this is false, it cannot (docs/reference/arm.md#102-restore).
   * Absent means true.
   */
  allowCrossTenantReplication?: boolean;
  publicNetworkAccess?: OpenEnum<'Enabled' | 'Disabled' | 'SecuredByPerimeter'>;
  /** An account without public access may still let vaults in. */
  networkAcls?: { bypass?: string; resourceAccessRules?: { tenantId?: string; resourceId?: string }[] };
}

export interface StorageAccount extends TrackedResource<StorageAccountProperties> {
  kind?: string;
  sku?: { name: string; tier?: string };
}

export type BlobContainer = Resource<{
  publicAccess?: string;
  /** Our server's extension: `folder` is where the container is on the server's disk. */
  metadata?: Record<string, string>;
}>;

/** The id of a container of the account. */
export const containerIdIn = (accountId: ResourceId, name: string): ResourceId =>
  `${accountId}/blobServices/default/containers/${name}`;

/** The account in which the container lies. */
export const accountIdOf = (containerId: ResourceId): ResourceId => {
  const at = containerId.toLowerCase().lastIndexOf('/blobservices/');
  return at < 0 ? containerId : containerId.slice(0, at);
};

/** The address of a container in a restore request. */
export const containerUrl = (account: StorageAccount, container: string): string =>
  `${account.properties.primaryEndpoints.blob.replace(/\/$/, '')}/${container}`;

/**
 * Why a vault cannot write into the account, whatever its roles are (docs/reference/screens.md#restore); undefined when
 * it can.
 */
export function accountProblem({ properties }: StorageAccount): string | undefined {
  if (properties.allowCrossTenantReplication === false) {
    return 'Cross-tenant replication is turned off on this account.';
  }
  const letsVaultsIn = properties.networkAcls?.resourceAccessRules?.some(({ resourceId = '' }) =>
    resourceId.toLowerCase().includes('/microsoft.dataprotection/backupvaults'),
  );
  if (properties.publicNetworkAccess?.toLowerCase() === 'disabled' && letsVaultsIn !== true) {
    return "The account isn't reachable from the vault: public network access is disabled.";
  }
  return undefined;
}

/** What a vault's identity needs to restore files into the account (docs/reference/arm.md#71-roles-needed). */
export const restoreRoleNeeds = (accountId: ResourceId): RoleNeed[] => [
  { roleId: ROLE_IDS.storageBlobDataContributor, roleName: 'Storage Blob Data Contributor', scope: accountId },
];

/** What the vault's identity does in a container; all are data actions. */
export const RESTORE_DATA_ACTIONS = [
  `${CONTAINER_TYPE}/blobs/read`,
  `${CONTAINER_TYPE}/blobs/write`,
  `${CONTAINER_TYPE}/blobs/add/action`,
] as const;

/** `grantsAction` for data actions: rights on what is inside a resource, which even Owner does not have by itself. */
export const grantsDataAction = (permissions: readonly Permission[], action: string): boolean =>
  permissions.some(
    (permission) =>
      permission.dataActions.some((pattern) => matchesAction(pattern, action)) &&
      !permission.notDataActions.some((pattern) => matchesAction(pattern, action)),
  );
